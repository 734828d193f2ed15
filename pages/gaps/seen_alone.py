"""What the public and a partnership see: how many were hosted or sent, protected, and no reference."""

from __future__ import annotations

from cxc_metrics.access import HOSTING_GAPS
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.gaps.fitted_gaps import Side
from ui import session
from ui.parts import folded, views
from ui.session import untellable


def seen_alone(scope: Scope, side: Side) -> None:
    """Counts by country, those with none by name; that the references are not shown, and why."""
    untellable.closed(say(f"gaps.title_{side}"), HOSTING_GAPS, scope)
    untellable.line()
    counted, by = session.reader().volume(), f"{side}_country"
    left, right = folded.beside([3, 2])
    with left:
        views.ranking(f"gaps_{side}", say(f"gaps.seen_title_{side}"), counted, by, scope)
    with right:
        views.unreached(say(f"gaps.without_{side}"), by, scope, counted)
