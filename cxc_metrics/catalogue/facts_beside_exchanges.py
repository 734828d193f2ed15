"""Facts of what happens beside exchanges: projects, events, challenges, services and profiles."""

from __future__ import annotations

from typing import Final

from .fact import Fact

FACTS_BESIDE_EXCHANGES: Final = (
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
        "service",
        "services",
        "started_on",
        (
            "service_id",
            "service_kind",
            "client_country",
            "client_sector",
            "client_type",
            "client_size",
            "started_on",
            "ended_on",
            "achievement_type",
            "achieved_on",
            "achievement_value_eur",
            "partner_country",
        ),
    ),
    Fact(
        "profile",
        "profiles",
        "published_on",
        ("profile_id", "profile_kind", "client_country", "client_sector", "published_on", "expires_on"),
    ),
    Fact(
        "expression",
        "expressions of interest",
        "received_on",
        (
            "expression_id",
            "profile_id",
            "profile_kind",
            "client_country",
            "client_sector",
            "expression_status",
            "received_on",
            "agreed_on",
            "declined_on",
            "lapsed",
        ),
    ),
)
