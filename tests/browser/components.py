"""What every component of ours has to bear: axe, keyboard alone, a run of the page, dark, phone, paper."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.doing import WIDER, serious
from tests.browser.keyboard import walk

PHONE = {"width": 390, "height": 900}
# All that can be worked in a component, by `data-stop`; in its shadow, or in the page where it has none.
_STOPS = """key => { const keyed = document.querySelector(`.st-key-${key}`);
  const root = keyed.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot ?? keyed;
  const seen = e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0;
  return [...root.querySelectorAll('button, input, a[href], select, [tabindex]')].filter(seen)
    .map(e => [e.dataset.stop ?? '', e.getBoundingClientRect().height]); }"""
_FOCUS = """() => { let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e.dataset.stop ?? ''; }"""
# Tab goes on from where something was, also when it is there no more.
_TO_THE_TOP = """() => { const first = document.createElement('button');
  document.body.prepend(first); first.focus(); first.remove(); }"""
# WCAG 2.2, 2.5.8.
LEAST_TARGET = 24


def stops(page: Page, key: str) -> list[str]:
    """The names of all that can be worked in a component now."""
    return [name for name, _ in page.evaluate(_STOPS, key)]


def focus(page: Page) -> str:
    """The name of what has the focus, in a shadow too; empty for what has none."""
    return str(page.evaluate(_FOCUS))


def check_component(watched: Any, key: str, *, paper: str = "", controls: str = "") -> None:
    """On a page that is still: each stop is named and reached with Tab, one sees where one is; axe, light and
    dark; a phone: nothing wider than it, all large enough for a finger; paper: that text, no such controls.
    """
    page: Page = watched.page
    named = stops(page, key)
    assert named, "nothing of it can be worked"
    assert "" not in named, "has no name by which it is given the focus back"
    assert len(set(named)) == len(named), "two have one name"
    page.evaluate(_TO_THE_TOP)
    met = [stop for stop in walk(watched) if stop.key == key]
    assert len(met) == len(named), "not all that can be worked is reached with Tab"
    assert all(stop.marked for stop in met), "one does not see where one is"
    check_barriers(page, key)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    watched.settle()
    check_barriers(page, key)
    assert page.evaluate(WIDER) <= 1
    assert {name for name, height in page.evaluate(_STOPS, key) if height < LEAST_TARGET} == set()
    if paper or controls:
        check_paper(page, key, paper, controls)


def check_barriers(page: Page, key: str) -> None:
    """Nothing serious or critical for axe within it."""
    barriers = serious(page, f".st-key-{key}")
    assert not barriers, barriers


def check_paper(page: Page, key: str, paper: str, controls: str) -> None:
    """The text is on paper, what the selector finds is not."""
    page.emulate_media(media="print")
    if paper:
        assert page.locator(f".st-key-{key}").get_by_text(paper).first.is_visible()
    if controls:
        assert not any(each.is_visible() for each in page.locator(f".st-key-{key} {controls}").all())
    page.emulate_media(media="screen")


def check_focus_stays(watched: Any, stop: str) -> None:
    """After what was pressed had the page run, the focus is where it was."""
    watched.settle()
    assert focus(watched.page) == stop
