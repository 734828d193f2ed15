// Calls home when the theme on screen is another than the one the page was drawn for: the system's was switched.
// Streamlit changes its own colours then and runs nothing; those of charts and headline figures come from a run.
export default function ({ parentElement, data, setTriggerValue }) {
  const theme = parentElement.querySelector('.theme');
  theme.leave?.();
  const changed = () => {
    const [red, green, blue] = getComputedStyle(theme).backgroundColor.match(/[\d.]+/g).map(Number);
    if ((red + green + blue < 384) !== data.dark) setTriggerValue('changed', true);
  };
  theme.leave = () => theme.removeEventListener('transitionend', changed);
  theme.addEventListener('transitionend', changed);
  return theme.leave;
}
