// Calls home once, when the stretch has come into view and stayed: while a page is put together, what stands
// above it may not have its height yet. Once also means either the stretch or the button: a second call while
// the first answer is on its way would make Streamlit drop half of that answer, and the page with it.
export default function ({ parentElement, data, setTriggerValue }) {
  const stretch = parentElement.querySelector('.stretch');
  stretch.leave?.();
  let soon, called = false;
  const observer = new IntersectionObserver((entries) => {
    clearTimeout(soon);
    if (!entries.at(-1).isIntersecting) return;
    soon = setTimeout(() => { call(); setTriggerValue('near', true); }, 250);
    // What was jumped over (the key End) is near too: the root reaches up to the top of the page.
  }, { root: document.querySelector('[data-testid=stMain]'), rootMargin: '1000000px 0px 0px 0px' });
  const call = () => {
    called = true;
    clearTimeout(soon);
    observer.disconnect();
    setTimeout(() => { called = false; }, 10000);  // nothing came: the button helps
  };
  const pressed = (event) => {
    if (!event.target.closest?.(data.button)) return;
    if (called) event.stopPropagation(); else call();
  };
  stretch.leave = () => {
    clearTimeout(soon);
    observer.disconnect();
    document.removeEventListener('click', pressed, true);
  };
  document.addEventListener('click', pressed, true);
  observer.observe(stretch);
  return stretch.leave;
}
