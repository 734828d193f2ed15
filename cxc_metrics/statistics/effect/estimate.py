"""Difference from the comparison group: how much more did those change who travelled (definitions 6)?

What is estimated is how much more those who travelled changed between the baseline (T0) and about 18 months
after their visit than they would have without it. The comparison group (see `risk_set`) starts with the
weights of the sets it lies in; one entropy balancing from there gives it the participants' means on all that
is named in `covariates` and on the baseline value, which also makes good those who were lost by travelling
themselves. The change is then compared within partnerships (see `within`); the same without partnership
effects stands beside it. It is refused where either arm, or the comparison group's effective number, falls
under 30, and where fewer than six partnerships have both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.statistics.counted import counted
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.cluster import Floats, Integers, Marks
from cxc_metrics.statistics.survey.within import robustness_value, weighted_difference

from .answer_days import AFTER_DAYS, WITHIN_DAYS
from .balancing import (
    Moments,
    balance_table,
    common_support,
    effective_n,
    entropy_weights,
    moments,
)
from .mean_difference import Difference

LEAST: Final = 30
PARTICIPANTS, COMPARISON = "participants", "comparison"
BASELINE: Final = "before"
WAITING: Final = "visitors accepted and not yet matched"


@dataclass(frozen=True)
class Effect:
    """The difference, and all that is needed to judge it.

    Attributes:
        difference: participants' change minus the weighted change of the comparison group, within
            partnerships.
        across: the same without partnership effects.
        participants: organisations of the participants' arm the estimate rests on.
        comparison: organisations of the comparison arm it rests on.
        effective: what the weighted comparison group is worth in equally weighted organisations.
        largest_weight: the largest share of the comparison group's weight that one organisation carries.
        robustness: share of the residual variation of arm and change that an unmeasured cause would have to
            explain to bring the difference to zero (Cinelli and Hazlett 2020).
        partnerships: partnerships with both arms.
        dropped: partnerships with one arm only, and the participants and comparison organisations in them.
        outside: participants and comparison organisations left out because the other arm has nobody
            of their kind.
        both_arms: organisations that stand in both arms, with different answers.
        matched_later: comparison organisations that were matched after their index date.
        balance: see `balancing.balance_table`.
        courses: per arm `arm, n, before, after, change`: weighted means of the value and its change.
        spans: per arm `arm, span, least, mean, most`: days from the baseline (`baseline_days`) and from the
            index day (`index_days`) to the answer.
        weights: weight of each comparison organisation, summing to the number of participants.
        covariates: what the arms were made alike on, besides the baseline value.
        comparison_name: who the comparison group is, in words.
    """

    difference: Difference
    across: Difference
    participants: int
    comparison: int
    effective: float
    largest_weight: float
    robustness: float
    partnerships: int
    dropped: tuple[int, int, int]
    outside: tuple[int, int]
    both_arms: int
    matched_later: int
    balance: pd.DataFrame
    courses: pd.DataFrame
    spans: pd.DataFrame
    weights: Floats
    covariates: tuple[str, ...]
    comparison_name: str

    @property
    def apart(self) -> bool:
        """Whether partnerships may explain it: both estimates differ by more than half an interval."""
        gap = abs(self.difference.estimate - self.across.estimate)
        return gap > (self.difference.high - self.difference.low) / 2


@dataclass(frozen=True)
class Sample:
    """The rows an estimate rests on: participants first, then the comparison; partnerships by number."""

    participants: pd.DataFrame
    comparison: pd.DataFrame
    clusters: Integers
    balanced: Moments
    dropped: tuple[int, int, int]
    outside: tuple[int, int]

    @property
    def went(self) -> Marks:
        """Rows of the participants."""
        return np.arange(len(self.participants) + len(self.comparison)) < len(self.participants)

    @property
    def change(self) -> Floats:
        """Change of every row."""
        rows = pd.concat([self.participants, self.comparison], ignore_index=True)
        change: Floats = rows["after"].to_numpy(dtype=np.float64) - rows[BASELINE].to_numpy(dtype=np.float64)
        return change

    def difference(self, weights: Floats, *, within: bool = True) -> Difference:
        """The difference with these weights of the comparison rows."""
        every = np.concatenate([np.ones(len(self.participants)), weights])
        return weighted_difference(self.change, self.went, every, self.clusters, within=within).difference


def difference_from_comparison(
    participants: pd.DataFrame,
    comparison: pd.DataFrame,
    covariates: Sequence[str],
    *,
    comparison_name: str = WAITING,
) -> Effect:
    """Estimate the difference from the comparison group.

    Args:
        participants: one row per organisation: `unit`, `partnership`, `before`, `after`, `before_on`,
            `after_on`, `index_days`, `weight` (1), and the covariates.
        comparison: the same columns, as `risk_sets` gives them; `matched_later` is counted if there.
        covariates: country group, ecosystem, type, size, export status; numbers are balanced in their
            mean, anything else level by level. The baseline value is balanced besides.
        comparison_name: who the comparison group is, for the sentence.

    Raises:
        NotEstimable: too few organisations or partnerships, no overlap, or no variation; the reason has the
            numbers.
        ValueError: an organisation twice in one arm.
    """
    sample = prepared(participants, comparison, covariates)
    weights = _weights(sample)
    every = np.concatenate([np.ones(len(sample.participants)), weights])
    main = weighted_difference(sample.change, sample.went, every, sample.clusters, within=True)
    ours, theirs = sample.participants, sample.comparison
    base = theirs["weight"].to_numpy(dtype=np.float64)
    return Effect(
        difference=main.difference,
        across=sample.difference(weights, within=False),
        participants=len(ours),
        comparison=len(theirs),
        effective=effective_n(weights),
        largest_weight=float(weights.max() / weights.sum()),
        robustness=robustness_value(main.partial),
        partnerships=int(sample.clusters.max()) + 1,
        dropped=sample.dropped,
        outside=sample.outside,
        both_arms=len(np.intersect1d(ours["unit"].astype(str), theirs["unit"].astype(str))),
        matched_later=int(theirs["matched_later"].sum()) if "matched_later" in theirs else 0,
        balance=balance_table(sample.balanced, weights / weights.sum(), base),
        courses=_courses(ours, theirs, weights),
        spans=_spans(ours, theirs, weights),
        weights=weights,
        covariates=tuple(covariates),
        comparison_name=comparison_name,
    )


def prepared(participants: pd.DataFrame, comparison: pd.DataFrame, covariates: Sequence[str]) -> Sample:
    """The rows that can be compared: in partnerships with both arms, of kinds that both arms have.

    Raises NotEstimable under 30 organisations in an arm or six partnerships with both.
    """
    for arm in (participants, comparison):
        if arm["unit"].duplicated().any():
            raise ValueError("An organisation stands twice in one arm (column 'unit')")
    ours, theirs = (_complete(arm, covariates) for arm in (participants, comparison))
    refuse_few(len(ours), len(theirs))
    ours, theirs, dropped = _in_both(ours, theirs)
    kept = common_support(ours, theirs, [*covariates, "partnership"])
    ours, theirs = ours[kept[0]].reset_index(drop=True), theirs[kept[1]].reset_index(drop=True)
    if min(len(ours), len(theirs)) < LEAST:
        raise NotEstimable(
            f"Refused: only {len(ours)} participants and {len(theirs)} comparison organisations are in a "
            f"partnership and of a kind that both groups have; {LEAST} are needed in each group."
        )
    labels = pd.concat([ours["partnership"], theirs["partnership"]]).astype(str).to_numpy(dtype=object)
    return Sample(
        ours,
        theirs,
        np.unique(labels, return_inverse=True)[1].astype(np.int64),
        moments(ours, theirs, [*covariates, BASELINE]),
        dropped,
        (int((~kept[0]).sum()), int((~kept[1]).sum())),
    )


def refuse_few(ours: int, theirs: int) -> None:
    """Raise NotEstimable under 30 organisations with both answers in an arm."""
    window = f"{AFTER_DAYS} ± {WITHIN_DAYS} days after"
    if ours < LEAST:
        raise NotEstimable(
            f"Refused: only {counted(ours, 'participant has', 'participants have')} a baseline and an answer "
            f"{window} their first day; "
            f"{LEAST} are needed."
        )
    if theirs < LEAST:
        raise NotEstimable(
            f"Refused: only {counted(theirs, 'answer', 'answers')} {window} the comparison date, "
            f"with a baseline before it; "
            f"{LEAST} are needed."
        )


def _in_both(
    ours: pd.DataFrame, theirs: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[int, int, int]]:
    """Rows of partnerships with both arms; how many partnerships and rows of either arm were left out."""
    every = pd.unique(pd.concat([ours["partnership"], theirs["partnership"]]).dropna())
    both = set(ours["partnership"].dropna()) & set(theirs["partnership"].dropna())
    if len(every) == 1:
        raise NotEstimable(
            "Within one partnership nobody can tell the visit's effect from the partnership's own course: "
            "select several partnerships."
        )
    kept = ours["partnership"].isin(both), theirs["partnership"].isin(both)
    dropped = len(every) - len(both), int((~kept[0]).sum()), int((~kept[1]).sum())
    return ours[kept[0]], theirs[kept[1]], dropped


def _weights(sample: Sample) -> Floats:
    """Weight of each comparison organisation on the scale on which a participant weighs 1."""
    ours, theirs = len(sample.participants), len(sample.comparison)
    base = sample.comparison["weight"].to_numpy(dtype=np.float64)
    target = sample.balanced.participants.mean(axis=0)
    weights = entropy_weights(sample.balanced.comparison, target, base)
    effective = effective_n(weights)
    # Weights are fitted to so many digits: an even thirty must not read as less.
    if effective < LEAST * (1 - 1e-6):
        raise NotEstimable(
            f"Refused: once weighted to resemble the {ours} participants, the {theirs} comparison "
            f"organisations are worth only {effective:.1f}; {LEAST} are needed."
        )
    return weights * ours


def _complete(arm: pd.DataFrame, covariates: Sequence[str]) -> pd.DataFrame:
    """Organisations with both answers and all covariates that are numbers."""
    numbers = [c for c in covariates if pd.api.types.is_numeric_dtype(arm[c].dtype)]
    return arm.dropna(subset=[BASELINE, "after", *numbers]).reset_index(drop=True)


def _days(arm: pd.DataFrame) -> dict[str, Floats]:
    since = (arm["after_on"] - arm["before_on"]).dt.days.to_numpy(dtype=np.float64)
    return {"baseline_days": since, "index_days": arm["index_days"].to_numpy(dtype=np.float64)}


def _courses(ours: pd.DataFrame, theirs: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    rows = []
    for name, arm, w in ((PARTICIPANTS, ours, np.ones(len(ours))), (COMPARISON, theirs, weights)):
        before, after = (arm[c].to_numpy(dtype=np.float64) for c in (BASELINE, "after"))
        means = [float(np.average(v, weights=w)) for v in (before, after, after - before)]
        rows.append((name, len(arm), *means))
    return pd.DataFrame(rows, columns=["arm", "n", "before", "after", "change"])


def _spans(ours: pd.DataFrame, theirs: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    rows = []
    for name, arm, w in ((PARTICIPANTS, ours, np.ones(len(ours))), (COMPARISON, theirs, weights)):
        for span, days in _days(arm).items():
            mean = float(np.average(days, weights=w))
            rows.append((name, span, float(days.min()), mean, float(days.max())))
    return pd.DataFrame(rows, columns=["arm", "span", "least", "mean", "most"])
