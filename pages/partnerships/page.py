"""How is my partnership doing, what must I do next? Then all partnerships against their targets."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.words.texts import say
from pages.partnerships import my_partnership, target_chances, targets_table
from ui import session
from ui.parts import blocks, views
from ui.session import below

HEIGHT_BELOW = 3400

scope = session.scope()
my_partnership.draw(scope, session.reader())
st.divider()
st.header(say("partnerships.all"), anchor=False)
figures = session.measured(["I03", "O01", "O01v", "O03", "I01"], scope=scope, compare=YEAR_BEFORE)
blocks.headline("partnerships_headline", figures, most=5)
st.caption(say("partnerships.counted"))


def more() -> None:
    views.ranking("partnerships_held", say("partnerships.held"), "O01", "partnership", scope)
    targets_table.targets(scope)
    target_chances.targets(scope)
    target_chances.differ(scope)
    views.ranking("partnerships_hosted", say("partnerships.hosted"), "O01", "host_partnership", scope)


below.rest("partnerships", more, height=HEIGHT_BELOW)
