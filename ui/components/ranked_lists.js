// Lists of which a row filters the rest of the page: arrows go from row to row, Enter chooses one, the space
// bar, Ctrl, Shift and the tick one more.
function drawRow(box, ranked, row, tabbed, hint) {
  const made = element("div", box);
  made.className = "row";
  made.role = "option";
  made.ariaSelected = String(row.chosen);
  made.tabIndex = tabbed ? 0 : -1;
  made.dataset.stop = `${ranked.field} ${row.code}`;
  made.dataset.code = made.dataset.behind = row.code;
  made.dataset.of = ranked.behind;
  if (ranked.why) made.ariaDisabled = "true";
  const tick = element("span", made, row.chosen ? "✓" : "");
  tick.className = ranked.several && !ranked.why ? "tick" : "mark";
  tick.ariaHidden = "true";
  element("span", made, row.name).className = "name";
  const value = element("span", made, row.value);
  value.className = "value";
  value.title = hint;
  value.dataset.explains = "";
  if (row.rests) element("small", value, row.rests);
  element("span", made, row.change).className = "change";
  const bar = element("span", made);
  bar.className = "bar";
  bar.style.width = `${100 * row.share}%`;
}

function listen(box, ranked, send) {
  const pick = (row, adds) => send("pick", { field: ranked.field, code: row.dataset.code, adds });
  rove(box, "ArrowUp", "ArrowDown");
  box.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!ranked.why) pick(event.target, event.key === " " || event.ctrlKey || event.shiftKey);
  };
  box.onclick = (event) => {
    const row = event.target.closest(".row");
    const adds = event.ctrlKey || event.metaKey || event.shiftKey || Boolean(event.target.closest(".tick"));
    if (row && !ranked.why) pick(row, adds);
  };
}

function drawList(root, ranked, send, data) {
  const part = element("section", root);
  const heading = element("h3", part, ranked.title);
  if (ranked.legend) element("small", heading, ranked.legend);
  for (const text of [ranked.note, ranked.why]) if (text) element("p", part, text);
  if (!ranked.rows.length) return;
  const box = element("div", part);
  box.className = "box";
  box.role = "listbox";
  box.ariaLabel = ranked.title;
  box.ariaMultiSelectable = String(ranked.several);
  if (ranked.several && !ranked.why) box.title = data.hint;
  const first = Math.max(ranked.rows.findIndex((row) => row.chosen), 0);
  ranked.rows.forEach((row, number) => drawRow(box, ranked, row, number === first, data.explains));
  listen(box, ranked, send);
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".lists");
  redraw(root, data, () => {
    const tops = [...root.querySelectorAll(".box")].map((box) => box.scrollTop);
    root.replaceChildren();
    for (const ranked of data.lists) drawList(root, ranked, setTriggerValue, data);
    root.querySelectorAll(".box").forEach((box, number) => { box.scrollTop = tops[number] ?? 0; });
  });
}
