"""Components of our own: what the browser does at once, where a widget would need a run of the page.

They are few (docs/decisions/148), and know nothing of registers: plain values in, an event and its value
out. What comes back from a browser is looked up or read as an address is, never trusted.

The next one, `lens`:

1. `lens.js` ends with `export default function ({ parentElement, data, setTriggerValue }) { … }`. It runs
   again with each change of the data and must then draw the same again: `redraw(parentElement, data, draw)`
   does, and gives the focus back to what has the same `data-stop`; `data.name` is the key of the component.
   Elements are made by `element(name, parent, text)` and `button(parent, text, stop)`, texts are set as
   texts. `shared.js` stands before it, nothing is imported.
2. `lens.css`, with colours from Streamlit's own variables (`--st-…`), so that dark follows; on paper what is
   a control has the class `screen-only`. `shared.css` stands before it. `lens.html` where a frame is there
   before the first run.
3. `lens.py`: `_LENS = own_component("lens")` at the level of the module, and a function that takes plain
   values and callbacks. The wording comes in with the values.
4. A test in `tests/browser` calls `check_component(watched, key)` of `tests/browser/components.py`: axe,
   keyboard alone, dark, phone, print; and `check_focus_stays`. `tests/ui/test_components.py` reads all files.
"""

from __future__ import annotations

from .registering import own_component

__all__ = ["own_component"]
