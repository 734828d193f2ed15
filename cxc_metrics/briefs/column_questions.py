"""What a viewer may ask of the columns of a brief: all of their figures, some, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cxc_metrics.access import Question, Reader
from cxc_metrics.words import sentences

from .plans import Column, Plan


@dataclass(frozen=True)
class ColumnQuestion:
    """What is asked for a column; `refused` are figures that the viewer may not ask there, with reasons."""

    column: Column
    question: Question
    refused: Mapping[str, str] = field(default_factory=dict)

    def left_out(self, reader: Reader) -> Iterator[str]:
        """A line for each reason, with the names of the figures that are left out for it."""
        for reason in dict.fromkeys(self.refused.values()):
            names = [reader.kpi(name).name for name, why in self.refused.items() if why == reason]
            yield f"{self.column.heading}, {sentences.listed(names)}: {sentences.reason(reason)}"


def column_question(reader: Reader, plan: Plan, column: Column) -> ColumnQuestion:
    """The figures of a plan for one column, without those that the viewer may not ask of its selection.

    Where none is left all stay in the question, which is refused as a whole.
    """
    whole = Question(plan.figures, (), column.scope)
    if reader.reason_against(whole) is None:
        return ColumnQuestion(column, whole)
    reasons = {name: reader.reason_against(Question((name,), (), column.scope)) for name in plan.figures}
    left = tuple(name for name, reason in reasons.items() if reason is None)
    if not left:
        return ColumnQuestion(column, whole)
    refused = {name: reason for name, reason in reasons.items() if reason is not None}
    return ColumnQuestion(column, Question(left, (), column.scope), refused)
