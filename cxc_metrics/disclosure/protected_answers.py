"""Survey figures: shown of at least five answers of three organisations, formed from changed counts.

The number of answers and the number of each answer are changed by the keys of the answers counted; shares and
means follow from these. A median is told as the class in which it lies. No interval is told: it would be that
of the true answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from cxc_metrics.catalogue import Kpi, SurveyMean, SurveyMedian, SurveyShare
from cxc_metrics.catalogue.kinds.by_method import REASON, UNIT, VALUE
from cxc_metrics.catalogue.kinds.survey import ORDER
from cxc_metrics.facts.unit_keys import RECORD_KEY
from cxc_metrics.measuring.cells import Cell, Cells, Key, plain
from cxc_metrics.measuring.keyed import ORGANISATION_KEY
from cxc_metrics.measuring.method_rows import rows_inside
from cxc_metrics.measuring.plan import Step
from cxc_metrics.measuring.sql import kept_sets, mask_of
from cxc_metrics.statistics.flags import HIDDEN, UNRELIABLE
from cxc_metrics.statistics.perturbation import perturbed

from .protected_amounts import ANSWERS, CONTRIBUTORS
from .refusals import ANSWERS_TOO_DIFFERENT, ANSWERS_TOO_FEW

Survey = SurveyShare | SurveyMean | SurveyMedian
RELIABLE_FROM: Final = 30
NO_INTERVAL: Final = "protected: formed from changed counts, so no interval is told"
# More different answers than these are numbers that somebody measured, and each may be one organisation's.
MOST_ANSWERS: Final = 12
_CLASSES: Final = (1, 2, 5)


def cells_of_answers(step: Step, rows: pa.Table, by: Sequence[str], *, totals: bool) -> Cells:
    """The protected cells of survey figures from their rows with keys."""
    frame = rows.to_pandas(date_as_object=False)
    return {kpi.id: _cells(kpi, frame, by, step, totals=totals) for kpi in step.kpis}


def _cells(kpi: Kpi, frame: pd.DataFrame, by: Sequence[str], step: Step, *, totals: bool) -> dict[Any, Cell]:
    if not isinstance(kpi, (SurveyShare, SurveyMean, SurveyMedian)):
        raise TypeError(f"{type(kpi).__name__} is no survey figure")
    carried = [*by, RECORD_KEY, ORGANISATION_KEY]
    rows = rows_inside(kpi, frame, carried, step.view)
    answered = rows[rows[VALUE].notna()]
    cells: dict[Any, Cell] = {}
    for kept in kept_sets(by) if totals else [tuple(by)]:
        units = one_answer_each(kpi, answered, kept)
        cells.update((key, _cell(kpi, part)) for key, part in groups(units, by, kept))
    return cells


def one_answer_each(kpi: Survey, answered: pd.DataFrame, kept: Sequence[str]) -> pd.DataFrame:
    """Answers with the key of what is counted, and who gave them; one per organisation where these count."""
    named = answered[ORGANISATION_KEY]
    who = named.astype(object).where(named.notna(), answered[RECORD_KEY])
    rows = answered.assign(who=who, key=answered[RECORD_KEY])
    if not kpi.unit_key:
        return rows
    rows = rows[rows[UNIT].notna()].sort_values(list(ORDER), kind="stable")
    groups_of = [*kept, UNIT]
    largest = rows.groupby(groups_of, dropna=False, observed=True)[VALUE].transform("max")
    return rows.assign(**{VALUE: largest, "key": rows["who"]}).drop_duplicates(groups_of)


def _cell(kpi: Survey, part: pd.DataFrame) -> Cell:
    if len(part) < ANSWERS or part["who"].nunique() < CONTRIBUTORS:
        return _hidden(ANSWERS_TOO_FEW)
    n = perturbed(len(part), total_key(part["key"]))
    values = part[VALUE].astype(float)
    if isinstance(kpi, SurveyMedian):
        low, high = class_of(float(values.median()))
        class_told = f"A median is told as a class: {low:g} to {high:g}"
        return Cell(None, n, HIDDEN, low, high, more={REASON: class_told})
    by_answer = {
        answer: perturbed(len(keys), total_key(keys)) for answer, keys in _keys_by_answer(values, part)
    }
    if len(by_answer) > MOST_ANSWERS:
        return _hidden(ANSWERS_TOO_DIFFERENT)
    counted = n if isinstance(kpi, SurveyShare) else sum(by_answer.values())
    if not counted:
        return _hidden(NO_INTERVAL)
    value = sum(answer * count for answer, count in by_answer.items()) / counted
    shown = min(value, 1.0) if isinstance(kpi, SurveyShare) else value
    return Cell(shown, n, UNRELIABLE if n < RELIABLE_FROM else "", more={REASON: NO_INTERVAL})


def _keys_by_answer(values: pd.Series[float], part: pd.DataFrame) -> Iterator[tuple[float, pd.Series[Any]]]:
    for answer in sorted(set(values)):
        yield answer, part.loc[values == answer, "key"]


def _hidden(why: str) -> Cell:
    return Cell(None, None, HIDDEN, more={REASON: why})


def groups(frame: pd.DataFrame, by: Sequence[str], kept: Sequence[str]) -> Iterator[tuple[Key, pd.DataFrame]]:
    """The rows of every row of the answer that keeps these dimensions."""
    mask, names = mask_of(by, kept), list(kept)
    grouped: Any = frame.groupby(names, dropna=False, observed=True) if names else [((), frame)]
    for values, part in grouped if len(frame) else ():
        of_group = dict(zip(names, values, strict=True))
        yield Key(mask, tuple(plain(of_group[name]) if name in of_group else None for name in by)), part


def total_key(keys: pd.Series[Any]) -> int:
    """The sum of keys, whole however many there are."""
    return int(sum(int(key) for key in keys))


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
