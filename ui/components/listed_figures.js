// The figures of a page, one below the other; the chosen one is marked.
const WIDTH = 120, HEIGHT = 22, EDGE = 3;

/** The course as a line from zero, or from the lowest value below it; dashed to what goes on. */
function course(parent, values, open, template) {
  const there = values.filter((value) => value !== null);
  if (there.length < 2) return;
  const picture = parent.appendChild(template.content.querySelector("svg").cloneNode(true));
  const ways = { true: "", false: "" };
  const low = Math.min(0, ...there), span = Math.max(...there) - low || 1;
  const place = (number) => [
    EDGE + number * (WIDTH - 2 * EDGE) / (values.length - 1),
    HEIGHT - EDGE - (values[number] - low) * (HEIGHT - 2 * EDGE) / span,
  ];
  values.forEach((value, number) => {
    if (value !== null && (values[number - 1] ?? null) !== null) {
      ways[open[number]] += `M${place(number - 1)}L${place(number)}`;
    }
  });
  picture.querySelector(".line").setAttribute("d", ways.false);
  picture.querySelector(".open").setAttribute("d", ways.true);
  const end = values.findLastIndex((value) => value !== null), circle = picture.querySelector("circle");
  const [cx, cy] = place(end);
  circle.setAttribute("cx", cx);
  circle.setAttribute("cy", cy);
  circle.setAttribute("class", open[end] ? "open" : "line");
}

function drawItem(list, item, data, template, send) {
  const row = element("li", list);
  const made = button(row, undefined, item.id);
  made.title = item.definition;
  made.dataset.behind = item.id;
  made.dataset.of = data.behind;
  if (item.id === data.chosen) made.ariaCurrent = "true";
  element("span", made, item.name).className = "name";
  element("span", made, item.value).className = "value";
  course(element("span", made), item.values, item.open, template);
  const change = element("span", made);
  change.className = "change";
  if (item.rises) element("span", change, item.rises > 0 ? "▲ " : "▼ ").ariaHidden = "true";
  element("span", change, item.change || item.note);
  element("span", made, item.more).className = "unseen";
  made.onclick = () => send("choose", item.id);
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".figures"), template = parentElement.querySelector("template");
  redraw(root, data, () => {
    const left = root.querySelector("ul")?.scrollLeft ?? 0;
    root.replaceChildren();
    if (data.caption) element("p", root, data.caption);
    const list = element("ul", root);
    list.ariaLabel = data.label;
    for (const item of data.items) drawItem(list, item, data, template, setTriggerValue);
    list.scrollLeft = left;
  });
}
