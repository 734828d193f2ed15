"""Partnering profiles: what is offered and asked for, how far interest comes, and how often to the end."""

from __future__ import annotations

from typing import Final

from cxc_metrics.catalogue import dimension
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, folded, views

KEY: Final = "support_states"
BY: Final = "expression_status"
_KIND: Final = "profile_kind"
_PUBLISHED, _COUNTED, _LATE, _AGREED = "S06", "S07", "S07x", "S08"
# An end beside the way: after all of its steps.
_ASIDE: Final = "declined"


def draw(scope: Scope) -> None:
    """States of interest in the order of the way, profiles and the rate to agreement by kind; or why not."""
    title, measured = say("support.states"), session.measured([_COUNTED], by=[BY], scope=scope)
    published = session.measured([_PUBLISHED], by=[_KIND], scope=scope)
    if measured.not_measurable and published.not_measurable:
        blocks.chart(KEY, title, None, measured, finding="")
        return
    _states(title, measured, scope)
    left, right = folded.beside(2)
    with left:
        views.ranking("support_profiles", say("support.profiles"), _PUBLISHED, _KIND, scope)
    with right:
        views.ranking("support_agreed", say("support.agreed"), _AGREED, _KIND, scope)


def _states(title: str, measured: Figures, scope: Scope) -> None:
    if measured.not_measurable:
        blocks.chart(KEY, title, None, measured, finding="")
        return
    late = session.measured([_LATE], scope=scope)
    order = sorted(dimension(BY).labels, key=lambda code: code == _ASIDE)
    table = measured.frame().dropna(subset=[BY, _COUNTED])
    counts = {str(code): float(count) for code, count in zip(table[BY], table[_COUNTED], strict=True)}
    codes = [code for code in order if counts.get(str(code))]
    labels = [language.label(BY, code) for code in codes]
    values = [counts[str(code)] for code in codes]
    drawing = RankedBars(codes, labels, values, unit=views.unit_of(measured))
    blocks.chart(
        KEY,
        title,
        drawing if codes else None,
        measured,
        finding=sentences.ranking(*_largest_first(labels, values), what=say("many.expression_status")),
        note=" ".join(filter(None, [say("support.states_note"), _told_late(late[_LATE].value)])),
    )


def _largest_first(labels: list[str], values: list[float]) -> tuple[list[str], list[float]]:
    ranked = sorted(zip(values, labels, strict=True), key=lambda pair: -pair[0])
    return [label for _, label in ranked], [value for value, _ in ranked]


def _told_late(count: float | None) -> str:
    return say("support.late", count=numbers.number(count)) if count else ""
