"""Charts that are legible in half the width of a page: the largest bars, and pairs as bars too."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from cxc_metrics.disclosure import Figures
from cxc_metrics.errors import CxcError
from cxc_metrics.export.pictures.default_drawing import unit_of
from cxc_metrics.export.pictures.drawings import Drawing, GroupedBars, RankedBars
from cxc_metrics.words import language

MOST_BARS: Final = 9


def shortened(drawing: Drawing) -> Drawing:
    """Its largest bars alone: the sentence below tells how many there are."""
    if isinstance(drawing, RankedBars):
        parts = {name: getattr(drawing, name)[:MOST_BARS] for name in ("codes", "labels", "values")}
        return replace(drawing, **parts)
    if isinstance(drawing, GroupedBars):
        most = max(MOST_BARS // len(drawing.series), 3)
        series = [replace(part, values=part.values[:most]) for part in drawing.series]
        return replace(drawing, codes=drawing.codes[:most], labels=drawing.labels[:most], series=series)
    return drawing


def pairs_of(figures: Figures) -> list[tuple[str, float]]:
    """The pairs of a figure by two dimensions, named, with their values; the largest first."""
    figure = next(iter(figures))
    down, across = figures.by
    pairs = []
    for row, cell in zip(figures.frame().to_dict("records"), figure.cells, strict=True):
        if cell.value and pd.notna(row[down]) and pd.notna(row[across]):
            names = [
                language.label(name, row[name], figures.origin, short=name.endswith("_sector"))
                for name in figures.by
            ]
            pairs.append((" → ".join(names), float(cell.value)))
    return sorted(pairs, key=lambda pair: -pair[1])


def largest_pairs(figures: Figures) -> RankedBars:
    """The largest pairs as bars. CxcError where none has a value."""
    pairs, kpi = pairs_of(figures), next(iter(figures)).kpi
    if not pairs:
        raise CxcError(next(iter(figures)).reason or "No pair has a value.")
    names, values = [name for name, _ in pairs], [value for _, value in pairs]
    form = "share" if kpi.is_percent else kpi.number_format
    return RankedBars(names, names, values, unit=unit_of(kpi), number=form)
