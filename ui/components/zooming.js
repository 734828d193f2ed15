// Zoom and pan of a drawing: by buttons and keys, the wheel with ctrl, two fingers. What moves selects nothing.
const MOST_TIMES = 16, STILL_PIXELS = 6;

/** Lets `moves`, a group in `sheet`, be brought near; `moved(view)` is called after each change. */
function zooming(sheet, moves, moved) {
  const view = { times: 1, x: 0, y: 0, dragged: false };
  const fingers = new Map();
  const inside = (event) => {
    const to = sheet.getScreenCTM().inverse();
    return [event.clientX * to.a + to.e, event.clientY * to.d + to.f];
  };
  const held = (place, size) => Math.min(0, Math.max(size - size * view.times, place));
  const apply = () => {
    const { width, height } = sheet.viewBox.baseVal;
    view.x = held(view.x, width);
    view.y = held(view.y, height);
    moves.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.times})`);
    sheet.classList.toggle("near", view.times > 1);
    moved(view);
  };
  view.apply = apply;
  view.by = (factor, point) => {
    const { width, height } = sheet.viewBox.baseVal;
    const [x, y] = point ?? [width / 2, height / 2];
    const times = Math.min(MOST_TIMES, Math.max(1, view.times * factor));
    view.x = x - (x - view.x) * times / view.times;
    view.y = y - (y - view.y) * times / view.times;
    view.times = times;
    apply();
  };
  view.whole = () => { view.times = 1; apply(); };
  view.centre = (x, y) => {
    if (view.times === 1) return;
    const { width, height } = sheet.viewBox.baseVal;
    view.x = width / 2 - x * view.times;
    view.y = height / 2 - y * view.times;
    apply();
  };
  sheet.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;  // the page scrolls
    event.preventDefault();
    view.by(Math.exp(-event.deltaY / 300), inside(event));
  }, { passive: false });
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;  // a menu may open, and swallow that the button is let go
    if (fingers.size === 0) view.dragged = false;
    fingers.set(event.pointerId, { at: inside(event), from: [event.clientX, event.clientY] });
  });
  sheet.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    const at = inside(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (point) => Math.hypot(point[0] - other.at[0], point[1] - other.at[1]) || 1;
      view.dragged = true;
      view.by(apart(at) / apart(finger.at), [(at[0] + other.at[0]) / 2, (at[1] + other.at[1]) / 2]);
    } else {
      const far = Math.hypot(event.clientX - finger.from[0], event.clientY - finger.from[1]);
      if (!view.dragged && far < STILL_PIXELS) return;
      if (!view.dragged) sheet.setPointerCapture(event.pointerId);
      view.dragged = true;
      view.x += at[0] - finger.at[0];
      view.y += at[1] - finger.at[1];
      apply();
    }
    finger.at = at;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  return view;
}
