// One listener for all numbers of a page, whatever drew them: a right click, a long press or the key i on what
// bears a `data-behind`, and a click where it is marked to explain. Marks of a chart of plotly bear none: they are
// known by what the mouse is on.
const MOST_PARTS = 8;

/** What was meant: whose it is, and the parts that may name it. */
function meant(event) {
  const path = event.composedPath().filter((node) => node.nodeType === Node.ELEMENT_NODE);
  const keyOf = (nodes) => nodes.flatMap((node) => [...node.classList])
    .find((name) => name.startsWith("st-key-"))?.slice(7) ?? "";
  const at = path.findIndex((node) => node.dataset?.behind !== undefined);
  if (at >= 0) {
    const { behind, of } = path[at].dataset;
    const explains = path.slice(0, at + 1).some((node) => node.dataset.explains !== undefined);
    return { of: of || keyOf(path.slice(at)), parts: behind.split("\n"), explains };
  }
  const chart = path.findIndex((node) => node.classList.contains("js-plotly-plot"));
  const point = chart >= 0 ? path[chart]._hoverdata?.[0] : undefined;
  if (!point) return null;
  const own = point.customdata ?? point.data?.customdata?.[point.pointNumber];
  const parts = [own, point.x, point.y, point.data?.name, point.label].flat()
    .filter((part) => part !== undefined && part !== null).slice(0, MOST_PARTS).map(String);
  const filters = String(path[chart].layout?.clickmode ?? "").includes("select");
  return { of: keyOf(path.slice(chart)), parts, explains: !filters };
}

export default function ({ parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".behind");
  root.leave?.();
  const heard = (event) => {
    if (event.type === "keydown") {
      const typed = event.composedPath()[0];
      if (event.key !== "i" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typed.matches?.("input, textarea, select, [contenteditable=true]")) return;
    }
    const about = meant(event);
    if (!about || (event.type === "click" && !about.explains)) return;
    event.preventDefault();
    event.stopPropagation();
    setTriggerValue("named", { of: about.of, parts: about.parts });
  };
  const kinds = ["click", "contextmenu", "keydown"];
  for (const kind of kinds) document.addEventListener(kind, heard, true);
  root.leave = () => { for (const kind of kinds) document.removeEventListener(kind, heard, true); };
  return root.leave;
}
