"""The start page: the figures of the register, one of them as a chart, where and of whom it is most.

Below it, what belongs to it: the target, the way from registration to outcome, corridors, what is new. Each
part is a module with `draw`. All measure through `ui.session` and ask by `asked`, so what two parts
need is measured once.
"""

from __future__ import annotations

import logging

from cxc_metrics.access import Reader

log = logging.getLogger("cxc.dashboard")
# The chart in sight, and by what it is.
PARAMETERS = ("chart", "by")
# Its first heading is the finding: the name of the page is for those who do not see it.
HAS_OWN_TITLE = True
# The first screen shows what is compared in its figures, lists and course; the table stands below it.
PLACES_SECOND = True


def figures(reader: Reader) -> tuple[str, ...]:
    """The figures the page can be about: what says how much happened first."""
    from pages.overview import page_figure

    return page_figure.figures(reader)


def load_at_start(reader: Reader) -> None:
    """The statements of the headline, and a first figure of each kind, which loads plotly's parts."""
    # Not above: the server reads what every page declares before it loads what any of them draws with.
    from cxc_metrics.export.pictures.colours import LIGHT
    from cxc_metrics.export.pictures.drawings import Series, Trend
    from pages.overview import chart_tabs, corridors, funnel, member_states, news, story, target
    from ui.figures import figure_of

    log.debug(
        "Loaded %s",
        [part.__name__ for part in (chart_tabs, corridors, funnel, member_states, news, story, target)],
    )
    reader.measure(reader.watched())
    figure_of(Trend(["2020", "2021"], [Series("", [0.0, 1.0])], unit=""), LIGHT)
