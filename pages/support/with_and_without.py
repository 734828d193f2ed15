"""Visitors that used a service before acceptance beside those that did not: an association, no cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import pandas as pd

from cxc_metrics.access import Question
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Cell, Figure, Figures
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import UNRELIABLE
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, tables

KEY: Final = "support_outcomes"
BY: Final = "support_before"
# Two counted from the register, then what visitors say at the end and later.
FIGURES: Final = ("A04", "A05", "R02", "R04", "R06p")
_LONGEST_CELL: Final = 400
# Whether it used a service: how the two groups stand, the first on top.
_GROUPS: Final = (True, False)


def question(scope: Scope) -> Question:
    """What the part asks."""
    return Question(FIGURES, (BY,), scope)


def draw(scope: Scope) -> None:
    """A row for each outcome, in it a dot for each of the two groups with its interval; the same in words."""
    title, measured = say("support.outcomes"), session.answered(question(scope))
    outcomes = _outcomes(measured)
    if not outcomes:  # why one of them has no number says it of all
        blocks.chart(KEY, title, None, session.measured(FIGURES[:1], by=[BY], scope=scope), finding="")
        return
    drawing = Intervals(
        [outcome.name for outcome in outcomes],
        [_series(outcomes, group) for group in _GROUPS],
        unit=say("support.share"),
    )
    ends = dict.fromkeys((outcomes[0].kpi.id, outcomes[-1].kpi.id))
    compared = [_compared(outcome) for outcome in outcomes if outcome.kpi.id in ends]
    finding = " ".join([*compared, say("support.association")])
    blocks.chart(KEY, title, drawing, measured, finding=finding, note=_note(outcomes))
    tables.records([_row(outcome) for outcome in outcomes], alt=title, longest=_LONGEST_CELL)


def _note(outcomes: Sequence[Outcome]) -> str:
    """Who is in which group; how intervals are to be read where this viewer is shown some."""
    has_intervals = any(cell.low is not None for outcome in outcomes for cell in outcome.cells.values())
    notes = ["support.outcomes_note", *(["support.outcomes_intervals"] if has_intervals else [])]
    return " ".join(say(note) for note in notes)


class Outcome(NamedTuple):
    """A figure with the number of each group that has one."""

    kpi: Kpi
    cells: dict[bool, Cell]

    @property
    def name(self) -> str:
        """What it is called in a row."""
        return say(f"support.outcome_{self.kpi.id}")

    def said(self, group: bool) -> str:
        """Value, interval and n of one group. Not escaped."""
        cell = self.cells.get(group)
        if cell is not None and cell.hidden:
            return say("support.hidden")
        if cell is None or cell.value is None:
            return numbers.NOT_AVAILABLE
        text = numbers.kpi_value(self.kpi, cell.value)
        if cell.low is not None and cell.high is not None:
            low, high = (numbers.kpi_value(self.kpi, end) for end in (cell.low, cell.high))
            text = say("support.interval", value=text, low=low, high=high)
        text = say("support.of", value=text, n=numbers.number(cell.n))
        return say("support.unreliable", value=text) if UNRELIABLE in cell.flag else text


def _outcomes(measured: Figures) -> list[Outcome]:
    """The outcomes with a number of one group at least; who was never accepted, and hosts, are in neither."""
    outcomes = [Outcome(figure.kpi, _cells(figure, measured)) for figure in measured if not figure.reason]
    return [each for each in outcomes if any(cell.value is not None for cell in each.cells.values())]


def _cells(figure: Figure, measured: Figures) -> dict[bool, Cell]:
    groups = zip(measured.frame()[BY], figure.cells, strict=True)
    return {bool(group): cell for group, cell in groups if pd.notna(group)}


def _series(outcomes: Sequence[Outcome], group: bool) -> Dots:
    cells = [outcome.cells.get(group) for outcome in outcomes]
    return Dots(
        say("support.with" if group else "support.without"),
        [None if cell is None or cell.value is None else float(cell.value) for cell in cells],
        [cell and cell.low for cell in cells],
        [cell and cell.high for cell in cells],
        [f"{outcome.name}: {outcome.said(group)}" for outcome in outcomes],
        "visitor" if group else "target",
        "circle" if group else "diamond-open",
    )


def _compared(outcome: Outcome) -> str:
    given, without = (outcome.said(group) for group in _GROUPS)
    return say("support.compared", name=outcome.name, given=given, without=without)


def _row(outcome: Outcome) -> dict[str, str]:
    return {
        say("support.outcome"): outcome.name,
        say("support.with"): outcome.said(group=True),
        say("support.without"): outcome.said(group=False),
    }
