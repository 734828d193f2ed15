"""The same difference in other ways: what it would be with other weights and other comparison groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.cluster import Floats

from .balancing import NOT_STATED
from .estimate import (
    Effect,
    Sample,
    difference_from_comparison,
    prepared,
)
from .mean_difference import Difference
from .risk_set import RiskSets, compared_from, risk_sets

MOST_WEIGHT: Final = 10.0
NEVER_MATCHED: Final = "visitors never matched"
CALLED_OFF: Final = "visitors cancelled for external reasons"
INVERSE: Final = "inverse-probability weights, cut at 10"
ACROSS: Final = "without partnership effects"


def effect_of(
    people: pd.DataFrame, questions: pd.DataFrame, covariates: Sequence[str]
) -> tuple[Effect, RiskSets]:
    """The difference and its risk sets, from plain tables (see `risk_sets`; people also `partnership` and
    the covariates).
    """
    sets = risk_sets(people, questions)
    return difference_from_comparison(sets.participants, sets.comparison, covariates), sets


def sensitivity(
    people: pd.DataFrame, questions: pd.DataFrame, covariates: Sequence[str], main: Effect, sets: RiskSets
) -> pd.DataFrame:
    """`check, difference, low, high, comparison, reason`: one row for each other way.

    Without partnership effects; with inverse-probability weights; with those never matched, chosen by what
    became known later; with those whose exchange was called off for external reasons, if they were asked.
    """
    rows = [(ACROSS, *_interval(main.across), main.comparison, "")]
    ways: dict[str, Callable[[], tuple[Difference, int]]] = {
        INVERSE: lambda: _inverse(prepared(sets.participants, sets.comparison, covariates), covariates),
        NEVER_MATCHED: lambda: _between(*_never_matched(people, questions), covariates, NEVER_MATCHED),
        CALLED_OFF: lambda: _between(
            sets.participants, _called_off(people, questions), covariates, CALLED_OFF
        ),
    }
    for name, way in ways.items():
        try:
            difference, comparison = way()
            rows.append((name, *_interval(difference), comparison, ""))
        except NotEstimable as error:
            rows.append((name, float("nan"), float("nan"), float("nan"), 0, error.reason))
    return pd.DataFrame(rows, columns=["check", "difference", "low", "high", "comparison", "reason"])


def inverse_weights(sample: Sample, covariates: Sequence[str]) -> Floats:
    """Base weight of each comparison row times its odds of being a participant, cut at 10.

    The odds are those of a logistic regression on everything that is balanced, with a ridge as small as one
    more organisation (a kind that one arm hardly has would have no odds).
    """
    arms = pd.concat([sample.participants, sample.comparison], ignore_index=True)
    base = arms["weight"].to_numpy(dtype=np.float64)
    columns = _columns(arms, [*covariates, "before"])
    went = sample.went.astype(np.float64)
    ridge = np.diag(np.r_[0.0, np.ones(columns.shape[1] - 1)])
    beta = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(columns @ beta, -30, 30)))
        slope = columns.T @ (base * (went - chance)) - ridge @ beta
        step = np.linalg.solve((columns.T * (base * chance * (1 - chance))) @ columns + ridge, slope)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-10:
            break
    odds = np.exp(np.clip(columns @ beta, -30, 30))[~sample.went]
    weights: Floats = base[~sample.went] * np.minimum(odds, MOST_WEIGHT)
    return weights


def _columns(arms: pd.DataFrame, names: Sequence[str]) -> Floats:
    """A constant, numbers in standard deviations, every level but the first of anything else."""
    columns = [np.ones(len(arms))]
    for name in names:
        column = arms[name]
        if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
            values = column.to_numpy(dtype=np.float64)
            columns.append((values - values.mean()) / (values.std() or 1.0))
            continue
        levels = np.where(column.isna(), NOT_STATED, column.to_numpy(dtype=object).astype(np.str_))
        columns += [(levels == level).astype(np.float64) for level in np.unique(levels)[1:]]
    return np.column_stack(columns)


def _interval(difference: Difference) -> tuple[float, float, float]:
    return difference.estimate, difference.low, difference.high


def _inverse(sample: Sample, covariates: Sequence[str]) -> tuple[Difference, int]:
    weights = inverse_weights(sample, covariates)
    scaled = weights * (len(sample.participants) / weights.sum())
    return sample.difference(scaled), len(sample.comparison)


def _between(
    ours: pd.DataFrame, theirs: pd.DataFrame, covariates: Sequence[str], name: str
) -> tuple[Difference, int]:
    difference = difference_from_comparison(ours, theirs, covariates, comparison_name=name)
    return difference.difference, difference.comparison


def _never_matched(people: pd.DataFrame, questions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both arms with a comparison of those only that had neither match nor visit by the register's day."""
    never = people["may_wait"] & people["matched_on"].isna() & people["visited_on"].isna()
    sets = risk_sets(people.assign(may_wait=never), questions)
    return sets.participants, sets.comparison


def _called_off(people: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Those called off for external reasons, compared from the day their visit was planned for."""
    off = people[people["called_off_on"].notna()]
    called_off = questions.loc[
        (questions["survey_round"] == "T3") & questions["waiting"].astype(bool), "unit"
    ]
    if not off["unit"].isin(called_off).any():
        raise NotEstimable(
            f"None of the {len(off)} visitors whose exchange was cancelled for external reasons was asked "
            "the 18-month question."
        )
    return compared_from(off, questions, "called_off_on")
