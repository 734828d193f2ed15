// A matrix or a table of numbers as the grid of ARIA: one stop, arrows from cell to cell, Enter picks.
const FEW = 16;

function drawHead(table, grid) {
  const row = element("tr", element("thead", table));
  row.role = "row";
  element("th", row, grid.data.axes).role = "columnheader";
  for (const { name, short, right } of grid.data.columns) {
    const head = element("th", row);
    head.role = "columnheader";
    head.scope = "col";
    if (short !== name) head.ariaLabel = head.title = name;
    if (right) head.className = "right";
    element("span", head, short);
  }
}

function drawRows(table, grid) {
  const { rows, cells } = grid.data, body = element("tbody", table);
  grid.cells = cells.map((line, at) => {
    const row = element("tr", body);
    row.role = "row";
    const head = element("th", row, rows[at].short);
    head.role = "rowheader";
    head.scope = "row";
    if (rows[at].short !== rows[at].name) head.ariaLabel = head.title = rows[at].name;
    return line.map((cell, column) => drawCell(row, grid, cell, at, column));
  });
}

function drawCell(row, grid, [text, kind, more], at, column) {
  const { data } = grid, shown = element("td", row, text);
  shown.role = "gridcell";
  shown.tabIndex = -1;
  shown.dataset.stop = `${data.rows[at].code} ${data.columns[column].code}`;
  shown.at = [at, column];
  if (kind !== "none" && kind !== "apart") {
    shown.dataset.behind = data.rows[at].code + (data.unit ? `\n${data.columns[column].code}` : "");
    if (!data.picks) shown.dataset.explains = "";
  }
  if (typeof kind === "number") {
    shown.className = "has";
    shown.style.background = data.fills[kind][0];
    shown.style.color = data.fills[kind][1];
  } else shown.className = kind;
  if (data.columns[column].right) shown.classList.add("right");
  shown.said = `${data.rows[at].name}${data.between}${data.columns[column].name}: ${more || text || data.none}`;
  shown.ariaLabel = shown.said;
  const [chosenRows, chosenColumns] = data.chosen;
  const inRow = chosenRows.includes(at), inColumn = chosenColumns.includes(column);
  const chosen = chosenRows.length && chosenColumns.length ? inRow && inColumn : inRow || inColumn;
  if (chosen) shown.classList.add("chosen", ...(chosenColumns.length ? [] : ["along"]), ...(chosenRows.length ? [] : ["down"]));
  shown.ariaSelected = String(chosen);
  return shown;
}

/** The one cell that Tab comes to. */
function reach(grid, at, column, focus) {
  const cell = grid.cells[at]?.[column];
  if (!cell) return;
  if (grid.stop) grid.stop.tabIndex = -1;
  grid.stop = cell;
  cell.tabIndex = 0;
  if (focus) cell.focus();
}

function pressed(grid, event) {
  const cell = event.target.closest("td");
  if (!cell || event.altKey || event.metaKey) return;
  const [at, column] = cell.at, lastRow = grid.cells.length - 1, lastColumn = grid.cells[0].length - 1;
  const whole = event.ctrlKey;
  const to = {
    ArrowUp: [Math.max(0, at - 1), column], ArrowDown: [Math.min(lastRow, at + 1), column],
    ArrowLeft: [at, Math.max(0, column - 1)], ArrowRight: [at, Math.min(lastColumn, column + 1)],
    Home: [whole ? 0 : at, 0], End: [whole ? lastRow : at, lastColumn],
    PageUp: [Math.max(0, at - 10), column], PageDown: [Math.min(lastRow, at + 10), column],
  }[event.key];
  if (to) reach(grid, ...to, true);
  else if (event.key === "Enter" || event.key === " ") pick(grid, cell);
  else return;
  event.preventDefault();
}

function pick(grid, cell) {
  if (grid.data.picks && !cell.matches(".apart, .none")) grid.send("pick", cell.at);
}

function prepare(root) {
  const grid = { root };
  const tell = (event) => {
    const cell = event.target.closest?.("td");
    if (cell && grid.told) grid.told.textContent = cell.said;
  };
  root.addEventListener("pointerover", tell);
  root.addEventListener("focusin", (event) => {
    tell(event);
    const cell = event.target.closest?.("td");
    if (cell && cell !== grid.stop) reach(grid, ...cell.at, false);
  });
  root.addEventListener("keydown", (event) => pressed(grid, event));
  root.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (!cell || getSelection().toString()) return;
    reach(grid, ...cell.at, false);
    pick(grid, cell);
  });
  return grid;
}

function drawKey(root, data) {
  if (!data.unit) return;
  const key = element("div", root);
  key.className = "key";
  element("span", key, data.unit).className = "unit";
  for (const { fill, pattern, text } of data.legend) {
    const entry = element("span", key), swatch = element("i", entry);
    if (fill) swatch.style.background = fill;
    if (pattern) swatch.className = pattern;
    element("span", entry, text);
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".grid");
  const grid = root.grid ??= prepare(root);
  grid.send = setTriggerValue;
  redraw(root, data, () => {
    grid.data = data;
    const [at, column] = grid.stop?.at ?? [0, 0];
    const old = root.querySelector(".region"), left = old?.scrollLeft ?? 0, top = old?.scrollTop ?? 0;
    root.replaceChildren();
    root.style.setProperty("--land", data.land);
    root.classList.toggle("roomy", data.columns.length <= FEW);
    root.classList.toggle("picks", data.picks);
    root.classList.toggle("turned", data.turned);
    root.classList.toggle("listed", !data.unit);
    const region = element("div", root);
    region.className = "region";
    const table = element("table", region);
    table.role = "grid";
    table.ariaLabel = data.label;
    if (!data.picks) table.ariaReadOnly = "true";
    drawHead(table, grid);
    drawRows(table, grid);
    grid.told = element("p", root);
    grid.told.className = "told screen-only";
    grid.told.ariaHidden = "true";
    drawKey(root, data);
    grid.stop = undefined;
    reach(grid, Math.min(at, grid.cells.length - 1), Math.min(column, grid.cells[0].length - 1), false);
    region.scrollLeft = left;
    region.scrollTop = top;
  });
}
