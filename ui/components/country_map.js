// Countries by value. What a browser has been given once under an address it is not asked for again.
const outlines = new Map();

function outlinesOf(address) {
  if (!outlines.has(address)) {
    const coming = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      return answer.json();
    });
    coming.catch(() => outlines.delete(address));
    outlines.set(address, coming);
  }
  return outlines.get(address);
}

/** The elements of a map that stay from drawing to drawing, with what is done on them. */
function prepare(root) {
  const find = (name) => root.querySelector(name);
  const map = {
    root, list: find(".places"), sheet: find(".sheet"), moves: find(".moves"), land: find(".land"),
    shapes: find(".shapes"), over: find(".over"), small: find(".small"), zoom: find(".zoom"),
    legend: find(".legend"), failed: find(".failed"), tip: find(".tip"), shown: "", active: null,
  };
  map.make = (name, parent) => parent.appendChild(document.createElementNS(map.sheet.namespaceURI, name));
  map.view = zooming(map.sheet, map.moves, () => { rescale(map); hideTip(map); });
  map.list.addEventListener("click", (event) => {
    const code = event.target.closest("[data-code]")?.dataset.code;
    if (code && !(map.view.dragged && map.sheet.contains(event.target))) pick(map, code);
  });
  map.list.addEventListener("pointermove", (event) => {
    const code = event.target.closest("[data-code]")?.dataset.code;
    if (code && !event.buttons) showTip(map, code, event.clientX, event.clientY); else hideTip(map);
  });
  map.list.addEventListener("pointerleave", () => hideTip(map));
  map.list.addEventListener("keydown", (event) => pressed(map, event));
  map.list.addEventListener("focus", () => {
    if (!map.list.matches(":focus-visible")) return;
    activate(map, map.active ?? map.data.places.find((place) => place.selected)?.code ?? map.data.places[0]?.code);
  });
  map.list.addEventListener("blur", () => { hideTip(map); drawOver(map); });
  new ResizeObserver(() => rescale(map)).observe(map.sheet);
  return map;
}

/** Patterns, signs and lines keep their size however near the map is. */
function rescale(map) {
  const scale = map.moves.getScreenCTM()?.a;
  if (!scale || scale === map.scale) return;
  map.scale = scale;
  map.moves.style.setProperty("--pixel", 1 / scale);
  for (const pattern of map.sheet.querySelectorAll("pattern")) {
    pattern.setAttribute("patternTransform", `rotate(${pattern.id === "hatched" ? 45 : 0}) scale(${1 / scale})`);
  }
}

function pick(map, code) {
  map.active = code;
  if (map.data.picks) map.send("pick", code);
}

function pressed(map, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const places = map.data.places, at = places.findIndex((place) => place.code === map.active);
  const to = {
    ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: places.length - 1,
  }[event.key];
  if (to !== undefined) activate(map, places[Math.min(places.length - 1, Math.max(0, to))]?.code);
  else if (event.key === "Enter" || event.key === " ") { if (places[at]) pick(map, map.active); }
  else if (event.key === "+") map.view.by(1.6);
  else if (event.key === "-") map.view.by(1 / 1.6);
  else if (event.key === "0") map.view.whole();
  else if (event.key === "Escape") { hideTip(map); return; }
  else if (/^\p{L}$/u.test(event.key)) {
    const first = event.key.toLocaleLowerCase();
    const next = [...places.slice(at + 1), ...places.slice(0, at + 1)];
    activate(map, next.find((place) => place.name.toLocaleLowerCase().startsWith(first))?.code);
  } else return;
  event.preventDefault();
}

function activate(map, code) {
  if (!code) return;
  map.active = code;
  const place = map.data.places.find((one) => one.code === code);
  const label = map.given?.labels[place.iso3];
  if (label && !place.small) map.view.centre(...label);
  map.list.setAttribute("aria-activedescendant", `at-${code}`);
  if (place.fill) map.list.dataset.behind = code; else delete map.list.dataset.behind;
  drawOver(map);
  const box = map.root.querySelector(`#at-${CSS.escape(code)}`)?.getBoundingClientRect();
  if (box) showTip(map, code, box.x + box.width / 2, box.y + box.height / 2);
}

function showTip(map, code, x, y) {
  const place = map.data.places.find((one) => one.code === code), around = map.root.getBoundingClientRect();
  map.tip.replaceChildren();
  element("b", map.tip, place.name);
  for (const line of place.lines) element("span", map.tip, line);
  map.tip.hidden = false;
  const left = Math.min(x - around.x + 14, around.width - map.tip.offsetWidth);
  const above = y - around.y - map.tip.offsetHeight - 10;
  map.tip.style.left = `${Math.max(0, left)}px`;
  map.tip.style.top = `${above < 0 ? y - around.y + 18 : above}px`;
}

function hideTip(map) { map.tip.hidden = true; }

