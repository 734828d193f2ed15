"""Difference from a comparison group: did participants change more than visitors still waiting?

Both arms need a baseline (T0) and an answer 18 months on (T3). The comparison group (see `risk_set`)
is weighted by entropy balancing until it has the participants' means on everything named in
`covariates`; the difference of the two changes is the estimate (difference in differences). It is
refused where either arm, or the comparison group's effective number, falls under 30.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.balancing import (
    Moments,
    balance_table,
    common_support,
    effective_n,
    entropy_weights,
    moments,
)
from cxc_metrics.statistics.cluster import Floats, Marks
from cxc_metrics.statistics.difference import Difference, clustered_difference, difference_in_means
from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.intervals import LEVEL

LEAST = 30
PARTICIPANTS, COMPARISON = "participants", "comparison"
ROUNDS = {"t0": "baseline", "t2": "6 months", "t3": "18 months"}


@dataclass(frozen=True)
class Effect:
    """The difference, and all that is needed to judge it.

    Attributes:
        difference: change of the participants minus weighted change of the comparison group.
        participants: organisations of the participants' arm the estimate rests on.
        comparison: organisations of the comparison arm it rests on.
        effective: what the weighted comparison group is worth in equally weighted organisations.
        outside: participants and comparison organisations left out because the other arm has nobody
            of their kind.
        both_arms: organisations that stand in both arms, at different dates.
        matched_later: comparison organisations that were matched after their index date.
        balance: see `balancing.balance_table`.
        attrition: per arm `organisations, with_baseline, with_follow_up, with_both, share_with_both`.
        rounds: per arm and survey round `arm, round, n, mean, change, low, high`: the mean and its
            change from baseline among those who answered that round, weighted as above.
        weights: weight of each comparison organisation, summing to the number of participants.
        covariates: what the arms were made alike on.
        comparison_name: who the comparison group is, in words.
    """

    difference: Difference
    participants: int
    comparison: int
    effective: float
    outside: tuple[int, int]
    both_arms: int
    matched_later: int
    balance: pd.DataFrame
    attrition: pd.DataFrame
    rounds: pd.DataFrame
    weights: Floats
    covariates: tuple[str, ...]
    comparison_name: str


def difference_from_comparison(
    participants: pd.DataFrame,
    comparison: pd.DataFrame,
    covariates: Sequence[str],
    *,
    before: str = "t0",
    after: str = "t3",
    rounds: Mapping[str, str] | None = None,
    unit: str = "unit",
    cluster: str | None = None,
    comparison_name: str = "visitors accepted and not yet matched",
) -> Effect:
    """Estimate the difference from the comparison group.

    Args:
        participants: one row per organisation: `unit`, `before`, `after`, the covariates.
        comparison: the same columns, as `risk_set` gives them or, for a sensitivity check, visitors
            cancelled for external reasons or never matched. `matched_later` is counted if there.
        covariates: country group, ecosystem, type, size, export status; numbers are balanced in their
            mean, anything else level by level.
        before: column of the outcome at baseline.
        after: column of the outcome at follow-up.
        rounds: columns of the outcome by round, with their names on screen, baseline first; those that
            are absent are left out. Default: `t0`, `t2`, `t3`.
        unit: column of the organisation.
        cluster: column of the cluster of either arm (partnership, event). Without one rows are
            independent, unless an organisation stands in both arms: then clusters are organisations.
        comparison_name: who the comparison group is, for the sentence.

    Raises:
        NotMeasurable: too few organisations, no overlap, or no variation; the reason has the numbers.
        ValueError: an organisation twice in one arm.
    """
    attrition = _attrition(participants, comparison, before, after)
    ours, theirs, outside = _sample(participants, comparison, before, after, covariates, unit)
    balanced = moments(ours, theirs, covariates)
    weights = _weights(balanced)
    shared = len(np.intersect1d(ours[unit].astype(str), theirs[unit].astype(str)))
    changes = _change(ours, before, after), _change(theirs, before, after)
    return Effect(
        difference=_difference(changes, (ours, theirs), weights, cluster or (unit if shared else None)),
        participants=len(ours),
        comparison=len(theirs),
        effective=effective_n(weights),
        outside=outside,
        both_arms=shared,
        matched_later=int(theirs["matched_later"].sum()) if "matched_later" in theirs else 0,
        balance=balance_table(balanced, weights / weights.sum()),
        attrition=attrition,
        rounds=_rounds(ours, theirs, weights, before, dict(rounds or ROUNDS)),
        weights=weights,
        covariates=tuple(covariates),
        comparison_name=comparison_name,
    )


def _sample(
    participants: pd.DataFrame,
    comparison: pd.DataFrame,
    before: str,
    after: str,
    covariates: Sequence[str],
    unit: str,
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[int, int]]:
    """Organisations with both answers and a counterpart in the other arm, and how many had none."""
    for arm in (participants, comparison):
        if arm[unit].duplicated().any():
            raise ValueError(f"An organisation stands twice in one arm (column {unit!r})")
    ours, theirs = (_complete(arm, before, after, covariates) for arm in (participants, comparison))
    _refuse_few(len(ours), len(theirs), "have an answer at baseline and at follow-up")
    kept = common_support(ours, theirs, covariates)
    ours, theirs = ours[kept[0]].reset_index(drop=True), theirs[kept[1]].reset_index(drop=True)
    _refuse_few(len(ours), len(theirs), "are of a kind that both groups have")
    return ours, theirs, (int((~kept[0]).sum()), int((~kept[1]).sum()))


def _weights(balanced: Moments) -> Floats:
    """Weight of each comparison organisation on the scale on which a participant weighs 1."""
    ours, theirs = len(balanced.participants), len(balanced.comparison)
    weights = entropy_weights(balanced.comparison, balanced.participants.mean(axis=0))
    effective = effective_n(weights)
    # Weights are fitted to so many digits: an even thirty must not read as less.
    if effective < LEAST * (1 - 1e-6):
        raise NotMeasurable(
            f"Refused: once weighted to resemble the {ours} participants, the {theirs} comparison "
            f"organisations are worth only {effective:.1f}; {LEAST} are needed."
        )
    return weights * ours


def _refuse_few(ours: int, theirs: int, what: str) -> None:
    if min(ours, theirs) < LEAST:
        raise NotMeasurable(
            f"Refused: only {ours} participants and {theirs} comparison organisations {what}; "
            f"{LEAST} are needed in each group."
        )


def _complete(arm: pd.DataFrame, before: str, after: str, covariates: Sequence[str]) -> pd.DataFrame:
    """Organisations with both answers and all covariates that are numbers."""
    numbers = [c for c in covariates if pd.api.types.is_numeric_dtype(arm[c].dtype)]
    return arm.dropna(subset=[before, after, *numbers]).reset_index(drop=True)


def _change(arm: pd.DataFrame, before: str, after: str) -> Floats:
    change: Floats = arm[after].to_numpy(dtype=np.float64) - arm[before].to_numpy(dtype=np.float64)
    return change


def _difference(
    changes: tuple[Floats, Floats],
    arms: tuple[pd.DataFrame, pd.DataFrame],
    weights: Floats,
    cluster: str | None,
) -> Difference:
    if cluster is None:
        return difference_in_means(*changes, weights)
    return clustered_difference(*changes, arms[0][cluster].to_numpy(), arms[1][cluster].to_numpy(), weights)


def _attrition(participants: pd.DataFrame, comparison: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    rows = []
    for name, arm in ((PARTICIPANTS, participants), (COMPARISON, comparison)):
        has: tuple[Marks, Marks] = (arm[before].notna().to_numpy(), arm[after].notna().to_numpy())
        both = int((has[0] & has[1]).sum())
        rows.append((name, len(arm), int(has[0].sum()), int(has[1].sum()), both, both / max(len(arm), 1)))
    columns = ["arm", "organisations", "with_baseline", "with_follow_up", "with_both", "share_with_both"]
    return pd.DataFrame(rows, columns=columns)


def _rounds(
    ours: pd.DataFrame, theirs: pd.DataFrame, weights: Floats, before: str, rounds: Mapping[str, str]
) -> pd.DataFrame:
    """Mean and change from baseline of both arms, round by round."""
    rows = []
    for name, arm, w in ((PARTICIPANTS, ours, np.ones(len(ours))), (COMPARISON, theirs, weights)):
        for column, words in rounds.items():
            if column not in arm:
                continue
            there = arm[column].notna().to_numpy()
            values = arm.loc[there, column].to_numpy(dtype=np.float64)
            base = arm.loc[there, before].to_numpy(dtype=np.float64)
            rows.append((name, words, *_weighted_change(values, values - base, w[there], column == before)))
    return pd.DataFrame(rows, columns=["arm", "round", "n", "mean", "change", "low", "high"])


def _weighted_change(
    values: Floats, change: Floats, weights: Floats, baseline: bool
) -> tuple[int, float, float, float, float]:
    """Number, weighted mean, weighted mean change and its t interval (HC2, effective number)."""
    from scipy.stats import t as student

    nan = float("nan")
    if len(values) == 0 or weights.sum() <= 0:
        return 0, nan, nan, nan, nan
    w = weights / weights.sum()
    level, moved = float(w @ values), float(w @ change)
    size = effective_n(w)
    if baseline or size <= 1.5:
        return len(values), level, 0.0 if baseline else moved, nan, nan
    variance = float((w**2 * (change - moved) ** 2 / (1 - w)).sum())
    half = float(student.isf((1 - LEVEL) / 2, size - 1)) * np.sqrt(variance)
    return len(values), level, moved, moved - half, moved + half
