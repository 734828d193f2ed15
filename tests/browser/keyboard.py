"""Pages walked with Tab alone: every control is reached in the order of the page, and the focus is seen."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Page

MOST_STOPS = 150
LINE = "top_line"
# What a reader meets on a page, from the top to the bottom.
PAGES = {
    "overview": [
        *(
            "inspect_overview_headline",
            "table_overview_chart_time",
            "inspect_overview_target",
            "export_overview_target",
            "inspect_overview_funnel",
        ),
        *("inspect_overview_corridors", "export_overview_members"),
    ],
    "countries": [
        *("w_show", "w_figure", "table_countries_map", "export_countries_map", "w_country"),
        *("inspect_countries_sent", "inspect_countries_hosted", "pop_figures", "countries_table"),
        *("export_countries_table", "table_countries_matrix", "export_countries_matrix"),
    ],
    "flows": [
        *("w_flows_show", "export_flows_matrix", "w_flows_view", "w_corridor_rows"),
        *("export_corridors", "flows_gravity", "export_fewer"),
    ],
    "partnerships": [
        *("table_partnerships_held", "inspect_targets", "export_targets"),
        *("table_partnerships_hosted", "export_partnerships_hosted"),
    ],
    "exchanges": ["w_search", "w_order", "w_all", "exchange_rows", "w_exchange", "export_exchanges"],
    "data": [
        *("issue_code", "export_issues", "upload_files", "upload_as_at", "upload_date_format"),
        *("upload_decimal", "FormSubmitter-upload-Check"),
    ],
}
# Takes the focus because it scrolls, and Streamlit draws nothing around it (docs/accessibility.md).
UNMARKED = "stMain"

# Where the focus is, and whether leaving changed anything around the stop before: a frame, a shadow, a
# border or a ground of it, its parents or its parts; of a grid, which is a picture, the picture.
_STOP = """() => {
  let stop = document.activeElement;
  while (stop.shadowRoot?.activeElement) stop = stop.shadowRoot.activeElement;
  const keyed = (stop.getRootNode().host ?? stop).closest('[class*=st-key-]');
  const style = node => { const s = getComputedStyle(node);
    const outline = s.outlineStyle === 'none' ? '' : s.outline;
    return [outline, s.boxShadow, s.borderColor, s.backgroundColor].join(); };
  const looks = node => node.tagName === 'CANVAS' ? node.toDataURL() : style(node);
  const around = stop => { const grid = stop.closest('[data-testid=stDataFrame]');
    if (grid && stop.matches('canvas, canvas *')) return [...grid.querySelectorAll('canvas')];
    if (stop.matches('main')) return [stop];
    const found = [stop, ...stop.querySelectorAll('*'), ...(stop.parentElement?.children ?? [])];
    for (let up = stop.parentElement, i = 0; up && i < 4; up = up.parentElement, i++) found.push(up);
    return found; };
  const before = window.__stop;
  const marked = !before || before.nodes.some((node, i) => looks(node) !== before.looks[i]);
  const nodes = stop === document.body ? [] : around(stop);
  window.__stop = {nodes, looks: nodes.map(looks)};
  const name = stop.dataset.testid || stop.ariaLabel || stop.innerText || stop.tagName;
  return [keyed ? keyed.className.match(/st-key-([\\w-]+)/)[1] : '',
    stop === document.body ? '' : name, marked]; }"""
# The keys of all controls that are drawn, each once.
_DRAWN = """() => [...new Set([...document.querySelectorAll(
    '[data-testid=stMain] :is(button, input, summary, [role=spinbutton])')]
  .filter(e => !e.disabled && !e.closest('[aria-hidden=true]') && e.checkVisibility() && e.offsetWidth)
  .map(e => e.closest('[class*=st-key-]')?.className.match(/st-key-([\\w-]+)/)[1]).filter(Boolean))]"""


class Stop(NamedTuple):
    """A place that took the focus: key of its widget, its name, whether one saw it there."""

    key: str
    name: str
    marked: bool


def walk(watched: Any) -> list[Stop]:
    """Press Tab from the top until the focus leaves the page."""
    page: Page = watched.page
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
    met: list[tuple[str, str]] = []
    marked: list[bool] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(40)  # a grid is drawn in the next frame
        key, name, left = page.evaluate(_STOP)
        marked.append(left)
        if name:
            met.append((key, name))
        else:
            # The first answer is about the stop before the first.
            return [Stop(*one, seen) for one, seen in zip(met, marked[1:], strict=False)]
    raise AssertionError(f"the focus did not leave the page after {MOST_STOPS} stops: {met[-5:]}")


def check_the_walk(watched: Any, page_id: str) -> None:
    """Every control of a page that is open is reached in the order of the page, and one sees where one is."""
    wanted = [LINE, *PAGES[page_id]]
    for key in wanted:  # on a busy machine some controls come when the page has been still for a while
        control = watched.page.locator(f".st-key-{key}").locator("button, input, canvas, [tabindex]").first
        control.wait_for(state="attached", timeout=60_000)
    skeleton = "!document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')"
    watched.page.wait_for_function(skeleton, timeout=60_000)
    watched.settle()
    stops = walk(watched)
    reached = list(dict.fromkeys(stop.key for stop in stops if stop.key))
    assert [key for key in reached if key in wanted] == wanted
    assert set(watched.page.evaluate(_DRAWN)) <= set(reached)
    assert [stop.name for stop in stops if not stop.marked] == [UNMARKED]
