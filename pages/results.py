"""Did it change anything? Results and impact, each with its uncertainty and what it may be set beside."""

from __future__ import annotations

from ui import below, results, session

HEIGHT_BELOW = 4500

scope = session.scope()
results.logic(scope)
results.survey(scope)


def more() -> None:
    results.silence(scope)
    results.anticipated_and_achieved(scope)
    results.agreements(scope)
    results.waiting(scope)
    results.difference(scope)
    results.yearly(scope)
    results.criteria(scope)
    results.official(scope)
    results.published(scope)


below.rest("results", more, height=HEIGHT_BELOW)
