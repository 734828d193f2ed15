"""Contract tables about what came of it: survey rounds, answers, outcomes.

`registration_id` is the anchor of both (definitions 3): an organisation that never travelled has a baseline
and an 18-month answer too, and `exchange_id` is empty for it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from cxc_metrics.contract import codes
from cxc_metrics.contract.column import (
    RowCheck,
    Table,
    nullable,
    required,
)


class SurveyInvitation(Table):
    """Who was asked in which survey round, and whether an answer came."""

    table: ClassVar[str] = "survey_invitation"
    grain: ClassVar[str] = "one organisation asked in one survey round"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start", "responded_on < invited_on", "responded_on", "answered before it was invited"
        ),
    )

    invitation_id: str = required("Identifier of the invitation", key=True)
    registration_id: str = required("Registration the question is about", references="registration")
    exchange_id: str | None = nullable(
        "Exchange; empty for those who never travelled", references="exchange", deciding=True
    )
    organisation_id: str = required("Organisation asked", references="organisation")
    side: str = required("Visitor or host side", codes=codes.SIDE, deciding=True)
    survey_round: str = required(
        "Survey round: T0 baseline, T1 closing report, T2 6 months, T3 18 months",
        codes=codes.SURVEY_ROUND,
        aliases=("wave",),
        deciding=True,
    )
    invited_on: date | None = nullable("Invited on", activity=True, deciding=True)
    responded_on: date | None = nullable("Answered on; empty without an answer", activity=True)


class SurveyAnswer(Table):
    """Answers in long format; items are those of facts 8.5."""

    table: ClassVar[str] = "survey_answer"
    grain: ClassVar[str] = "one item answered in one invitation"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "no_value",
            "value_num IS NULL AND value_code IS NULL",
            "value_num",
            "the answer has no value",
            decides=True,
        ),
    )

    invitation_id: str = required("Invitation", key=True, references="survey_invitation")
    item: str = required("Item of the questionnaire", key=True)
    value_num: float | None = nullable("Numeric answer")
    value_code: str | None = nullable("Coded answer")


class Outcome(Table):
    """Claimed or verified outcomes; anticipated and achieved ones are never one series."""

    table: ClassVar[str] = "outcome"
    grain: ClassVar[str] = "one outcome reported by one organisation"

    outcome_id: str = required("Identifier of the outcome", key=True)
    registration_id: str = required("Registration of the reporting organisation", references="registration")
    exchange_id: str | None = nullable(
        "Exchange; empty for those who never travelled", references="exchange", deciding=True
    )
    organisation_id: str = required("Organisation that reports it", references="organisation")
    outcome_type: str = required("Kind of outcome", codes=codes.OUTCOME_TYPE)
    partner_id: str | None = nullable("The other organisation", references="organisation")
    partner_country: str | None = nullable("Country of the other organisation", references="ref_country")
    status: str = required("Status", codes=codes.OUTCOME_STATUS, deciding=True)
    amount_eur: Decimal | None = nullable("Amount", minimum=0, unit="EUR")
    quantity: float | None = nullable("Quantity")
    attribution: str | None = nullable("How much is due to the exchange", codes=codes.ATTRIBUTION)
    reported_in: str | None = nullable("Reported in", codes=codes.REPORTED_IN)
    reported_on: date | None = nullable(
        "Reported on", activity=True, deciding=True, unless_filled="occurred_on"
    )
    occurred_on: date | None = nullable("Occurred on", activity=True, deciding=True)
    evidence_ref: str | None = nullable("Reference of the evidence")
