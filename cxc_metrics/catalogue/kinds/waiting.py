"""The kind for waiting times: half of all by which day, those still waiting included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cxc_metrics.catalogue.declaration import View, condition
from cxc_metrics.engine import Kind
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import NOT_AVAILABLE
from cxc_metrics.statistics.waiting.endings import COMPETING, HAPPENED, WAITING

from .by_method import REASON, TIMES, MethodOfCounts, in_groups

if TYPE_CHECKING:
    import pandas as pd

NOT_REACHED = "not reached: fewer than half have arrived within the time followed"


@dataclass(frozen=True, kw_only=True)
class Waiting(MethodOfCounts):
    """Median days from `entered` to `happened`, by cumulative incidence (definitions 3).

    `left` is the day on which a unit could no longer arrive, empty where none leaves; `prior` marks units
    whose event was settled before they began to wait: they are left out and counted in `ID_prior`. `apart`
    marks units whose leaving is a competing end of its own, counted in `ID_without_match`. Beside the median,
    which may not be reached: `ID_share`, what part has arrived by the longest time followed; `ID_events`
    arrived, `ID_competing` left, `ID_waiting` still wait at the as-at date.
    """

    kind: ClassVar[str] = "waiting"
    unit: str = "days"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {
            "share": float,
            "events": int,
            "competing": int,
            "waiting": int,
            "prior": int,
            "without_match": int,
            REASON: str,
        }
    )
    empty: str = "Nobody to follow in this selection"
    entered: str
    happened: str
    left: str = ""
    prior: str = "false"
    apart: str = ""

    def inputs(self, view: View, /) -> dict[str, str]:
        """The days as known at the as-at date; who has left has done so by then, whatever day says so."""
        # Not least(): it leaves a missing day out, and everybody would have left at the as-at date.
        left = self.left or view.dialect.nothing(Kind.DAY)
        return {
            "entered": self.entered,
            "happened": f"CASE WHEN {self.happened} <= $as_at THEN {self.happened} END",
            "gone": f"CASE WHEN {left} > $as_at THEN $as_at ELSE {left} END",
            "settled": condition(view, self.prior),
            **({"apart": condition(view, self.apart)} if self.apart else {}),
        }

    def tallied(self, view: View, /) -> dict[str, str]:
        """Waiting times and how they ended: `days` (0 or more, whole), `outcome`, `prior`, perhaps `apart`.

        On the day of the event itself the event counts. `prior`: the event was settled or came before the
        waiting began; `days` is 0 for these. Days are missing where none had begun by the as-at date.
        """
        arrived = "happened IS NOT NULL AND (gone IS NULL OR happened <= gone)"
        prior = f"coalesce(settled, false) OR coalesce({arrived} AND happened < entered, false)"
        until = f"CASE WHEN {arrived} THEN happened WHEN gone IS NOT NULL THEN gone ELSE $as_at END"
        left = f"WHEN gone IS NOT NULL THEN {COMPETING} ELSE {WAITING}"
        ended = f"CASE WHEN {arrived} THEN {HAPPENED} {left} END"
        waited = view.dialect.days_between("entered", f"({until})")
        since = f"CASE WHEN {prior} THEN 0 ELSE greatest({waited}, 0) END"
        return {
            "days": f"CASE WHEN entered <= $as_at THEN {since} END",
            "outcome": view.dialect.cast(ended, Kind.WHOLE),
            "prior": prior,
            **({"apart": "coalesce(apart, false)"} if self.apart else {}),
        }

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], as_at: date | None, /) -> pd.DataFrame:
        """See `time_to_event.cumulative_incidence`; NotEstimable without a day up to which to follow."""
        if as_at is None:
            raise NotEstimable("The register describes no day up to which to follow")
        return in_groups(rows[rows["days"].notna()], by, _median)


def _median(waits: pd.DataFrame) -> Mapping[str, object]:
    from cxc_metrics.statistics.waiting.time_to_event import cumulative_incidence

    is_prior = waits["prior"].to_numpy(dtype=bool)
    prior, rows = int(waits.loc[is_prior, TIMES].sum()), waits[~is_prior]
    if rows.empty:
        nothing = dict.fromkeys(("estimate", "low", "high"))
        reason = "All were settled before the waiting began"
        return {**nothing, "n": 0, "flag": NOT_AVAILABLE, "prior": prior, REASON: reason}
    incidence = cumulative_incidence(rows["days"], rows["outcome"], rows[TIMES])
    without_match = None
    if "apart" in rows:
        apart = rows["apart"].to_numpy(dtype=bool) & (rows["outcome"] == COMPETING)
        without_match = int(rows.loc[apart, TIMES].sum())
    return {
        "estimate": incidence.median,
        "low": incidence.median_low,
        "high": incidence.median_high,
        "n": incidence.n,
        "flag": incidence.flag,
        "share": float(incidence.curve["share"].iloc[-1]) if len(incidence.curve) else 0.0,
        "events": incidence.events,
        "competing": incidence.competing,
        "waiting": incidence.waiting,
        "prior": prior,
        "without_match": without_match,
        REASON: incidence.reason if incidence.median is not None else NOT_REACHED,
    }
