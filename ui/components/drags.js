// A hand is never quite still: less than so many pixels is a click.
const STILL_PIXELS = 6;

export default function ({ parentElement }) {
  const guard = parentElement.querySelector('.guard');
  guard.leave?.();
  let from = null;
  const pressed = (event) => { from = [event.clientX, event.clientY]; };
  const clicked = (event) => {
    if (!from || !event.target.closest?.('.js-plotly-plot .geo')) return;
    const moved = Math.hypot(event.clientX - from[0], event.clientY - from[1]);
    if (moved > STILL_PIXELS) { event.stopImmediatePropagation(); event.preventDefault(); }
  };
  document.addEventListener('pointerdown', pressed, true);
  document.addEventListener('click', clicked, true);
  guard.leave = () => {
    document.removeEventListener('pointerdown', pressed, true);
    document.removeEventListener('click', clicked, true);
  };
  return guard.leave;
}
