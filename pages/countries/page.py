"""Who sends, who hosts, and where are there no exchanges yet?"""

from __future__ import annotations

from cxc_metrics.words.texts import say
from pages.countries import country_profile, shown_on_map
from ui import session
from ui.parts import folded, matrices, views
from ui.session import below

# About how high the parts below are at the width of a desk: what is of one country, rows.
OF_ONE, UNCHOSEN, FRAME, ROW = 2900, 180, 300, 26

scope = session.scope()
counted = session.reader().volume()
figure = shown_on_map.controls(scope)
left, right = folded.beside([3, 2])
with left:
    shown_on_map.country_map(figure, scope)
with right:
    side = shown_on_map.SHOWN[shown_on_map.shown()]
    views.unreached(say("countries.unreached"), side, scope, counted)


def more() -> None:
    country_profile.profile(scope)
    sent, hosted = folded.beside(2)
    with sent:
        title = say("countries.rank_sent")
        views.ranking("countries_sent", title, counted, "visitor_country", scope)
    with hosted:
        title = say("countries.rank_hosted")
        views.ranking("countries_hosted", title, counted, "host_country", scope)
    shown_on_map.table(scope)
    matrices.matrix(
        "countries_matrix", say("countries.matrix"), counted, "visitor_country", "host_country", scope
    )
    if session.reader().options("host_nuts2"):
        title = say("countries.rank_regions")
        views.ranking("countries_regions", title, counted, "host_nuts2", scope)


def height() -> int:
    """About that of what is drawn below: rankings, table, matrix, and what the register has beside them."""
    reader = session.reader()
    ranked = [min(len(reader.options(side)), views.MOST_BARS) for side in shown_on_map.SIDES]
    regions = min(len(reader.options("host_nuts2")), views.MOST_BARS)
    parts = [OF_ONE if session.page_value("country") else UNCHOSEN]
    parts += [FRAME + ROW * rows for rows in (max(ranked), ranked[1], ranked[0]) if rows]
    parts += [FRAME + ROW * regions] if regions else []
    return sum(parts)


below.rest("countries", more, height=height())
