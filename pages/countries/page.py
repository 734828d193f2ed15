"""Who sends, who hosts, and where are there no exchanges yet?"""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words.texts import say
from pages.countries import gaps as gap_page
from pages.countries import parts as country_page
from ui import session
from ui.figures.theme import palette
from ui.parts import matrices, views
from ui.session import below

HEIGHT_BELOW = 4200

scope = session.scope()
counted = session.reader().volume()
figure = country_page.controls(scope)
left, right = st.columns([3, 2], gap="large")
with left:
    country_page.country_map(figure, scope)
with right:
    side = country_page.SHOWN[country_page.shown()]
    views.unreached(session.told("countries.unreached"), side, scope, counted)


def more() -> None:
    country_page.profile(scope)
    sent, hosted = st.columns(2, gap="large")
    with sent:
        title, colour = say("countries.rank_sent"), palette().visitor
        views.ranking("countries_sent", title, counted, "visitor_country", scope, colour=colour)
    with hosted:
        title, colour = say("countries.rank_hosted"), palette().host
        views.ranking("countries_hosted", title, counted, "host_country", scope, colour=colour)
    gap_page.gap(scope)
    country_page.table(scope)
    matrices.matrix(
        "countries_matrix", say("countries.matrix"), counted, "visitor_country", "host_country", scope
    )


below.rest("countries", more, height=HEIGHT_BELOW)
