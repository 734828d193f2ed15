"""Survey figures: shown of at least five answers of three organisations, formed from changed counts.

The number of answers and the number of each answer are changed by the keys of the answers counted; shares and
means follow from these. A median is told as the class in which it lies. No interval is told: it would be that
of the true answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.catalogue import SurveyMean, SurveyMedian, SurveyShare
from cxc_metrics.catalogue.kinds.by_method import REASON, VALUE
from cxc_metrics.measuring.cells import Cell, Cells, Key, plain
from cxc_metrics.measuring.keyed_answers import CONTRIBUTORS, COUNTED, KEYS
from cxc_metrics.measuring.plan import Step
from cxc_metrics.measuring.sql import ROLLED_UP, kept_sets, mask_of
from cxc_metrics.statistics.flags import HIDDEN, UNRELIABLE
from cxc_metrics.statistics.perturbation import perturbed

from .protected_amounts import ANSWERS
from .protected_amounts import CONTRIBUTORS as CONTRIBUTORS_NEEDED
from .refusals import ANSWERS_TOO_DIFFERENT, ANSWERS_TOO_FEW

Survey = SurveyShare | SurveyMean | SurveyMedian
RELIABLE_FROM: Final = 30
NO_INTERVAL: Final = "protected: formed from changed counts, so no interval is told"
# More different answers than these are numbers that somebody measured, and each may be one organisation's.
MOST_ANSWERS: Final = 12
_CLASSES: Final = (1, 2, 5)


def cells_of_answers(step: Step, rows: pa.Table, by: Sequence[str], *, totals: bool) -> Cells:
    """The protected cells of one survey figure from how often each answer was given, with sums of keys."""
    (kpi,) = step.kpis
    if not isinstance(kpi, (SurveyShare, SurveyMean, SurveyMedian)):
        raise TypeError(f"{type(kpi).__name__} is no survey figure")
    frame = rows.to_pandas(date_as_object=False, integer_object_nulls=True)
    cells: dict[Key, Cell] = {}
    for kept in kept_sets(by) if totals else [tuple(by)]:
        here = frame[frame[ROLLED_UP] == mask_of(by, kept)]
        cells.update((key, _cell(kpi, part)) for key, part in groups(here, by, kept))
    return {kpi.id: cells}


def _cell(kpi: Survey, part: pd.DataFrame) -> Cell:
    """A row for the whole group, and one for each answer with a value."""
    of_group = part[VALUE].isna()
    ((number, keys, contributors),) = (
        part.loc[of_group, [COUNTED, KEYS, CONTRIBUTORS]].astype(float).to_numpy()
    )
    if number < ANSWERS or contributors < CONTRIBUTORS_NEEDED:
        return _hidden(ANSWERS_TOO_FEW)
    n = perturbed(int(number), int(keys))
    answers = part[~of_group].sort_values(VALUE)
    values, counts = answers[VALUE].to_numpy(float), answers[COUNTED].to_numpy(float)
    if isinstance(kpi, SurveyMedian):
        low, high = class_of(_middle(values, counts))
        class_told = f"A median is told as a class: {low:g} to {high:g}"
        return Cell(None, n, HIDDEN, low, high, more={REASON: class_told})
    if len(values) > MOST_ANSWERS:
        return _hidden(ANSWERS_TOO_DIFFERENT)
    changed = [
        perturbed(int(count), int(key))
        for count, key in zip(counts, answers[KEYS].to_numpy(float), strict=True)
    ]
    counted = n if isinstance(kpi, SurveyShare) else sum(changed)
    if not counted:
        return _hidden(NO_INTERVAL)
    value = sum(answer * count for answer, count in zip(values.tolist(), changed, strict=True)) / counted
    shown = min(value, 1.0) if isinstance(kpi, SurveyShare) else value
    return Cell(shown, n, UNRELIABLE if n < RELIABLE_FROM else "", more={REASON: NO_INTERVAL})


def _middle(values: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """The median of values in order, each given so often."""
    upto = np.cumsum(counts)
    places = np.array([(upto[-1] - 1) // 2, upto[-1] // 2])
    return float(values[np.searchsorted(upto, places, side="right")].mean())


def _hidden(why: str) -> Cell:
    return Cell(None, None, HIDDEN, more={REASON: why})


def groups(frame: pd.DataFrame, by: Sequence[str], kept: Sequence[str]) -> Iterator[tuple[Key, pd.DataFrame]]:
    """The rows of every row of the answer that keeps these dimensions."""
    mask, names = mask_of(by, kept), list(kept)
    grouped: Any = frame.groupby(names, dropna=False, observed=True) if names else [((), frame)]
    for values, part in grouped if len(frame) else ():
        of_group = dict(zip(names, values, strict=True))
        yield Key(mask, tuple(plain(of_group[name]) if name in of_group else None for name in by)), part


def class_of(value: float) -> tuple[float, float]:
    """The class between neighbours of 0, 1, 2, 5, 10, 20, 50, … that a number lies in; below 0 likewise.

    >>> class_of(7.5), class_of(0.0), class_of(-3)
    ((5.0, 10.0), (0.0, 1.0), (-5.0, -2.0))
    """
    size, low, scale = abs(value), 0.0, 1.0
    while True:
        for step in _CLASSES:
            high = step * scale
            if size < high or (value < 0 and size == high):
                return (low, high) if value >= 0 else (-high, -low)
            low = high
        scale *= 10
