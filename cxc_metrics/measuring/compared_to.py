"""What a selection is compared with: its statements, and where its rows stand."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.catalogue import Kpi, SurveyShare
from cxc_metrics.scope.period import Period
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.flags import NOT_AVAILABLE

from .cells import Cell, Key
from .changes import lacking
from .compare import OTHER_WAVE, Alignment
from .fill import Frame, found_keys
from .guard import Guard, kept_from
from .measurable import reason_against
from .one_selection import OneSelection
from .plan import Step
from .shared_parties import groups_sharing


class ComparedTo:
    """The statements of the selection compared with, and where its rows stand."""

    def __init__(
        self,
        version: DataVersionLike,
        kpis: Sequence[Kpi],
        alignment: Alignment,
        *,
        totals: bool,
        guard: Guard | None,
    ) -> None:
        scope, by = alignment.scope, alignment.by
        self.kpis = self.allowed(version, [kpi for kpi in kpis if alignment.suits(kpi)], by, scope, guard)
        self.answer = OneSelection(version, self.kpis, by, scope, totals=totals, guard=guard)
        self.alignment = alignment

    @staticmethod
    def allowed(
        version: DataVersionLike, kpis: Sequence[Kpi], by: Sequence[str], scope: Scope, guard: Guard | None
    ) -> list[Kpi]:
        """Those that can be told by these dimensions in this selection, and may be."""
        return [
            kpi
            for kpi in kpis
            if reason_against(kpi, tuple(by), scope, version) is None
            and kept_from(guard, kpi, by, scope) is None
        ]

    @property
    def answers(self) -> list[OneSelection]:
        """What has to be asked."""
        return [self.answer]

    def keys(self) -> list[Key]:
        """The asked rows beside which something was found."""
        return [own for key in found_keys(self.answer.cells) if (own := self.alignment.own(key)) is not None]

    def column(self, kpi: Kpi, keys: Sequence[Key]) -> list[Cell]:
        """The cell beside each of these rows."""
        nothing = Cell(None, None, NOT_AVAILABLE)
        others = [self.alignment.other(key) for key in keys]
        if kpi not in self.kpis:
            return [nothing] * len(keys)
        cells = self.answer.column(kpi, list(dict.fromkeys(key for key in others if key is not None)))
        return [nothing if key is None else cells[key] for key in others]

    def sharing(self, kpi: Kpi, keys: Sequence[Key], now: OneSelection) -> list[bool]:
        """Whether somebody stands behind survey answers of both sides of each of these rows."""
        here, there = (_exact_step(kpi, answer) for answer in (now, self.answer))
        if not isinstance(kpi, SurveyShare) or here is None or there is None:
            return [False] * len(keys)
        pairs = groups_sharing(here, there, now.frame.by, self.answer.frame.by)
        return [(key, self.alignment.other(key)) in pairs for key in keys]

    def lacking(self, kpi: Kpi, keys: Sequence[Key], frame: Frame) -> list[str]:
        """Why either side of each of these rows is not whole; waves are compared from their start on."""
        first = frame.covered.get(kpi.id) or self.answer.frame.covered.get(kpi.id)
        if first is None or self.alignment.name == OTHER_WAVE:
            return [""] * len(keys)
        days = [(frame.days(key), self._days(key)) for key in keys]
        return ["" if day == other else lacking(day, first) or lacking(other, first) for day, other in days]

    def _days(self, key: Key) -> Period | None:
        other = self.alignment.other(key)
        return None if other is None else self.answer.frame.days(other)


def _exact_step(kpi: Kpi, answer: OneSelection) -> Step | None:
    steps = (step for step in answer.planned if step.kpis[0].id == kpi.id and not step.is_keyed)
    return next(steps, None)
