"""Who hosts, and who sends, fewer than one would think? Each country against one named reference."""

from __future__ import annotations

from cxc_metrics.access import HOSTING_GAPS
from pages.gaps import country_corridors, fitted_gaps, gap_chart, seen_alone
from ui import session
from ui.parts import folded

scope = session.scope()
is_open = session.reader().why_closed(HOSTING_GAPS, scope) is None
side = fitted_gaps.side_choice(with_reference=is_open)
if is_open:
    chosen = fitted_gaps.gaps_of_address(scope, side)
    if chosen is not None:
        left, right = folded.beside([3, 2])
        with left:
            gap_chart.gap_chart(chosen)
        with right:
            country_corridors.corridors(chosen)
else:
    seen_alone.seen_alone(scope, side)
