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
    from pages.overview import funnel, map_and_corridors, member_states, news, story, target
    from ui import figures
    from ui.figures.theme import LIGHT

    log.debug(
        "Loaded %s",
        [part.__name__ for part in (funnel, map_and_corridors, member_states, news, story, target)],
    )
    reader.measure(reader.headline())
    figures.trend(["2020", "2021"], {"": ([0.0, 1.0], LIGHT.held)}, LIGHT, unit="")
    figures.ranked_bars(["1"], [""], [1.0], LIGHT, unit="")
