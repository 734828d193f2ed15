"""The Overview page, part by part: what happened, is the scheme on target, what is new.

Each part is a module with `draw`. All measure through `ui.session` and ask by `asked`, so what two parts
need is measured once.
"""

from __future__ import annotations

import logging

from cxc_metrics.access import Reader

log = logging.getLogger("cxc.dashboard")


def load_at_start(reader: Reader) -> None:
    """The statements of the headline, and a first figure of each kind, which loads plotly's parts."""
    # Not above: the server reads what every page declares before it loads what any of them draws with.
    from cxc_metrics.export.pictures.colours import LIGHT
    from cxc_metrics.export.pictures.drawings import RankedBars, Series, Trend
    from pages.overview import funnel, map_and_corridors, member_states, news, story, target
    from ui.figures import figure_of

    log.debug(
        "Loaded %s",
        [part.__name__ for part in (funnel, map_and_corridors, member_states, news, story, target)],
    )
    reader.measure(reader.headline())
    figure_of(Trend(["2020", "2021"], [Series("", [0.0, 1.0])], unit=""), LIGHT)
    figure_of(RankedBars(["1"], [""], [1.0], unit=""), LIGHT)