/** What lies upon the countries: corridors, borders of those selected, the one that arrows have reached. */
function drawOver(map) {
  if (!map.given) return;
  const { paths, labels } = map.given, { places, arcs } = map.data;
  map.over.replaceChildren();
  const line = (name, path, width) => {
    const made = map.make("path", map.over);
    made.setAttribute("class", name);
    made.setAttribute("d", path);
    if (width) made.style.strokeWidth = width;
  };
  for (const { start, end, width } of arcs) {
    const from = labels[start], to = labels[end];
    if (!from || !to) continue;
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2 - Math.hypot(to[0] - from[0], to[1] - from[1]) / 5];
    const path = `M${from}Q${middle} ${to}`;
    line("halo", path, width + 2);
    line("arc", path, width);
  }
  const focused = map.list.matches(":focus-visible");
  for (const place of places) {
    const at = focused && place.code === map.active;
    if (place.selected && paths[place.iso3]) line("ring", paths[place.iso3]);
    if (at && !place.small && paths[place.iso3]) {
      line("halo", paths[place.iso3], 6);
      line("at", paths[place.iso3]);
    }
    if (place.small) place.shown.classList.toggle("on", at);
    if (place.sign && labels[place.iso3] && !place.small) {
      const text = map.make("text", map.over);
      text.textContent = place.sign;
      text.setAttribute("x", labels[place.iso3][0]);
      text.setAttribute("y", labels[place.iso3][1]);
      text.style.fill = place.ink;
    }
  }
}

/** What a listener of the page is told where its number is asked for. */
function explain(shown, map, place) {
  if (!place.fill) return;
  shown.dataset.behind = place.code;
  if (!map.data.picks) shown.dataset.explains = "";
}

/** An option of the list: a shape, or a square of what is too small to be one. */
function dress(shown, place, number, count) {
  shown.setAttribute("role", "option");
  shown.id = `at-${place.code}`;
  shown.ariaLabel = [place.name, ...place.lines].join(", ");
  shown.ariaSelected = String(place.selected);
  shown.ariaPosInSet = String(number + 1);
  shown.ariaSetSize = String(count);
}

function drawShapes(map) {
  const { data, given } = map;
  if (map.shown !== data.paths) {
    map.shown = data.paths;
    map.land.setAttribute("d", given.land);
    map.shapes.replaceChildren();
    map.drawn = new Map();
    for (const [iso3, path] of Object.entries(given.paths)) {
      const shape = map.make("path", map.shapes);
      shape.setAttribute("d", path);
      map.drawn.set(iso3, shape);
    }
  }
  for (const shape of map.drawn.values()) {
    for (const name of [...shape.getAttributeNames()]) if (name !== "d") shape.removeAttribute(name);
    shape.ariaHidden = "true";
  }
  data.places.forEach((place, number) => {
    const shape = map.drawn.get(place.iso3);
    if (!shape) return;
    shape.dataset.code = place.code;
    explain(shape, map, place);
    if (place.fill) shape.style.fill = place.fill;
    if (place.pattern) shape.setAttribute("class", place.pattern);
    if (place.small) return;
    shape.removeAttribute("aria-hidden");
    dress(shape, place, number, data.places.length);
  });
}

function drawSmall(map) {
  map.small.replaceChildren();
  map.data.places.forEach((place, number) => {
    if (!place.small) return;
    place.shown = element("div", map.small);
    element("span", place.shown, place.sign ? `${place.short} ${place.sign}` : place.short);
    place.shown.dataset.code = place.code;
    explain(place.shown, map, place);
    place.shown.className = [place.pattern, place.selected ? "chosen" : ""].join(" ");
    if (place.fill) {
      place.shown.style.background = place.fill;
      place.shown.style.color = place.ink;
    }
    dress(place.shown, place, number, map.data.places.length);
  });
}

function drawLegend(map) {
  map.legend.replaceChildren();
  element("span", map.legend, map.data.unit).className = "unit";
  for (const { fill, pattern, text } of map.data.legend) {
    const entry = element("span", map.legend);
    if (pattern === "arcs") entry.className = "arcs";
    const swatch = element("i", entry);
    if (fill) swatch.style.background = fill;
    if (pattern) swatch.className = pattern;
    element("span", entry, text);
  }
}

function drawZoom(map) {
  const { words } = map.data, ways = [["+", "in", () => map.view.by(1.6)], ["−", "out", () => map.view.by(1 / 1.6)],
    ["⤢", "whole", () => map.view.whole()]];
  map.zoom.replaceChildren();
  for (const [sign, name, way] of ways) {
    const made = button(map.zoom, sign, name);
    made.ariaLabel = made.title = words[name];
    made.onclick = way;
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".map");
  const map = root.map ??= prepare(root);
  map.send = setTriggerValue;
  redraw(root, data, () => {
    map.data = data;
    root.classList.toggle("picks", data.picks);
    root.style.setProperty("--arc", data.arc);
    map.sheet.setAttribute("viewBox", `0 0 ${data.width} ${data.height}`);
    map.list.ariaLabel = data.label;
    if (!data.picks) map.list.ariaReadOnly = "true";
    if (!data.places.some((place) => place.code === map.active)) map.active = null;
    drawSmall(map);
    drawLegend(map);
    drawZoom(map);
    hideTip(map);
    outlinesOf(data.paths).then((given) => {
      if (map.data !== data) return;  // another drawing has come meanwhile
      if (map.shown && map.shown !== data.paths) map.view.whole();
      map.given = given;
      drawShapes(map);
      map.scale = undefined;
      rescale(map);
      drawOver(map);
    }, () => { map.failed.textContent = data.words.failed; map.failed.hidden = false; });
  });
}
