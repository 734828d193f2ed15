"""Did it change anything? Results and impact, each with its uncertainty and what it may be set beside."""

from __future__ import annotations

import streamlit as st

from ui import results_page, session
from ui.theme import palette
from ui.words import say

scope = session.scope()
results_page.logic(scope)
results_page.answers(
    "results_survey", say("results.survey"), results_page.SURVEY, scope, colour=palette().held
)
left, right = st.columns(2, gap="large")
with left:
    results_page.answers(
        "results_anticipated",
        say("results.anticipated"),
        results_page.ANTICIPATED,
        scope,
        colour=palette().target,
    )
with right:
    results_page.answers(
        "results_achieved", say("results.achieved"), results_page.ACHIEVED, scope, colour=palette().validated
    )
results_page.difference(scope)
results_page.criteria(scope)
results_page.official(scope)
results_page.published(scope)
