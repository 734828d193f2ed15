"""What a viewer is offered to ask of a data version: values of filters, figures by dimensions, or why not."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.catalogue import HEADLINES, Kpi
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.disclosure import Origin
from cxc_metrics.disclosure.protection import disclose_measurement
from cxc_metrics.disclosure.viewer_guard import ViewerGuard
from cxc_metrics.measuring import (
    Question,
    dimensions_of,
    kept_from,
    lack_of,
    measurable_by,
    measure_all,
    options,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion


class Offer:
    """What can be asked of one data version by one viewer; without a guard, all that the register holds."""

    def __init__(self, version: DataVersion, origin: Origin, guard: ViewerGuard | None) -> None:
        self._version, self._origin, self._guard = version, origin, guard
        # Kept for good: a data version never changes.
        self._values: dict[str, list[int | str]] = {}
        self._lacks: dict[tuple[str, ...], str | None] = {}

    def values(self, field: str) -> list[int | str]:
        """Values of a filter or dimension, in order: with a guard those beside which a figure stands."""
        held = options(field, self._version)
        if self._guard is None:
            return held
        if field not in self._values:
            beside = self._beside_figures(field)
            self._values[field] = [value for value in held if value in beside]
        return list(self._values[field])

    def _beside_figures(self, field: str) -> set[int | str]:
        question = Question(tuple(self._counting(field)), (field,), Scope())
        (measurement,) = measure_all(self._version, [question], self._guard)
        figures = disclose_measurement(measurement, self._origin)
        values = figures.frame()[figures.by[0]].tolist()
        cells = [figure.cells for figure in figures if not figure.reason]
        return {value for value, *beside in zip(values, *cells, strict=True) if any(c.value for c in beside)}

    def _counting(self, field: str) -> Sequence[Kpi]:
        """The headline where it can be told by a field, else the counts that can: of clients, of services."""
        headline = [find_kpi(each) for each in self.headline()]
        if any(field in dimensions_of(kpi, self._version) for kpi in headline):
            return headline
        return [kpi for kpi in self.figures_by([field], Scope()) if kpi.kind == "count"] or headline

    def figures_by(self, by: Sequence[str], scope: Scope) -> tuple[Kpi, ...]:
        """The KPIs that the viewer can be told by these dimensions in this selection."""
        return tuple(
            kpi
            for kpi in measurable_by(by, scope, self._version)
            if kept_from(self._guard, kpi, by, scope) is None
        )

    def lack(self, kpi: str, by: Sequence[str], *, of_others: bool) -> str | None:
        """Why a figure cannot be told by these dimensions in any selection: see `Reader.lack`."""
        question = (str(of_others), kpi, *by)
        if question not in self._lacks:
            shown_own = bool(self._origin.viewer.partnerships) and not of_others
            refusal = None if shown_own else kept_from(self._guard, find_kpi(kpi), by, Scope())
            self._lacks[question] = lack_of(find_kpi(kpi), by, self._version) or refusal
        return self._lacks[question]

    def headline(self) -> tuple[str, ...]:
        """Ids of the figures that tell this register in one line, by what its units are."""
        return HEADLINES[self._version.manifest.shape]
