"""The kind for a difference from a comparison group (definitions 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cxc_metrics.statistics.errors import NotMeasurable

from .methods import REASON, Method, in_groups
from .model import View

if TYPE_CHECKING:
    import pandas as pd

    from cxc_metrics.statistics.effect import Effect
    from cxc_metrics.statistics.risk_set import RiskSet

# Definitions 6: fewer organisations in either arm are refused.
LEAST = 30
COVARIATES = ("country_group", "sector", "type", "size", "exported_before")


@dataclass(frozen=True, kw_only=True)
class ChangeAgainstWaiting(Method):
    """Change of `after` against `before` among those who travelled, minus that of visitors still waiting.

    The fact has one row per visitor's registration. Beside the difference: `ID_comparison` organisations,
    `ID_matched_later` of which were matched after the day they were compared, what they are worth after
    weighting (`ID_effective`), and the smallest true difference that would be found four times in five
    (`ID_detectable`).
    """

    kind: ClassVar[str] = "effect"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {"comparison": int, "matched_later": int, "effective": float, "detectable": float, REASON: str}
    )
    empty: str = "No accepted visitor in this selection"
    before: str
    after: str

    @property
    def number_format(self) -> str:
        """One decimal."""
        return ",.1f"

    def inputs(self, _view: View, /) -> dict[str, str]:
        """Days of the journey, both answers, and what the groups are made alike on."""
        return {
            "unit": "organisation_id",
            "accepted_on": "decided_on",
            "started_on": "travelled_on",
            "matched": "matched",
            "matched_on": "matched_on",
            "left_on": "left_on",
            "cancelled_externally": "cancelled_externally",
            "t0": self.before,
            "t3": self.after,
            "country_group": "country_group",
            "sector": "'ecosystem ' || visitor_sector",
            "type": "visitor_type",
            "size": "visitor_size",
            "exported_before": "exported_before",
        }

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date, /) -> pd.DataFrame:
        """See `effect.difference_from_comparison`."""
        return in_groups(rows, by, _difference)


def first_accepted(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per organisation: its first accepted registration, or the one that led to its visit."""
    ordered = rows.assign(stayed=rows["started_on"].isna()).sort_values(
        ["stayed", "accepted_on", "started_on"], kind="stable"
    )
    return ordered.drop_duplicates("unit").drop(columns="stayed").reset_index(drop=True)


def arms(rows: pd.DataFrame) -> RiskSet:
    """Participants, and the visitors who had waited as long when they set off and were not yet matched.

    `rows` as `ChangeAgainstWaiting.inputs` gives them. An organisation counts once. Whoever set off without a
    recorded match has waited until that day at most; whoever was matched on a day that nobody recorded, and
    did not set off, cannot be compared. Raises NotMeasurable without participants or without anybody waiting.
    """
    from cxc_metrics.statistics.risk_set import risk_set

    people = first_accepted(rows)
    waited_until = people[["matched_on", "started_on"]].min(axis=1)
    known = waited_until.notna() | ~was_matched(people)
    return risk_set(people[people["started_on"].notna()], people.assign(matched_on=waited_until)[known])


def was_matched(people: pd.DataFrame) -> pd.Series:
    """Who had a validated match, dated or not."""
    return people["matched"].astype("boolean").fillna(False).astype(bool)


def effect(rows: pd.DataFrame) -> Effect:
    """The difference from those still waiting; NotMeasurable where it is refused."""
    from cxc_metrics.statistics.effect import difference_from_comparison

    _refuse_few(rows)
    chosen = arms(rows)
    return difference_from_comparison(chosen.participants, chosen.comparison, COVARIATES)


def _refuse_few(rows: pd.DataFrame) -> None:
    """Says at once what `difference_from_comparison` would say after looking for a comparison group."""
    told = rows[rows["started_on"].notna() & rows["t0"].notna() & rows["t3"].notna()]
    if (count := int(told["unit"].nunique())) < LEAST:
        raise NotMeasurable(
            f"Refused: only {count} participants have an answer at baseline and at follow-up; "
            f"{LEAST} are needed."
        )


def _difference(rows: pd.DataFrame) -> Mapping[str, object]:
    found = effect(rows)
    return {
        "estimate": found.difference.estimate,
        "low": found.difference.low,
        "high": found.difference.high,
        "n": found.participants,
        "flag": "",
        "comparison": found.comparison,
        "matched_later": found.matched_later,
        "effective": found.effective,
        "detectable": found.difference.detectable,
        REASON: "",
    }
