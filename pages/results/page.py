"""Did it change anything? Results and impact, each with its uncertainty and what it may be set beside."""

from __future__ import annotations

from typing import Final

from cxc_metrics.words.texts import say
from pages.results.agreements import agreements
from pages.results.difference_made import difference
from pages.results.intervention_logic import logic
from pages.results.silence import silence
from pages.results.survey import anticipated_and_achieved, survey
from pages.results.yardsticks import criteria, official, published
from pages.results.yearly import yearly
from ui import session
from ui.parts import arrivals, network_indices
from ui.session import below

HEIGHT_BELOW = 5000
TIMES: Final = ("A06", "A07", "F03")

scope = session.scope()
logic(scope)
survey(scope)


def more() -> None:
    silence(scope)
    anticipated_and_achieved(scope)
    agreements(scope)
    arrivals.draw("results", say("results.waiting"), TIMES, scope, parameter="waiting")
    difference(scope)
    yearly(scope)
    network_indices.structure(scope)
    criteria(scope)
    official(scope)
    published(scope)


below.rest("results", more, height=HEIGHT_BELOW)
