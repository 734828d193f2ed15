"""What came of the meetings? Who met whom, what followed, and how far solutions to challenges came."""

from __future__ import annotations

from pages.meetings import came_of, held, solutions_offered, who_met
from ui import session
from ui.parts import folded
from ui.session import below

HEIGHT_BELOW = 3600

scope = session.scope()
session.ask([*held.questions(scope), *came_of.questions(scope)])
held.headline(scope)
left, right = folded.beside(2)
with left:
    held.countries(scope)
with right:
    came_of.path(scope)
    held.follow(scope)


def more() -> None:
    who_met.matrix(scope)
    came_of.times(scope)
    held.years(scope)
    solutions_offered.draw(scope)
    held.published_beside(scope)


below.rest("meetings", more, height=HEIGHT_BELOW)
