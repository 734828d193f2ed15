"""Difference-in-differences where organisations set off in different years, against those not yet gone.

Group-time effects of Callaway and Sant'Anna (2021) without covariates: the change from the year before the
first visit, minus that of organisations that had not travelled by the end of the year looked at. The
library is diff-diff; what may enter, and when nothing may be said, is decided here.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

from cxc_metrics.statistics.errors import NotEstimable

MIN_ARM = 30
# An effect of a group in a year from fewer on either side has no error that could be trusted.
MIN_CELL = 5
# Fewer clusters make their errors too small.
MIN_CLUSTERS = 40
DRAWS = 999
SEED = 20_210_201
_COLUMNS = ["unit", "year", "first", "outcome", "cluster"]


@dataclass(frozen=True)
class Staggered:
    """What staggered difference-in-differences gives.

    `estimate` averages all years from the first visit on over those who travelled, with a 95 % interval of
    its own. `events` has one row per year since the first visit: `event, difference, low, high,
    organisations` (those who travelled), with intervals that hold together in 95 of 100 registers; event −1
    is what all others are measured from, without an interval. `cells` has the effect of each group in each
    year: `first, year, difference, organisations, comparison`. `no_year_before` and `few` count
    organisations left out; `years` are the first and last year used.
    """

    estimate: float
    low: float
    high: float
    events: pd.DataFrame
    cells: pd.DataFrame
    travelled: int
    comparison: int
    rows: int
    years: tuple[int, int]
    clusters: int
    by_cluster: bool
    no_year_before: int
    few: int

    @property
    def apart_before(self) -> tuple[int, ...]:
        """Years before the reference in which both moved apart by more than chance explains."""
        before = self.events[self.events["event"] < -1]
        return tuple(before.loc[(before["low"] > 0) | (before["high"] < 0), "event"])

    @property
    def years_before(self) -> int:
        """How many years before the reference could be looked at."""
        return int((self.events["event"] < -1).sum())


def staggered(panel: pd.DataFrame) -> Staggered:
    """The study of a table with `unit, year, first` (year of the first visit, missing: none), `outcome`.

    With a column `cluster`, constant by unit, errors are clustered by it where there are at least 40, else by
    unit. Rows without an outcome are left out. NotEstimable with the reason where fewer than 30
    organisations travelled or had not, or where no year before lies in the table.
    """
    rows, no_year_before, few = _usable(panel)
    travelled, comparison = _arms(rows)
    if travelled < MIN_ARM:
        raise NotEstimable(
            f"only {travelled} organisations that travelled have figures of the year before their first "
            f"visit and from it on; {MIN_ARM} are needed"
        )
    if comparison < MIN_ARM:
        raise NotEstimable(
            f"only {comparison} organisations that had not travelled have figures of the same years; "
            f"{MIN_ARM} are needed"
        )
    clusters = int(rows["cluster"].nunique())
    by_cluster = clusters >= MIN_CLUSTERS
    fit, by_event = fitted(rows, cluster="cluster" if by_cluster else None)
    cells, estimate = _cells(fit), float(fit.overall_att)
    reach = _reach(rows, cells, estimate, "cluster" if by_cluster else "unit")
    return Staggered(
        estimate=estimate,
        low=estimate - reach,
        high=estimate + reach,
        events=_events(by_event, cells),
        cells=cells,
        travelled=travelled,
        comparison=comparison,
        rows=len(rows),
        years=(int(rows["year"].min()), int(rows["year"].max())),
        clusters=clusters,
        by_cluster=by_cluster,
        no_year_before=no_year_before,
        few=few,
    )


def fitted(
    rows: pd.DataFrame, *, cluster: str | None = None, control_group: str = "not_yet_treated"
) -> tuple[Any, pd.DataFrame]:
    """The library's estimate, and it by years since the first visit.

    `rows`: `unit, year, first` (0: none), `outcome`, and the cluster's column.
    """
    from diff_diff import CallawaySantAnna

    options: dict[str, Any] = {
        "control_group": control_group,
        "estimation_method": "reg",
        "base_period": "universal",
        "cluster": cluster,
        "seed": SEED,
    }
    columns = {"outcome": "outcome", "unit": "unit", "time": "year", "first_treat": "first"}
    with warnings.catch_warnings():
        # Said on the page: who lacks a figure of some year is compared over the years it has, and the
        # reference year has no error.
        warnings.filterwarnings("ignore", "Unbalanced panel", UserWarning)
        warnings.filterwarnings("ignore", ".*non-finite or zero bootstrap SE", RuntimeWarning)
        # The band takes draws; the overall interval does not (see `_reach`).
        fit = CallawaySantAnna(**options).fit(rows, **columns)
        banded = CallawaySantAnna(**options, n_bootstrap=DRAWS).fit(rows, **columns)
        return fit, banded.aggregate("event_study").to_dataframe()


def _usable(panel: pd.DataFrame) -> tuple[pd.DataFrame, int, int]:
    """Rows that may enter, how many organisations have no year before, and how many are of too few."""
    clustered = panel if "cluster" in panel.columns else panel.assign(cluster=panel["unit"])
    rows = clustered.dropna(subset=["outcome"])[_COLUMNS].sort_values(["unit", "year"], kind="stable")
    rows = rows.assign(
        first=rows["first"].fillna(0).astype("int64"),
        cluster=rows["cluster"]
        .astype("object")
        .where(rows["cluster"].notna(), "alone " + rows["unit"].astype(str)),
    )
    rows = _while_compared(rows)
    went = rows["first"] > 0
    before = rows.loc[went & (rows["year"] == rows["first"] - 1), "unit"]
    # Whoever has no year before its visit changes from nowhere, and after its visit compares with nobody.
    without = went & ~rows["unit"].isin(before)
    if went.any() and without[went].all():
        raise NotEstimable("no organisation that travelled has figures of the year before its first visit")
    no_year_before = int(rows.loc[without, "unit"].nunique())
    rows = rows[~without]
    sizes = rows.groupby("first")["unit"].transform("nunique")
    small = (rows["first"] > 0) & (sizes < MIN_CELL)
    few = int(rows.loc[small, "unit"].nunique())
    return _thick(rows[~small]).reset_index(drop=True), no_year_before, few


def _while_compared(rows: pd.DataFrame) -> pd.DataFrame:
    """The years in which enough had not travelled; whoever went later had not within these years."""
    waiting = rows[(rows["first"] == 0) | (rows["first"] > rows["year"])]
    counts = waiting.groupby("year")["unit"].nunique()
    enough = counts[counts >= MIN_ARM]
    if enough.empty:
        most = int(counts.max()) if len(counts) else 0
        raise NotEstimable(
            f"only {most} organisations that had not travelled have figures of one year; {MIN_ARM} are needed"
        )
    last = int(enough.index.max())
    kept = rows[rows["year"] <= last]
    return kept.assign(first=kept["first"].where(kept["first"] <= last, 0))


def _thick(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the rows of a group in a year where fewer than five on either side could be compared."""
    thin = [
        (first, year)
        for first, year, gone, waiting in _pairs(rows)
        if len(gone) < MIN_CELL or len(waiting) < MIN_CELL
    ]
    named = pd.MultiIndex.from_frame(rows[["first", "year"]])
    return rows[~named.isin(thin)] if thin else rows


