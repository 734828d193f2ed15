"""Contract tables about what took place: events, exchanges, papers, participation, meetings, challenges.

Source: facts 8.2, with the changes of definitions 1–3.
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


class Event(Table):
    """Group exchanges, matchmaking and other events."""

    table: ClassVar[str] = "event"
    grain: ClassVar[str] = "one event"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck("ends_before_start", "end_date < start_date", "end_date", "the event ends before it starts"),
    )

    event_id: str = required("Identifier of the event", key=True)
    name: str | None = nullable("Name")
    kind: str | None = nullable("Kind", codes=codes.EVENT_KIND)
    mode: str | None = nullable("Mode", codes=codes.MODE)
    country_code: str | None = nullable("Country", references="ref_country")
    start_date: date | None = nullable("First day")
    end_date: date | None = nullable("Last day")
    organised_by: str | None = nullable("Organising partnership", references="partnership")


class Exchange(Table):
    """The countable unit: one visiting organisation at one host organisation.

    In an aggregated source a row may stand for many persons (`participants`) and has neither organisations
    nor dates; the source lists those columns as lacking.
    """

    table: ClassVar[str] = "exchange"
    grain: ClassVar[str] = "one visiting organisation at one host organisation"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "same_organisation",
            "vo_id = ho_id",
            "ho_id",
            "visitor and host are the same organisation",
            decides=True,
        ),
        RowCheck(
            "ends_before_start",
            "actual_end < actual_start",
            "actual_end",
            "the exchange ends before it starts",
            decides=True,
        ),
        RowCheck(
            "ends_before_start",
            "planned_end < planned_start",
            "planned_end",
            "the plan ends before it starts",
            decides=True,
            unless_filled="actual_start",
        ),
    )

    exchange_id: str = required("Identifier of the exchange", key=True)
    match_id: str | None = nullable("Match it came from", references="match")
    event_id: str | None = nullable("Event it was part of (group exchange)", references="event")
    vo_id: str = required("Visiting organisation", references="organisation")
    ho_id: str = required("Host organisation", references="organisation")
    vo_country: str = required(
        "Country of the visiting organisation", references="ref_country", deciding=True
    )
    ho_country: str = required("Country of the host organisation", references="ref_country", deciding=True)
    vop_id: str | None = nullable(
        "Visitor's partnership: the only one the exchange counts for", references="partnership", deciding=True
    )
    hop_id: str | None = nullable(
        "Host's partnership: a separate view, never added", references="partnership"
    )
    wave: int = required("Wave (1 = 2020–22, 2 = 2022–24)", minimum=1, maximum=2)
    mode: str = required("Mode", codes=codes.MODE)
    phase: str | None = nullable("Phase of the IT tool", codes=codes.PHASE)
    status: str = required("Status", codes=codes.EXCHANGE_STATUS, deciding=True)
    planned_start: date | None = nullable("Planned first day", deciding=True, unless_filled="actual_start")
    planned_end: date | None = nullable("Planned last day")
    actual_start: date | None = nullable("First day", activity=True, deciding=True)
    actual_end: date | None = nullable("Last day", activity=True)
    working_days: float | None = nullable(
        "Working days without travel", minimum=0, maximum=366, unit="days", deciding=True
    )
    consecutive: bool | None = nullable("Held on consecutive working days")
    distance_km: float | None = nullable(
        "Distance between the two organisations", minimum=0, maximum=20_040, unit="km"
    )
    lump_sum_cap_eur: Decimal | None = nullable(
        "Cap of the host country that was applied", minimum=0, unit="EUR"
    )
    lump_sum_factor: float | None = nullable("Factor applied: 0, 0.5 or 1", minimum=0, maximum=1)
    lump_sum_agreed_eur: Decimal | None = nullable("Lump sum agreed", minimum=0, unit="EUR")
    lump_sum_paid_eur: Decimal | None = nullable("Lump sum paid; a refund is below zero", unit="EUR")
    paid_on: date | None = nullable("Paid on", activity=True)
    cancel_reason: str | None = nullable("Reason of cancellation", codes=codes.CANCEL_REASON)
    participants: int | None = nullable(
        "Persons the row stands for (aggregated sources)", minimum=0, unit="persons"
    )
    women_participants: int | None = nullable("Women among the participants", minimum=0, unit="persons")
    green_objective: bool | None = nullable("Has a green objective")
    digital_objective: bool | None = nullable("Has a digital objective")
    story_consent: bool | None = nullable("Consent to publish a story")


class ExchangeSession(Table):
    """Days of a virtual or split exchange."""

    table: ClassVar[str] = "exchange_session"
    grain: ClassVar[str] = "one day of one exchange"

    exchange_id: str = required("Exchange", key=True, references="exchange")
    session_date: date = required("Day", activity=True, key=True)
    hours: float | None = nullable("Hours", minimum=0.1, maximum=24, unit="hours")


class ExchangeActivity(Table):
    """Activities of an exchange; several may apply."""

    table: ClassVar[str] = "exchange_activity"
    grain: ClassVar[str] = "one activity of one exchange"

    exchange_id: str = required("Exchange", key=True, references="exchange")
    activity: str = required("Activity", key=True, codes=codes.ACTIVITY)


class Document(Table):
    """Papers of an exchange with the dates of their four signatures."""

    table: ClassVar[str] = "document"
    grain: ClassVar[str] = "one paper of one exchange"

    document_id: str = required("Identifier of the paper", key=True)
    exchange_id: str = required("Exchange", references="exchange")
    doc_type: str = required("Kind of paper", codes=codes.DOCUMENT_TYPE)
    signed_vo_on: date | None = nullable("Signed by the visitor on", activity=True)
    signed_ho_on: date | None = nullable("Signed by the host on", activity=True)
    signed_vop_on: date | None = nullable("Signed by the visitor's partnership on", activity=True)
    signed_hop_on: date | None = nullable("Signed by the host's partnership on", activity=True)
    submitted_on: date | None = nullable("Submitted on", activity=True)
    validated_on: date | None = nullable("Validated on", activity=True)
    validated_by: str | None = nullable("Validated by", references="partnership")


class Participation(Table):
    """Persons (random pseudonyms, never names) who took part for an organisation."""

    table: ClassVar[str] = "participation"
    grain: ClassVar[str] = "one person of one organisation at one exchange"

    participation_id: str = required("Identifier of the participation", key=True)
    exchange_id: str = required("Exchange", references="exchange")
    organisation_id: str = required("Organisation", references="organisation")
    side: str = required("Visitor or host side", codes=codes.SIDE, deciding=True)
    person_ref: str | None = nullable("Random pseudonym, never a name")
    job_level: str | None = nullable("Level of the position", codes=codes.JOB_LEVEL)
    funded: bool | None = nullable("Funded by the lump sum")
    attended: bool | None = nullable("Attended")
    withdrawn_on: date | None = nullable("Withdrew on")


class Meeting(Table):
    """One-to-one, business and cluster meetings; a meeting counts once."""

    table: ClassVar[str] = "meeting"
    grain: ClassVar[str] = "one meeting of two organisations"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        # Somebody met somebody: the meeting stays, whom it met is not known.
        RowCheck("same_organisation", "org_b = org_a", "org_b", "an organisation cannot meet itself"),
    )

    meeting_id: str = required("Identifier of the meeting", key=True)
    exchange_id: str | None = nullable("Exchange", references="exchange")
    event_id: str | None = nullable("Event", references="event")
    kind: str | None = nullable("Kind", codes=codes.MEETING_KIND)
    org_a: str | None = nullable("One organisation", references="organisation")
    org_b: str | None = nullable("The other organisation", references="organisation")
    held_on: date | None = nullable("Held on", activity=True, deciding=True)
    follow_up: bool | None = nullable("A follow-up was agreed")


class Challenge(Table):
    """Needs published by a challenge owner (CELIS type)."""

    table: ClassVar[str] = "challenge"
    grain: ClassVar[str] = "one published need"

    challenge_id: str = required("Identifier of the challenge", key=True)
    partnership_id: str | None = nullable("Partnership", references="partnership")
    owner_id: str | None = nullable("Organisation that published it", references="organisation")
    title: str | None = nullable("Title")
    published_on: date | None = nullable("Published on", activity=True)
    closed_on: date | None = nullable("Closed on")


class ChallengeSolution(Table):
    """Solutions offered to a challenge, with the day each step of their way was reached."""

    table: ClassVar[str] = "challenge_solution"
    grain: ClassVar[str] = "one solution offered"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        *in_order("submitted_on", "shortlisted_on", "matched_on", "cooperation_on"),
        *in_order("submitted_on", "shortlisted_on", "matched_on", "rejected_on", only_last=True),
    )

    solution_id: str = required("Identifier of the solution", key=True)
    challenge_id: str = required("Challenge", references="challenge")
    provider_id: str | None = nullable("Organisation that offers it", references="organisation")
    submitted_on: date | None = nullable("Submitted on", activity=True)
    status: str | None = nullable("Status", codes=codes.SOLUTION_STATUS, deciding=True)
    shortlisted_on: date | None = nullable("Shortlisted on", activity=True)
    matched_on: date | None = nullable("Matched with the owner of the challenge on", activity=True)
    cooperation_on: date | None = nullable("In cooperation since", activity=True)
    rejected_on: date | None = nullable("Rejected on", activity=True)
