"""How an open spelling is settled: by its column, else by its file, else by the delivery; else it is asked.

`1.100` and `03/04/2021` have two readings. A column that holds one with a single reading (`780,5`,
`13/04/2021`) shows how it is written. Where it holds none, other columns of the same file are looked at,
those of the same kind first, then other files; both are told. What contradicts itself settles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cxc_metrics.intake.layouts.names import is_sheet
from cxc_metrics.intake.workbench import Workbench

from .staged import Staged

Reading = str


@dataclass(frozen=True)
class Seen:
    """What one column of one file shows: an example of an open cell, and one for each reading it proves.

    `kind` is what its values are of (money, kilometres, days): columns of one kind are written alike. `own`
    are proofs that count for the column alone.
    """

    staged: Staged
    column: str
    file: str
    kind: str
    open: str | None = None
    proofs: dict[Reading, str] = field(default_factory=dict)
    own: dict[Reading, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.file}, column {self.column}"

    @property
    def delivered_as(self) -> str:
        """The file on disk: the sheets of a workbook are one."""
        return self.file.rsplit("[", 1)[0] if is_sheet(self.file) else self.file


@dataclass(frozen=True)
class Settled:
    """The reading found; None where it must be asked. `by` is the evidence found elsewhere."""

    reading: Reading | None
    by: Seen | None = None


def settle_by_evidence(
    question: Seen, all_seen: Sequence[Seen], others: Callable[[], Iterable[Seen]]
) -> Settled:
    """Settle one column's open cells. `others` are columns that could be read at once, asked if needed."""
    own = question.proofs | question.own
    if own:
        return Settled(next(iter(own)) if len(own) == 1 else None)
    if question.open is None:
        return Settled(None)
    others_seen = [seen for seen in (*all_seen, *others()) if seen.proofs and not _same(seen, question)]
    for level in _levels(question, others_seen):
        readings = {reading for seen in level for reading in seen.proofs}
        if len(readings) == 1:
            return Settled(readings.pop(), level[0])
        if readings:
            return Settled(None)
    return Settled(None)


def _same(seen: Seen, other: Seen) -> bool:
    return (seen.staged.name, seen.column, seen.file) == (other.staged.name, other.column, other.file)


def _levels(question: Seen, others_seen: list[Seen]) -> Iterable[list[Seen]]:
    """The evidence from near to far: same file before other files, the same kind of column before others."""
    for near in (True, False):
        placed = [seen for seen in others_seen if (seen.delivered_as == question.delivered_as) is near]
        yield [seen for seen in placed if seen.kind == question.kind]
        yield [seen for seen in placed if seen.kind != question.kind]


def tell_settled(bench: Workbench, question: Seen, by: Seen, reading: Reading, meaning: str) -> None:
    """Warn that evidence found elsewhere settled a column."""
    bench.warn(
        question.file,
        question.staged.name,
        "settled_elsewhere",
        f"{question.open} was read {meaning}, because {by.place} holds {by.proofs[reading]}",
        "Write such cells so that they can be read in one way only, or declare how they are written",
        question.column,
    )


def hold_open(staged: Staged, column: str) -> None:
    """Remember that a column has cells that wait for an answer: the check goes on without them."""
    staged.open.add(column)
    staged.lacking |= {column}
