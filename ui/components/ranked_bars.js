// Ranked bars: each is a button that filters, or opens what is behind it; the arrows go from one to the next.
function drawHead(root, data) {
  const head = element("div", root);
  head.className = "head";
  element("span", head, data.unit).className = "unit";
  if (!data.second) return;
  const entry = element("span", head);
  entry.className = "entry";
  const sample = element("span", entry);
  sample.className = "sample";
  sample.style.background = data.mark;
  element("span", entry, data.second).className = "second";
}

// Of the whole width: nearer behind its end, a bar's number stands behind the mark of the second value.
const NUMBER = 0.15;

function drawBar(rows, bar, data, tabbed) {
  const made = button(rows, "", bar.code);
  made.className = bar.paler ? "row paler" : "row";
  made.tabIndex = tabbed ? 0 : -1;
  made.title = made.ariaLabel = bar.said;
  made.dataset.behind = bar.code;
  if (data.picks) made.ariaPressed = String(bar.chosen);
  else made.dataset.explains = "";
  element("span", made, bar.name).className = "name";
  const plot = element("span", made);
  plot.className = "plot";
  const fill = element("span", plot);
  fill.className = "fill";
  fill.style.width = `${100 * bar.share}%`;
  fill.style.background = data.colour;
  const value = element("span", plot, bar.text);
  value.className = "value";
  const beyond = bar.mark !== null && bar.mark >= bar.share && bar.mark - bar.share < NUMBER;
  value.style.insetInlineStart = `${100 * (beyond ? bar.mark : bar.share)}%`;
  if (data.picks) {
    value.dataset.explains = "";
    value.title = data.explains;
  }
  if (bar.mark === null) return;
  const mark = element("span", plot);
  mark.className = "mark";
  mark.style.insetInlineStart = `${100 * bar.mark}%`;
  mark.style.background = data.mark;
}

function listen(rows, data, send) {
  rove(rows, "ArrowUp", "ArrowDown");
  rows.onclick = ({ target }) => {
    const row = target.closest(".row");
    if (row && data.picks) send("pick", row.dataset.behind);
  };
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".bars");
  redraw(root, data, () => {
    root.replaceChildren();
    root.ariaLabel = data.label;
    drawHead(root, data);
    const rows = element("div", root);
    rows.className = "rows";
    const first = Math.max(data.bars.findIndex((bar) => bar.chosen), 0);
    data.bars.forEach((bar, place) => drawBar(rows, bar, data, place === first));
    listen(rows, data, setTriggerValue);
  });
}
