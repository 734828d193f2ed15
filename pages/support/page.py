"""Does support travel together? Whom services reach, how visitors with and without fare, what came of it."""

from __future__ import annotations

from pages.support import interest, service_reach, services, with_and_without
from ui import session
from ui.parts import folded
from ui.session import below

HEIGHT_BELOW = 3200

scope = session.scope()
session.ask([*services.questions(scope), service_reach.question(scope), with_and_without.question(scope)])
services.headline(scope)
left, right = folded.beside(2)
with left:
    service_reach.draw(scope)
    services.years(scope)
with right:
    with_and_without.draw(scope)


def more() -> None:
    services.told_by(scope)
    interest.draw(scope)


below.rest("support", more, height=HEIGHT_BELOW)
