"""Whom services reach of those who travel: before their visit, after it, at any time."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Question
from cxc_metrics.disclosure import Figure
from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks

KEY: Final = "support_reach"
# At any time, before, after.
FIGURES: Final = ("S05", "S05b", "S05a")


def question(scope: Scope) -> Question:
    """What the part asks."""
    return Question(FIGURES, scope=scope)


def draw(scope: Scope) -> None:
    """Three bars: complete counts of the register, so without intervals."""
    title, measured = say("support.reach"), session.answered(question(scope))
    shares = [figure for figure in measured if not figure.reason and figure.value is not None]
    if not shares:  # why one of them has no number says it of all
        blocks.chart(KEY, title, None, session.measured(FIGURES[:1], scope=scope), finding="")
        return
    drawing = RankedBars(
        [figure.kpi.id for figure in shares],
        [say(f"support.reach_{figure.kpi.id}") for figure in shares],
        [figure.value for figure in shares],
        unit=say("support.of_visitors"),
        number="share",
        colour="visitor",
        hover=[_sentence(figure) for figure in shares],
    )
    finding = " ".join(_sentence(figure) for figure in shares)
    blocks.chart(KEY, title, drawing, measured, finding=finding, note=say("support.reach_note"))


def _sentence(figure: Figure) -> str:
    return say(
        f"support.told_{figure.kpi.id}",
        share=numbers.kpi_value(figure.kpi, figure.value),
        n=numbers.number(figure.n),
    )
