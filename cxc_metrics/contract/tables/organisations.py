"""Contract tables about who takes part: organisations, clusters, partnerships, registrations, matches.

Source: facts 8.2, with the changes of definitions 1–3.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from cxc_metrics.contract import codes
from cxc_metrics.contract.column import (
    RowCheck,
    Table,
    nullable,
    required,
)


class Organisation(Table):
    """Legal organisations; `country_code` is the place of registration (permanent residence)."""

    table: ClassVar[str] = "organisation"
    grain: ClassVar[str] = "one legal organisation"

    organisation_id: str = required("Identifier of the organisation", key=True)
    name: str = required("Name")
    org_type: str = required("Organisation type", references="ref_org_type")
    size_class: str | None = nullable("Size class", codes=codes.SIZE_CLASS)
    country_code: str = required("Country of registration (permanent residence)", references="ref_country")
    nuts_version: int | None = nullable(
        "Version of the NUTS code (2016, 2021, 2024)", minimum=2003, maximum=2100
    )
    nuts_id: str | None = nullable("NUTS code of the place of registration", example="DE212")
    city: str | None = nullable("City")
    latitude: float | None = nullable("Latitude", minimum=-90, maximum=90, unit="degrees")
    longitude: float | None = nullable("Longitude", minimum=-180, maximum=180, unit="degrees")
    nace_version: str | None = nullable(
        "Version of the NACE code (2 or 2.1): letters differ between versions"
    )
    nace_code: str | None = nullable("NACE code")
    ecosystem_id: int | None = nullable("Primary industrial ecosystem (1–14)", references="ref_ecosystem")
    pic: str | None = nullable("Participant Identification Code")
    eccp_profile_url: str | None = nullable("Profile on the European Cluster Collaboration Platform")
    eccp_registered: bool | None = nullable("Profiled on the European Cluster Collaboration Platform")
    founded_year: int | None = nullable("Year of foundation", minimum=1000, maximum=2100)
    employees_fte: float | None = nullable("Employees", minimum=0, unit="full-time equivalents")
    turnover_eur: Decimal | None = nullable("Turnover of the baseline year", minimum=0, unit="EUR")
    export_share_pct: float | None = nullable(
        "Share of turnover from abroad", minimum=0, maximum=100, unit="%"
    )
    baseline_year: int | None = nullable("Year of turnover and export share", minimum=1990, maximum=2100)
    exported_before: bool | None = nullable("Exported before registration")
    source: str | None = nullable("Where the record comes from")
    updated_at: datetime | None = nullable("Last change of the record")


class OrganisationYear(Table):
    """Yearly figures of organisations, before and after a visit; no public source of the scheme has them."""

    table: ClassVar[str] = "organisation_year"
    grain: ClassVar[str] = "one organisation in one calendar year"

    organisation_id: str = required("Organisation", key=True, references="organisation")
    year: int = required("Calendar year of the figures", key=True, minimum=1990, maximum=2100)
    turnover_eur: Decimal | None = nullable(
        "Turnover of the year; no public source of the scheme has it", minimum=0, unit="EUR"
    )
    export_share: float | None = nullable(
        "Share of the year's turnover from abroad; no public source of the scheme has it",
        minimum=0,
        maximum=100,
        unit="%",
        aliases=("export_share_pct",),
    )
    employees: float | None = nullable(
        "Employees in the year; no public source of the scheme has it",
        minimum=0,
        unit="full-time equivalents",
        aliases=("employees_fte",),
    )


class ClusterMembership(Table):
    """Which organisation is a member of which cluster, and when."""

    table: ClassVar[str] = "cluster_membership"
    grain: ClassVar[str] = "one member of one cluster"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "self_reference",
            "member_id = cluster_id",
            "member_id",
            "an organisation cannot be a member of itself",
            decides=True,
        ),
        RowCheck(
            "ends_before_start", "valid_to < valid_from", "valid_to", "the membership ends before it starts"
        ),
    )

    member_id: str = required("Member", key=True, references="organisation")
    cluster_id: str = required("Cluster organisation", key=True, references="organisation")
    valid_from: date | None = nullable("Member since")
    valid_to: date | None = nullable("Member until")


class Partnership(Table):
    """Cluster partnerships for excellence: one grant agreement and its consortium."""

    table: ClassVar[str] = "partnership"
    grain: ClassVar[str] = "one grant agreement"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start", "end_date < start_date", "end_date", "the partnership ends before it starts"
        ),
    )

    partnership_id: str = required("Identifier of the partnership", key=True)
    acronym: str = required("Acronym shown on screen")
    title: str | None = nullable("Full title")
    wave: int = required("Wave (1 = 2020–22, 2 = 2022–24)", minimum=1, maximum=2)
    call_id: str | None = nullable("Identifier of the call")
    grant_agreement: str | None = nullable("Number of the grant agreement")
    start_date: date = required("Start of the grant")
    end_date: date | None = nullable("Planned end of the grant")
    extended_to: date | None = nullable("End after extension")
    coordinator_id: str | None = nullable("Coordinating organisation", references="organisation")
    eu_grant_eur: Decimal | None = nullable("EU grant committed", minimum=0, unit="EUR")
    lump_sum_budget_eur: Decimal | None = nullable("Budget for lump sums", minimum=0, unit="EUR")
    target_exchanges: int | None = nullable("Planned number, in `target_unit`", minimum=0)
    target_unit: str | None = nullable("What the target counts", codes=codes.TARGET_UNIT)
    website: str | None = nullable("Website")
    source_url: str | None = nullable("Where the target was published")


class PartnershipMember(Table):
    """Which organisations form a partnership."""

    table: ClassVar[str] = "partnership_member"
    grain: ClassVar[str] = "one organisation in one partnership"

    partnership_id: str = required("Partnership", key=True, references="partnership")
    organisation_id: str = required("Member organisation", key=True, references="organisation")
    role: str | None = nullable("Role in the consortium", codes=codes.MEMBER_ROLE)


class PartnershipEcosystem(Table):
    """Which industrial ecosystems a partnership serves."""

    table: ClassVar[str] = "partnership_ecosystem"
    grain: ClassVar[str] = "one ecosystem of one partnership"

    partnership_id: str = required("Partnership", key=True, references="partnership")
    ecosystem_id: int = required("Industrial ecosystem", key=True, references="ref_ecosystem")
    is_primary: bool | None = nullable("The partnership's main ecosystem")


class Registration(Table):
    """Requests to take part: one organisation, one role, one submission. Not a count of organisations."""

    table: ClassVar[str] = "registration"
    grain: ClassVar[str] = "one organisation in one role, one submission"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start", "decided_on < submitted_on", "decided_on", "decided before it was submitted"
        ),
        RowCheck(
            "ends_before_start",
            "available_to < available_from",
            "available_to",
            "availability ends before it starts",
        ),
    )

    registration_id: str = required("Identifier of the registration", key=True)
    organisation_id: str = required("Registered organisation", references="organisation")
    role: str = required("Visiting or host organisation", codes=codes.ROLE)
    partnership_id: str | None = nullable(
        "Managing partnership (becomes VOP or HOP)", references="partnership"
    )
    partnership_assignment: str | None = nullable("How the partnership was found", codes=codes.ASSIGNMENT)
    submitted_on: date | None = nullable("Submitted on", activity=True, deciding=True)
    decided_on: date | None = nullable("Accepted or rejected on", activity=True)
    status: str = required("Status", codes=codes.REGISTRATION_STATUS, deciding=True)
    rejection_reason: str | None = nullable("Reason of rejection, free text")
    available_from: date | None = nullable("Available from")
    available_to: date | None = nullable("Available until")
    capacity: int | None = nullable(
        "Visitors a host takes in within one period (empty: one)", minimum=1, unit="visitors"
    )
    funded_before: bool | None = nullable("Had a funded physical visit in the scheme before it registered")
    stay_days: float | None = nullable(
        "Length of stay looked for or offered", minimum=1, maximum=366, unit="calendar days"
    )


class RegistrationPreference(Table):
    """What a registered organisation looks for or offers; several values per kind.

    A language is one it can visit or receive in, a skill one that a visitor brings or a host asks for.
    """

    table: ClassVar[str] = "registration_preference"
    grain: ClassVar[str] = "one wished value of one registration"

    registration_id: str = required("Registration", key=True, references="registration")
    kind: str = required("What the value is", key=True, codes=codes.PREFERENCE_KIND)
    value: str = required("Wished value", key=True)


class Match(Table):
    """A visitor's registration paired with a host's; validated when both sides have agreed."""

    table: ClassVar[str] = "match"
    grain: ClassVar[str] = "one visitor registration with one host registration"

    match_id: str = required("Identifier of the match", key=True)
    vo_registration_id: str = required("Visitor's registration", references="registration")
    ho_registration_id: str = required("Host's registration", references="registration")
    origin: str | None = nullable("How the two met", codes=codes.MATCH_ORIGIN)
    initiated_by: str | None = nullable("Who started it", codes=codes.INITIATOR)
    initiated_on: date | None = nullable("Started on", activity=True)
    vo_validated_on: date | None = nullable("Validated by the visitor on", activity=True)
    ho_validated_on: date | None = nullable("Validated by the host on", activity=True)
    status: str = required("Status", codes=codes.MATCH_STATUS, deciding=True)
