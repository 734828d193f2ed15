"""What the catalogue must know of each fact: what a row is called, which date it is counted by, what to list.

The facts themselves are SQL files of the register; their headers say which contract columns each column is
made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Fact:
    """One fact as KPIs see it.

    `period` is the date its rows are counted by unless a KPI names another (None: rows have no date, so that
    a period in the selection makes its KPIs not measurable). `row_columns` are listed when somebody asks for
    the rows behind a number, the key first.
    """

    name: str
    noun: str
    period: str | None
    row_columns: tuple[str, ...]


_ALL = (
    Fact(
        "exchange",
        "exchanges",
        "period_date",
        (
            "exchange_id",
            "wave",
            "partnership",
            "host_partnership",
            "visitor_country",
            "host_country",
            "visitor_sector",
            "host_sector",
            "visitor_type",
            "host_type",
            "mode",
            "status",
            "cancel_reason",
            "period_date",
            "actual_end",
            "working_days",
            "attended_visitors",
            "participants",
            "lump_sum_paid_eur",
            "paid_on",
            "breaches",
        ),
    ),
    Fact(
        "registration",
        "registrations",
        "submitted_on",
        (
            "registration_id",
            "role",
            "wave",
            "partnership",
            "visitor_country",
            "host_country",
            "visitor_sector",
            "host_sector",
            "visitor_type",
            "host_type",
            "registration_status",
            "submitted_on",
            "decided_on",
        ),
    ),
    Fact(
        "partnership",
        "partnerships",
        None,
        (
            "partnership",
            "wave",
            "start_date",
            "end_date",
            "target_exchanges",
            "target_unit",
            "countable",
            "validated",
        ),
    ),
    Fact(
        "match",
        "matches",
        "matched_on",
        (
            "match_id",
            "wave",
            "partnership",
            "host_partnership",
            "visitor_country",
            "host_country",
            "match_status",
            "match_origin",
            "initiated_on",
            "matched_on",
        ),
    ),
    Fact(
        "journey",
        "visitors' registrations",
        "submitted_on",
        (
            "registration_id",
            "wave",
            "partnership",
            "visitor_country",
            "visitor_sector",
            "visitor_type",
            "registration_status",
            "submitted_on",
            "decided_on",
            "matched_on",
            "prior_agreement",
            "travelled_on",
            "left_on",
        ),
    ),
    Fact(
        "dossier",
        "exchanges",
        "period_date",
        (
            "exchange_id",
            "wave",
            "partnership",
            "host_partnership",
            "visitor_country",
            "host_country",
            "mode",
            "status",
            "period_date",
            "ended_on",
            "papers_complete",
            "report_on",
            "report_validated_on",
            "paid_on",
            "lump_sum_paid_eur",
            "persons",
            "meetings",
            "agreements",
            "outcome_reports",
        ),
    ),
    Fact(
        "cluster_link",
        "links between clusters",
        "period_date",
        (
            "exchange_id",
            "visitor_cluster",
            "host_cluster",
            "wave",
            "partnership",
            "visitor_country",
            "host_country",
            "period_date",
        ),
    ),
    Fact(
        "document",
        "papers",
        "validated_on",
        ("document_id", "exchange_id", "document_type", "four_signatures", "submitted_on", "validated_on"),
    ),
    Fact(
        "participation",
        "participations",
        "period_date",
        ("participation_id", "exchange_id", "side", "job_level", "attended", "period_date"),
    ),
    Fact(
        "meeting",
        "meetings",
        "held_on",
        ("meeting_id", "exchange_id", "meeting_kind", "wave", "partnership", "held_on", "follow_up"),
    ),
    Fact(
        "meeting_party",
        "participations in meetings",
        "held_on",
        (
            "meeting_id",
            "participant_country",
            "participant_sector",
            "met_country",
            "met_sector",
            "meeting_kind",
            "wave",
            "partnership",
            "held_on",
            "follow_up",
        ),
    ),
    Fact(
        "met_pair",
        "pairs of organisations that met",
        "first_met_on",
        (
            "one_party",
            "other_party",
            "meetings",
            "meeting_kind",
            "wave",
            "partnership",
            "first_met_on",
            "exchanged_on",
            "agreed_on",
        ),
    ),
    Fact(
        "project",
        "projects",
        "start_date",
        (
            "project",
            "acronym",
            "programme",
            "start_date",
            "end_date",
            "organisations",
            "countries",
            "eu_contribution_eur",
            "total_cost_eur",
        ),
    ),
    Fact(
        "project_participant",
        "participations",
        "period_date",
        (
            "participant_id",
            "project",
            "organisation",
            "participant_country",
            "participant_type",
            "participant_role",
            "programme",
            "period_date",
            "participations",
            "eu_contribution_eur",
        ),
    ),
    Fact(
        "event_attendance",
        "persons at events",
        "period_date",
        (
            "attendance_id",
            "event",
            "visitor_country",
            "host_country",
            "event_kind",
            "period_date",
            "days",
            "amount_eur",
        ),
    ),
    Fact(
        "challenge",
        "challenges",
        "published_on",
        ("challenge_id", "partnership", "published_on", "solutions"),
    ),
    Fact(
        "solution",
        "solutions",
        "submitted_on",
        (
            "solution_id",
            "challenge_id",
            "partnership",
            "solution_status",
            "submitted_on",
            "reached_shortlist_on",
            "reached_match_on",
            "reached_cooperation_on",
            "rejected_on",
        ),
    ),
    Fact(
        "survey",
        "invitations",
        "responded_on",
        (
            "invitation_id",
            "exchange_id",
            "survey_round",
            "side",
            "wave",
            "partnership",
            "visitor_country",
            "host_country",
            "invited_on",
            "responded_on",
        ),
    ),
    Fact(
        "outcome",
        "reported outcomes",
        "period_date",
        (
            "outcome_id",
            "exchange_id",
            "outcome_type",
            "outcome_status",
            "reported_in",
            "wave",
            "partnership",
            "visitor_country",
            "host_country",
            "partner_country",
            "period_date",
            "first_report",
        ),
    ),
)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _ALL})
