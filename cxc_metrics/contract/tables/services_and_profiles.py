"""Contract tables about support beside the scheme: services to organisations, partnering profiles, interest.

Source: facts 5.1 and 5.3, definitions 9.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from cxc_metrics.contract import codes
from cxc_metrics.contract.column import (
    RowCheck,
    Table,
    in_order,
    nullable,
    required,
)


class Service(Table):
    """Services that a support network gave to an organisation, with what came of them."""

    table: ClassVar[str] = "service"
    grain: ClassVar[str] = "one service to one organisation"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start", "ended_on < started_on", "ended_on", "the service ends before it starts"
        ),
        *in_order("started_on", "achieved_on"),
    )

    service_id: str = required("Identifier of the service", key=True)
    organisation_id: str = required("Organisation served", references="organisation")
    provider_id: str | None = nullable("Organisation that gave it", references="organisation")
    kind: str | None = nullable("Kind of service", codes=codes.SERVICE_KIND)
    started_on: date | None = nullable("First day", activity=True, deciding=True)
    ended_on: date | None = nullable("Last day", activity=True)
    achievement_type: str | None = nullable(
        "What was achieved (empty: nothing so far)", codes=codes.ACHIEVEMENT_TYPE
    )
    achieved_on: date | None = nullable("Achieved on", activity=True)
    achievement_value_eur: Decimal | None = nullable("Value of what was achieved", minimum=0, unit="EUR")
    partner_country: str | None = nullable(
        "Country of the other party of an agreement", references="ref_country"
    )


class Profile(Table):
    """Partnering profiles: what an organisation publishes that it offers or asks for."""

    table: ClassVar[str] = "profile"
    grain: ClassVar[str] = "one published offer or request"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start",
            "expires_on < published_on",
            "expires_on",
            "it expires before it is published",
        ),
    )

    profile_id: str = required("Identifier of the profile", key=True)
    organisation_id: str = required("Organisation that publishes it", references="organisation")
    kind: str | None = nullable("Kind of profile", codes=codes.PROFILE_KIND)
    country_code: str | None = nullable(
        "Country of the profile (empty: the organisation's)", references="ref_country"
    )
    ecosystem_id: int | None = nullable(
        "Industrial ecosystem of the profile (empty: the organisation's)", references="ref_ecosystem"
    )
    published_on: date | None = nullable("Published on", activity=True, deciding=True)
    expires_on: date | None = nullable("Expires on")


class ExpressionOfInterest(Table):
    """Interest that other organisations express in a profile, with the day each state was reached."""

    table: ClassVar[str] = "expression_of_interest"
    grain: ClassVar[str] = "one interest of one organisation in one profile"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        *in_order("received_on", "forwarded_on", "confirmed_on", "contact_on", "negotiation_on", "agreed_on"),
        *in_order(
            "received_on",
            "forwarded_on",
            "confirmed_on",
            "contact_on",
            "negotiation_on",
            "declined_on",
            only_last=True,
        ),
    )

    expression_id: str = required("Identifier of the expression of interest", key=True)
    profile_id: str = required("Profile", references="profile")
    organisation_id: str = required("Organisation that is interested", references="organisation")
    status: str | None = nullable("State", codes=codes.EXPRESSION_STATUS, deciding=True)
    received_on: date | None = nullable("Received on", activity=True, deciding=True)
    forwarded_on: date | None = nullable("Forwarded to the organisation of the profile on", activity=True)
    confirmed_on: date | None = nullable("Interest confirmed on", activity=True)
    declined_on: date | None = nullable("Declined on", activity=True)
    contact_on: date | None = nullable("Contact exchanged on", activity=True)
    negotiation_on: date | None = nullable("In negotiation since", activity=True)
    agreed_on: date | None = nullable("Agreement signed on", activity=True)
