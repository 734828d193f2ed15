// Draws the table; a heading that orders and a row that can be picked are buttons.
function drawHeading(row, heading, send) {
  const cell = element("th", row);
  cell.scope = "col";
  if (heading.right) cell.className = "right";
  if (heading.sorted) cell.ariaSort = heading.sorted;
  if (!heading.orders) {
    cell.textContent = heading.text;
    return;
  }
  const made = button(cell, heading.text, `by ${heading.name}`);
  if (heading.sorted) {
    element("span", made, heading.sorted === "ascending" ? " ↑" : " ↓").ariaHidden = "true";
  }
  made.onclick = () => send("order", heading.name);
}

function drawRow(body, cells, number, data, send) {
  const row = element("tr", body);
  cells.forEach((text, column) => {
    const cell = element(column ? "td" : "th", row);
    if (data.headings[column].right) cell.className = "right";
    if (text.length > 28) cell.classList.add("long");
    if (column) {
      cell.textContent = text;
      return;
    }
    cell.scope = "row";
    if (data.picks) button(cell, text || String(number + 1), `row ${number}`);
    else cell.textContent = text;
  });
  if (data.picks) {
    row.className = "picks";
    row.onclick = () => {
      if (!getSelection().toString()) send("pick", number);  // who marks text to copy it picks nothing
    };
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const list = parentElement.querySelector(".cxc-list");
  redraw(list, data, () => {
    const left = list.firstChild?.scrollLeft ?? 0;
    list.replaceChildren();
    const region = element("div", list);
    region.className = data.rows.length > data.most ? "region tall" : "region";
    region.role = "region";
    region.tabIndex = 0;
    region.ariaLabel = data.label;
    region.dataset.stop = "region";
    const table = element("table", region);
    table.ariaLabel = data.label;
    const headings = element("tr", element("thead", table));
    for (const heading of data.headings) drawHeading(headings, heading, setTriggerValue);
    const body = element("tbody", table);
    data.rows.forEach((cells, number) => drawRow(body, cells, number, data, setTriggerValue));
    region.scrollLeft = left;
  });
}
