"""One country beside the average of the EU's Member States (definitions 2, decision 154).

Numbers of something (exchanges, euro, different organisations) are each Member State's own, added and divided
by all 27, those without any included. Shares, ratios, means and medians are those of all records of the EU-27
together, so that a country with three exchanges does not weigh as much as one with three hundred. An index of
a whole network has neither.

Whoever sees protected figures is told what follows from what is shown to it anyway, a Member State each: the
EU-27 as one selection is outside of the lattice (definitions 10).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cxc_metrics.catalogue import Kpi, Share
from cxc_metrics.contract.reference import eu_members
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.flags import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE

from .cells import Cell, Key
from .compare import Alignment
from .compared_to import ComparedTo
from .fill import found_keys
from .guard import Guard
from .one_selection import OneSelection

MEMBER, TOGETHER, NEITHER = "member", "together", ""
_OF_MEMBERS: Final = frozenset({"count", "sum", "distinct"})


def stands_for_eu(kpi: Kpi) -> str:
    """What the EU average of a figure is of: one `member`, all `together`, or empty where there is none."""
    if kpi.kind == "index":
        return NEITHER
    return MEMBER if kpi.kind in _OF_MEMBERS else TOGETHER


class EuAverage(ComparedTo):
    """The statements of the Member States one by one, and of all together where that is told exactly."""

    def __init__(
        self,
        version: DataVersionLike,
        kpis: Sequence[Kpi],
        alignment: Alignment,
        *,
        totals: bool,
        guard: Guard | None,
    ) -> None:
        is_exact = guard is None or guard.owns(alignment.scope)
        together = [kpi for kpi in kpis if is_exact and stands_for_eu(kpi) == TOGETHER]
        super().__init__(version, together, alignment, totals=totals, guard=guard)
        of_each = [
            kpi
            for kpi in kpis
            if kpi not in together and (stands_for_eu(kpi) == MEMBER or type(kpi) is Share)
        ]
        scope = alignment.scope.with_(**{alignment.side: ()})
        by = (*alignment.by, alignment.side)
        self._kpis_of_each = self.allowed(version, of_each, by, scope, guard)
        self._of_each = OneSelection(version, self._kpis_of_each, by, scope, totals=totals, guard=guard)

    @property
    def answers(self) -> list[OneSelection]:
        """Both: those of which nothing is asked have no statement."""
        return [self.answer, self._of_each]

    def keys(self) -> list[Key]:
        """The asked rows beside which a Member State has something."""
        rows = (Key(key.mask >> 1, key.values[:-1]) for key in found_keys(self._of_each.cells))
        own = [self.alignment.own(key) for key in dict.fromkeys(rows)]
        return [*super().keys(), *(key for key in own if key is not None)]

    def column(self, kpi: Kpi, keys: Sequence[Key]) -> list[Cell]:
        """The average beside each of these rows."""
        if kpi not in self._kpis_of_each:
            return super().column(kpi, keys)
        others = [self.alignment.other(key) for key in keys]
        rows = {key: _members(key) for key in others if key is not None}
        cells = self._of_each.column(kpi, [member for members in rows.values() for member in members])
        averages = {
            key: _average(kpi, [cells[member] for member in members]) for key, members in rows.items()
        }
        nothing = Cell(None, None, NOT_AVAILABLE)
        return [nothing if key is None else averages[key] for key in others]


def _members(key: Key) -> list[Key]:
    """The rows of the Member States that a row of all of them is made of."""
    return [Key(key.mask << 1, (*key.values, member)) for member in eu_members()]


def _average(kpi: Kpi, cells: Sequence[Cell]) -> Cell:
    """Of numbers the mean of all members that can have one, of shares the share of all their records.

    A country is no member beside itself (`z`). A hidden member hides the average, which would be of others.
    """
    able = [cell for cell in cells if NOT_APPLICABLE not in cell.flag]
    flags = "".join(dict.fromkeys(flag for cell in able for flag in cell.flag if flag != NOT_AVAILABLE))
    weights = [cell.n or 0 if isinstance(kpi, Share) else 1 for cell in able]
    counted = [(cell.value, weight) for cell, weight in zip(able, weights, strict=True) if weight]
    if HIDDEN in flags or not counted or any(value is None for value, _ in counted):
        return Cell(None, None, HIDDEN if HIDDEN in flags else NOT_AVAILABLE)
    mean = sum(float(value or 0) * weight for value, weight in counted) / sum(weight for _, weight in counted)
    return Cell(mean, sum(cell.n or 0 for cell in able), flags)
