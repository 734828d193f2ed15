"""What is said of a figure that is protected or must not be published: beside it, and in Inspect."""

from __future__ import annotations

from cxc_metrics.catalogue import Coverage, Kpi
from cxc_metrics.disclosure import USUAL_CHANGE, Disclosed, Figures, true_range
from cxc_metrics.disclosure.exactness import TrueRange

from . import numbers
from .texts import say


def beside(disclosed: Disclosed) -> str:
    """In one line whether it may be published; nothing of published totals."""
    if disclosed.holds_own_rows:
        return say("protected.beside_mixed")
    if disclosed.is_protected:
        return say("protected.beside")
    if disclosed.is_exact:
        return say("protected.beside_internal" if disclosed.viewer.sees_all else "protected.beside_own")
    return ""


def may_be_published(kpi: Kpi, figures: Figures) -> str:
    """Whether the number of the whole selection may be, and how exact it is; nothing of published totals."""
    if figures.is_protected:
        return f"{say('protected.yes')} {_exactness(kpi, figures)}".strip()
    if figures.is_exact:
        return say("protected.no_internal" if figures.viewer.sees_all else "protected.no_own")
    return ""


def _exactness(kpi: Kpi, figures: Figures) -> str:
    cell = figures[kpi.id].cell
    if cell.value is None:
        return ""
    outer, usual = true_range(kpi, cell), true_range(kpi, cell, USUAL_CHANGE)
    if outer is None or usual is None:
        return say("protected.one_by_one" if isinstance(kpi, Coverage) else "protected.follows")
    return say("protected.share" if kpi.is_percent else "protected.count", **_ends(kpi, outer, usual))


def _ends(kpi: Kpi, outer: TrueRange, usual: TrueRange) -> dict[str, str]:
    ends = {"low": outer.low, "high": outer.high, "near_low": usual.low, "near_high": usual.high}
    return {name: numbers.kpi_value(kpi, value) for name, value in ends.items()}