def _pairs(rows: pd.DataFrame) -> list[tuple[int, int, set[Any], set[Any]]]:
    """Per group and year: who of it, and who still waiting, has figures of it and of the year before."""
    seen = {year: set(rows.loc[rows["year"] == year, "unit"]) for year in map(int, rows["year"].unique())}
    groups = {
        first: set(rows.loc[rows["first"] == first, "unit"]) for first in map(int, rows["first"].unique())
    }
    pairs = []
    for first in (group for group in groups if group > 0):
        for year in (year_seen for year_seen in seen if year_seen != first - 1):
            both = seen[year] & seen.get(first - 1, set())
            last = max(year, first - 1)
            later = [units for group, units in groups.items() if group != first and not 0 < group <= last]
            pairs.append((first, year, groups[first] & both, set().union(*later) & both))
    return pairs


def _arms(rows: pd.DataFrame) -> tuple[int, int]:
    """Organisations that enter an effect from the first visit on, on either side."""
    after = [(gone, waiting) for first, year, gone, waiting in _pairs(rows) if year >= first and gone]
    gone, waiting = (set().union(*(pair[side] for pair in after)) for side in (0, 1))
    return len(gone), len(waiting)


def _reach(rows: pd.DataFrame, cells: pd.DataFrame, estimate: float, by: str) -> float:
    """Half the length of the 95 % interval: the estimate without each cluster in turn (jackknife, CR3).

    The errors from influence functions covered 91 to 92 of 100 where 60 partnerships of unequal size move
    together: a large one pulls the estimate towards itself and so hides its own error. Leaving it out shows
    it (MacKinnon, Nielsen and Webb 2023). Student's t with a degree of freedom for each cluster but one.
    """
    wide = rows.pivot(index="unit", columns="year", values="outcome")
    units = rows.groupby("unit")[["first", "cluster"]].first().assign(unit=wide.index).loc[wide.index]
    codes, names = pd.factorize(units[by])
    count = len(names)

    def without(chosen: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """The sum over the chosen units, without each cluster in turn."""
        own = None if weights is None else weights[chosen]
        by_cluster = np.bincount(codes[chosen], weights=own, minlength=count)
        return np.asarray(by_cluster.sum() - by_cluster, dtype="float64")

    first = units["first"].to_numpy()
    above, below = np.zeros(count), np.zeros(count)
    for group, year in cells.loc[cells["year"] >= cells["first"], ["first", "year"]].itertuples(index=False):
        change = (wide[year] - wide[group - 1]).to_numpy()
        has_change = ~np.isnan(change)
        gone, waiting = has_change & (first == group), has_change & ((first == 0) | (first > year))
        with np.errstate(invalid="ignore", divide="ignore"):
            effect = without(gone, change) / without(gone) - without(waiting, change) / without(waiting)
        # As the estimate: each effect weighs as its group. A cluster that is a whole arm takes it along.
        weight = np.where(np.isnan(effect), 0.0, without(first == group))
        above, below = above + weight * np.nan_to_num(effect), below + weight
    spread = (count - 1) / count * ((above / below - estimate) ** 2).sum()
    return float(t.ppf(0.975, count - 1) * np.sqrt(spread))


def _cells(fit: Any) -> pd.DataFrame:
    measured = [
        (int(first), int(year), float(cell["effect"]), int(cell["n_treated"]), int(cell["n_control"]))
        for (first, year), cell in fit.group_time_effects.items()
        if year != first - 1 and pd.notna(cell["effect"])
    ]
    columns = ["first", "year", "difference", "organisations", "comparison"]
    return pd.DataFrame(measured, columns=columns).sort_values(columns[:2], ignore_index=True)


def _events(table: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Years since the first visit with a simultaneous band, and how many organisations stand behind each."""
    counts = cells.groupby(cells["year"] - cells["first"])["organisations"].sum()
    rows: Sequence[tuple[int, float, float, float, int]] = [
        (
            int(row["event_time"]),
            float(row["att"]),
            float(row["cband_lower"]),
            float(row["cband_upper"]),
            int(counts.get(row["event_time"], 0)),
        )
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["event", "difference", "low", "high", "organisations"])
