"""The kind for a difference from a comparison group (definitions 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cxc_metrics.catalogue.declaration import View
from cxc_metrics.engine import Kind
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import NOT_AVAILABLE

from .by_method import REASON, Method, in_groups

if TYPE_CHECKING:
    import pandas as pd

    from cxc_metrics.statistics.effect.estimate import Effect
    from cxc_metrics.statistics.effect.risk_set import RiskSets

COVARIATES = ("country_group", "sector", "type", "size", "exported_before")
QUESTION = ("survey_round", "waiting", "answered_on", "key", "value")


@dataclass(frozen=True, kw_only=True)
class ChangeAgainstWaiting(Method):
    """Change among those who travelled, minus that of visitors not yet matched when they set off.

    The fact has one row per visitor's registration; what is true of the organisation and the questions it was
    asked (`questions`) stand in each of them. Beside the difference: the same without partnership effects
    (`ID_across`), `ID_comparison` organisations, what they are worth after weighting (`ID_effective`), and
    the smallest true difference that would be found four times in five (`ID_detectable`).
    """

    kind: ClassVar[str] = "effect"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType(
        {"across": float, "comparison": int, "effective": float, "detectable": float, REASON: str}
    )
    empty: str = "No accepted visitor in this selection"
    questions: str

    @property
    def number_format(self) -> str:
        """One decimal."""
        return ",.1f"

    def inputs(self, view: View, /) -> dict[str, str]:
        """Days of the organisation, what it answered, and what the groups are made alike on."""
        return {
            "unit": "organisation_id",
            "registration": "registration_id",
            "accepted_on": "CASE WHEN accepted THEN decided_on END",
            "started_on": "first_held_on",
            "visited_on": "first_visit_on",
            "matched": "organisation_matched",
            "matched_on": "organisation_matched_on",
            "left_on": "CASE WHEN registration_status IN ('withdrawn', 'expired') THEN available_to END",
            "called_off_on": "called_off_on",
            "questions": self.questions,
            "partnership": view.dialect.cast("partnership", Kind.TEXT),
            "country_group": "country_group",
            "sector": f"'ecosystem ' || {view.dialect.cast('visitor_sector', Kind.TEXT)}",
            "type": "visitor_type",
            "size": "visitor_size",
            "exported_before": "exported_before",
        }

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], _as_at: date | None, /) -> pd.DataFrame:
        """See `effect.difference_from_comparison`."""
        return in_groups(rows, by, _difference)


def people(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per organisation, with its first accepted registration, travellers and others alike.

    `rows` as `ChangeAgainstWaiting.inputs` gives them. Which registration led to a visit became known later,
    so it does not decide. Whoever was matched on a day that nobody recorded cannot be told to have been
    waiting on any day (`may_wait`).
    """
    first = rows.sort_values(["accepted_on", "registration"], kind="stable").drop_duplicates("unit")
    undated = first["matched"].astype("boolean").fillna(False).astype(bool) & first["matched_on"].isna()
    return (
        first.assign(may_wait=~undated, matched_later=first["matched_on"].notna())
        .drop(columns=["questions", "matched"])
        .reset_index(drop=True)
    )


def questions(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per question put to an organisation: `unit` and what `QUESTION` names."""
    import pandas as pd

    units_with_questions = rows.drop_duplicates("unit").dropna(subset=["questions"])
    lists = units_with_questions["questions"].tolist()
    questions = pd.DataFrame([question for each in lists for question in each], columns=list(QUESTION))
    units = units_with_questions["unit"].repeat([len(each) for each in lists]).reset_index(drop=True)
    questions = questions.assign(unit=units, waiting=questions["waiting"].astype(bool))
    return questions.assign(
        answered_on=pd.to_datetime(questions["answered_on"]), value=questions["value"].astype("float64")
    )


def effect(rows: pd.DataFrame) -> tuple[Effect, RiskSets]:
    """The difference from those still waiting, and its risk sets; NotEstimable where it is refused."""
    from cxc_metrics.statistics.effect.effect_checks import effect_of

    return effect_of(people(rows), questions(rows), COVARIATES)


def _difference(rows: pd.DataFrame) -> Mapping[str, object]:
    try:
        difference, _ = effect(rows)
    except NotEstimable as error:
        count = rows.loc[rows["started_on"].notna(), "unit"].nunique()
        return {
            "estimate": None,
            "low": None,
            "high": None,
            "n": count,
            "flag": NOT_AVAILABLE,
            REASON: error.reason,
        }
    return {
        "estimate": difference.difference.estimate,
        "low": difference.difference.low,
        "high": difference.difference.high,
        "n": difference.participants,
        "flag": "",
        "across": difference.across.estimate,
        "comparison": difference.comparison,
        "effective": difference.effective,
        "detectable": difference.difference.detectable,
        REASON: "",
    }
