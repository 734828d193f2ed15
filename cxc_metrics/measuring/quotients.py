"""One figure over another: which two must be measured, and the cell that follows from theirs."""

from __future__ import annotations

from collections.abc import Iterable

from cxc_metrics.catalogue import Kpi, Quotient
from cxc_metrics.catalogue.kinds.by_method import REASON
from cxc_metrics.statistics.flags import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE

from .cells import Cell


def measured_for(kpis: Iterable[Kpi]) -> list[Kpi]:
    """The figures that statements answer: quotients replaced by their parts, each once."""
    wanted = (part for kpi in kpis for part in (kpi.parts() if isinstance(kpi, Quotient) else (kpi,)))
    return list({part.id: part for part in wanted}.values())


def divided(kpi: Quotient, above: Cell, below: Cell) -> Cell:
    """The quotient of two cells, with the flags of both; nothing over nothing is not available."""
    flags = "".join(dict.fromkeys(flag for flag in above.flag + below.flag if flag != NOT_AVAILABLE))
    n = None if below.value is None else int(below.value)
    if NOT_APPLICABLE in flags:
        return Cell(None, None, NOT_APPLICABLE, more={REASON: ""})
    if HIDDEN in flags:
        return Cell(None, None, flags, more={REASON: ""})
    if above.value is None or not below.value:
        part = kpi.parts()[0 if above.value is None else 1]
        return Cell(None, n, NOT_AVAILABLE, more={REASON: f"No {part.noun} in this selection"})
    return Cell(kpi.per * above.value / below.value, n, flags, more={REASON: ""})
