// Stands before the script of each component of ours.

/** An element at the end of its parent; its text is a text, whatever is in it. */
function element(name, parent, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return parent.appendChild(made);
}

/** A button that is found again after a run by its name. */
function button(parent, text, stop) {
  const made = element("button", parent, text);
  made.type = "button";
  made.dataset.stop = stop;
  return made;
}

/** One stop for Tab in a box; keys go from child to child, `back` and `ahead` by one, Home and End to the ends. */
function rove(box, back, ahead) {
  box.addEventListener("focusin", ({ target }) => {
    for (const each of box.children) each.tabIndex = each === target ? 0 : -1;
  });
  box.addEventListener("keydown", (event) => {
    const all = [...box.children], here = all.indexOf(event.target);
    const next = { [ahead]: here + 1, [back]: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || !all[next]) return;
    event.preventDefault();
    all[next].focus();
  });
}

/** What has the focus in this component; of a shadow root what is in it. */
function focused(root) {
  const active = root.getRootNode().activeElement;
  return active && root.contains(active) ? active : null;
}

// Where the focus was in each component, by its name in the page: one that is mounted anew has forgotten it.
const stops = new Map();

function remember(root, name) {
  if (root.remembers) return;
  root.remembers = true;
  root.addEventListener("focusin", () => stops.set(name, focused(root)?.dataset.stop));
  // What is taken out of the page while it has the focus has not been left.
  root.addEventListener("focusout", ({ target }) => { if (target.isConnected) stops.delete(name); });
}

/** Give the focus to what has that name. */
function focusOn(root, stop) {
  if (stop) root.querySelector(`[data-stop="${CSS.escape(stop)}"]`)?.focus({ preventScroll: true });
}

/** Draw where the data have changed; the focus goes back to what has the same `data-stop`. */
function redraw(root, data, draw) {
  const drawn = JSON.stringify(data);
  if (root.drawn === drawn) return;
  const name = data.name ?? "";
  const lost = root.drawn === undefined && document.activeElement === document.body;
  const stop = focused(root)?.dataset.stop ?? (lost ? stops.get(name) : undefined);
  root.drawn = drawn;
  draw();
  if (name) remember(root, name);
  focusOn(root, stop);
}
