// One listener for all numbers of a page, whatever drew them: a right click, a long press or the key i on what
// bears a `data-behind`, and a click where it is marked to explain. Marks of a chart of plotly bear none: they are
// known by what the mouse is on.
const MOST_PARTS = 8;
const LONG_MS = 500, SLACK_PX = 10;

const elementsOf = (event) => event.composedPath().filter((node) => node.nodeType === Node.ELEMENT_NODE);
const isChart = (node) => node.classList.contains("js-plotly-plot");
const IS_MAC = /Mac/.test(navigator.platform);

/** What was meant: whose it is, and the parts that may name it. */
function meant(path) {
  const keyOf = (nodes) => nodes.flatMap((node) => [...node.classList])
    .find((name) => name.startsWith("st-key-"))?.slice(7) ?? "";
  const at = path.findIndex((node) => node.dataset?.behind !== undefined);
  if (at >= 0) {
    const { behind, of } = path[at].dataset;
    const explains = path.slice(0, at + 1).some((node) => node.dataset.explains !== undefined);
    return { of: of || keyOf(path.slice(at)), parts: behind.split("\n"), explains };
  }
  const chart = path.findIndex(isChart);
  const point = chart >= 0 ? path[chart]._hoverdata?.[0] : undefined;
  if (!point) return null;
  const own = point.customdata ?? point.data?.customdata?.[point.pointNumber];
  const parts = [own, point.x, point.y, point.data?.name, point.label].flat()
    .filter((part) => part !== undefined && part !== null).slice(0, MOST_PARTS).map(String);
  const filters = String(path[chart].layout?.clickmode ?? "").includes("select");
  return { of: keyOf(path.slice(chart)), parts, explains: !filters };
}

/** For a chart of plotly the finger is lifted: it names the mark under it, and takes no click of what follows. */
function lift(path, [clientX, clientY]) {
  const chart = path.find(isChart);
  if (!chart) return;
  chart._dragging = false;
  path[0].dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
}

/** A click for a context menu, which plotly takes for one that selects: what opens a number filters nothing. */
function keepFromChart(event) {
  const isForMenu = event.button === 2 || (IS_MAC && event.ctrlKey);
  if (isForMenu && elementsOf(event).some(isChart)) event.stopPropagation();
}

/** A finger that stays, of which not every browser makes a context menu. What follows once it `opened` is no click. */
function longPress(tell) {
  let timer, from;
  const press = { opened: false, end: () => clearTimeout(timer) };
  const begin = (event) => {
    press.end();
    press.opened = false;
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    const path = elementsOf(event);
    from = [event.clientX, event.clientY];
    timer = setTimeout(() => {
      lift(path, from);
      const about = meant(path);
      if (!about) return;
      press.opened = true;
      tell(about);
    }, LONG_MS);
  };
  const move = (event) => {
    if (from && Math.hypot(event.clientX - from[0], event.clientY - from[1]) > SLACK_PX) press.end();
  };
  press.listeners = { pointerdown: begin, pointermove: move, pointerup: press.end, pointercancel: press.end };
  return press;
}

export default function ({ parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".behind");
  root.leave?.();
  const tell = (about) => setTriggerValue("named", { of: about.of, parts: about.parts });
  const heard = (event) => {
    if (event.type === "keydown") {
      const typed = event.composedPath()[0];
      if (event.key !== "i" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typed.matches?.("input, textarea, select, [contenteditable=true]")) return;
    }
    const about = meant(elementsOf(event));
    const ends = press.opened && event.type !== "keydown";
    if (!about || (event.type === "click" && !about.explains && !ends)) return;
    event.preventDefault();
    event.stopPropagation();
    press.end();
    if (!ends) tell(about);
  };
  const press = longPress(tell);
  const listeners = {
    click: heard, contextmenu: heard, keydown: heard, mousedown: keepFromChart, ...press.listeners,
  };
  for (const [kind, each] of Object.entries(listeners)) document.addEventListener(kind, each, true);
  root.leave = () => {
    press.end();
    for (const [kind, each] of Object.entries(listeners)) document.removeEventListener(kind, each, true);
  };
  return root.leave;
}
