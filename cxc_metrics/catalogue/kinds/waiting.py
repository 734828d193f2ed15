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

from .by_method import REASON, Method, in_groups

if TYPE_CHECKING:
    import pandas as pd

NOT_REACHED = "not reached: fewer than half have arrived within the time followed"


@dataclass(frozen=True, kw_only=True)
class Waiting(Method):
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
        """The days; who has left has done so by the as-at date, whatever day stands for it."""
        # Not least(): it leaves a missing day out, and everybody would have left at the as-at date.
        left = self.left or view.dialect.nothing(Kind.DAY)
        gone = f"CASE WHEN {left} > $as_at THEN $as_at ELSE {left} END"
        return {
            "entered": self.entered,
            "happened": self.happened,
            "gone": gone,
            "settled": condition(view, self.prior),
            **({"apart": condition(view, self.apart)} if self.apart else {}),
        }

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], as_at: date | None, /) -> pd.DataFrame:
        """See `time_to_event.cumulative_incidence`; NotEstimable without a day up to which to follow."""
        if as_at is None:
            raise NotEstimable("The register describes no day up to which to follow")
        return in_groups(self.spells(rows, as_at), by, _median)

    def spells(self, rows: pd.DataFrame, as_at: date) -> pd.DataFrame:
        """Waiting times as known at the as-at date; `prior` where settled or happened before entered."""
        from cxc_metrics.statistics.waiting.time_to_event import spells

        waits = spells(rows, entered="entered", happened="happened", left="gone", as_at=as_at)
        settled = waits["settled"].astype("boolean").fillna(False).to_numpy(dtype=bool)
        return waits.assign(prior=waits["prior"].to_numpy(dtype=bool) | settled)


def _median(waits: pd.DataFrame) -> Mapping[str, object]:
    from cxc_metrics.statistics.waiting.time_to_event import COMPETING, cumulative_incidence

    prior = int(waits["prior"].sum())
    rows = waits[~waits["prior"]]
    if rows.empty:
        nothing = dict.fromkeys(("estimate", "low", "high"))
        reason = "All were settled before the waiting began"
        return {**nothing, "n": 0, "flag": NOT_AVAILABLE, "prior": prior, REASON: reason}
    incidence = cumulative_incidence(rows["days"], rows["outcome"])
    apart = rows["apart"].astype("boolean").fillna(False) if "apart" in rows else None
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
        "without_match": None if apart is None else int((apart & (rows["outcome"] == COMPETING)).sum()),
        REASON: incidence.reason if incidence.median is not None else NOT_REACHED,
    }
