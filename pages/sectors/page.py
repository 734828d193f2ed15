"""Where do ideas cross over? Which industrial ecosystems meet, and how often across ecosystems."""

from __future__ import annotations

from cxc_metrics.words.texts import say
from pages.sectors import sector_matrix, sector_profile
from ui import session
from ui.parts import folded, views
from ui.session import below

HEIGHT_BELOW = 2200

scope = session.scope()
drawn = not sector_matrix.lacking(scope)
if drawn:
    sector_matrix.headline(scope)
    sector_matrix.matrix(scope)


def more() -> None:
    sector_profile.profile(scope)
    left, right = folded.beside(2)
    with left:
        views.ranking("sectors_visitors", say("sectors.visitors"), "O01", "visitor_sector", scope)
    with right:
        views.ranking("sectors_cross", say("sectors.cross"), "O10", "visitor_sector", scope)
    sector_matrix.years(scope)
    sector_matrix.table(scope)


if drawn:
    below.rest("sectors", more, height=HEIGHT_BELOW)
