// Bars over periods: each period is a button that opens what is behind it; the arrows go from one to the next.
const MOST_WITH_NUMBERS = 12;

function drawHead(root, data) {
  const head = element("div", root);
  head.className = "head";
  element("span", head, data.unit).className = "unit";
  if (data.series.length < 2) return;
  for (const [name, colour] of data.series) {
    const entry = element("span", head);
    entry.className = "entry";
    const sample = element("span", entry);
    sample.className = "sample";
    sample.style.background = colour;
    element("span", entry, name).className = "series";
  }
}

function drawTicks(box, ticks) {
  for (const [share, text] of ticks) {
    const tick = element("div", box);
    tick.className = "tick";
    tick.style.bottom = `${100 * share}%`;
    element("span", tick, text);
  }
}

function drawPeriod(row, period, data, tabbed) {
  const made = button(row, "", period.code);
  made.className = period.open ? "period open" : "period";
  made.tabIndex = tabbed ? 0 : -1;
  made.title = made.ariaLabel = period.said;
  made.dataset.behind = period.code;
  made.dataset.explains = "";
  const stack = element("span", made);
  stack.className = "stack";
  period.bars.forEach((bar, place) => {
    const drawn = element("span", stack);
    drawn.className = "bar";
    if (!bar) return;
    drawn.style.height = `${100 * bar.share}%`;
    const fill = element("span", drawn);
    fill.className = "fill";
    fill.style.background = data.series[place][1];
    if (data.periods.length * data.series.length <= MOST_WITH_NUMBERS) {
      element("span", drawn, bar.text).className = "number";
    }
  });
  element("span", made, period.name).className = "when";
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".bars");
  redraw(root, data, () => {
    root.replaceChildren();
    root.ariaLabel = data.label;
    drawHead(root, data);
    const plot = element("div", root);
    plot.className = "plot";
    plot.style.height = `${data.height}px`;
    const area = element("div", plot);
    area.className = "area";
    drawTicks(area, data.ticks);
    const row = element("div", plot);
    row.className = "row";
    data.periods.forEach((period, place) => drawPeriod(row, period, data, place === data.periods.length - 1));
    rove(row, "ArrowLeft", "ArrowRight");
  });
}
