"""Contract tables of registers without pairs: organisations in projects, persons at events.

An organisation in a project has a country but no counterpart; a person at an event has two countries but no
host organisation. Field names follow CORDIS where it has them. Source: definitions 9.
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


class Project(Table):
    """Funded projects, or other undertakings in which organisations take part together."""

    table: ClassVar[str] = "project"
    grain: ClassVar[str] = "one project"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start",
            "end_date < start_date",
            "end_date",
            "the project ends before it starts",
            decides=True,
        ),
    )

    project_id: str = required("Identifier of the project", key=True)
    acronym: str | None = nullable("Acronym shown on screen")
    title: str | None = nullable("Title")
    programme: str | None = nullable("Funding programme")
    funding_scheme: str | None = nullable("Type of action (RIA, IA, CSA, …)")
    start_date: date | None = nullable("First day", activity=True, deciding=True)
    end_date: date | None = nullable("Last day, planned or actual")
    total_cost_eur: Decimal | None = nullable("Total cost", minimum=0, unit="EUR")
    eu_contribution_eur: Decimal | None = nullable("EU contribution to the project", minimum=0, unit="EUR")


class ProjectParticipant(Table):
    """Organisations that take part in projects: a participation is one organisation in one project.

    A source that names no projects may say in `participations` in how many an organisation takes part.
    """

    table: ClassVar[str] = "project_participant"
    grain: ClassVar[str] = "one organisation in one project"

    participant_id: str = required("Identifier of the row", key=True)
    project_id: str | None = nullable("Project", references="project", deciding=True)
    organisation_id: str = required("Organisation, or its PIC", references="organisation")
    country_code: str = required("Country of the organisation", references="ref_country", deciding=True)
    activity_type: str | None = nullable("Kind of organisation", codes=codes.PARTICIPANT_TYPE)
    role: str | None = nullable("Role in the project", codes=codes.PARTICIPANT_ROLE)
    programme: str | None = nullable("Funding programme, where no project says it")
    started_on: date | None = nullable(
        "First day of the project, where no project says it", activity=True, deciding=True
    )
    participations: int | None = nullable(
        "Projects the row stands for, where it names none (empty: one)", minimum=1, unit="participations"
    )
    eu_contribution_eur: Decimal | None = nullable("EU contribution to the organisation", unit="EUR")
    total_cost_eur: Decimal | None = nullable("Cost of the organisation", minimum=0, unit="EUR")


class EventAttendance(Table):
    """Persons (random pseudonyms, never names) at events, with the country each comes from."""

    table: ClassVar[str] = "event_attendance"
    grain: ClassVar[str] = "one person at one event"
    row_checks: ClassVar[tuple[RowCheck, ...]] = (
        RowCheck(
            "ends_before_start",
            "ended_on < started_on",
            "ended_on",
            "the event ends before it starts",
            decides=True,
        ),
    )

    attendance_id: str = required("Identifier of the row", key=True)
    event_id: str = required("Event", references="event")
    person_ref: str | None = nullable("Random pseudonym, never a name")
    organisation_id: str | None = nullable("Organisation the person comes from", references="organisation")
    person_country: str = required("Country the person comes from", references="ref_country", deciding=True)
    event_country: str | None = nullable(
        "Country in which the event takes place", references="ref_country", deciding=True
    )
    started_on: date | None = nullable("First day of the event", activity=True, deciding=True)
    ended_on: date | None = nullable("Last day of the event", activity=True)
    days: float | None = nullable("Days at the event", minimum=0, maximum=366, unit="days")
    amount_eur: Decimal | None = nullable("Amount paid for taking part; a refund is below zero", unit="EUR")
