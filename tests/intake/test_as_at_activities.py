"""The latest activity: every day on which something happened counts, and no day that may lie ahead."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.intake.small import PARTNERSHIPS, checked, exchange, found, write_register
from tests.measuring.crossing import THOROUGH

LAST_DAY_OF_THE_VISIT, LATER = date(2021, 3, 19), date(2021, 5, 5)
Rows = dict[str, list[dict[str, Any]]]


def _rows() -> Rows:
    """One row of every table that can hold a day, without any day but those of the visit."""
    return {
        "exchange": [exchange(1)],
        "organisation": [
            {"organisation_id": "A", "name": "Alpha", "org_type": "sme", "country_code": "DE"},
            {"organisation_id": "B", "name": "Beta", "org_type": "cluster", "country_code": "FR"},
        ],
        "partnership": [dict(PARTNERSHIPS[0])],
        "cluster_membership": [{"member_id": "A", "cluster_id": "B"}],
        "registration": [
            {"registration_id": "R", "organisation_id": "A", "role": "VO", "status": "accepted"},
            {"registration_id": "S", "organisation_id": "B", "role": "HO", "status": "accepted"},
        ],
        "match": [
            {"match_id": "M", "vo_registration_id": "R", "ho_registration_id": "S", "status": "validated"}
        ],
        "exchange_session": [{"exchange_id": "X1", "session_date": "2021-03-15"}],
        "document": [{"document_id": "D", "exchange_id": "X1", "doc_type": "financial_agreement"}],
        "meeting": [{"meeting_id": "T", "exchange_id": "X1"}],
        "challenge": [{"challenge_id": "C", "partnership_id": "P"}],
        "challenge_solution": [{"solution_id": "L", "challenge_id": "C"}],
        "service": [{"service_id": "V", "organisation_id": "A"}],
        "profile": [{"profile_id": "F", "organisation_id": "A"}],
        "expression_of_interest": [{"expression_id": "E", "profile_id": "F", "organisation_id": "B"}],
        "survey_invitation": [
            {
                "invitation_id": "I",
                "registration_id": "R",
                "exchange_id": "X1",
                "organisation_id": "A",
                "side": "visitor",
                "survey_round": "T1",
            }
        ],
        "outcome": [
            {
                "outcome_id": "O",
                "registration_id": "R",
                "exchange_id": "X1",
                "organisation_id": "A",
                "outcome_type": "commercial_agreement",
                "status": "achieved",
            }
        ],
    }


def _write(folder: Path, *days: tuple[str, str]) -> None:
    """The register with these columns, by table, on 5 May 2021."""
    rows = _rows()
    for table, column in days:
        rows[table][0][column] = LATER.isoformat()
    if days == (("exchange", "actual_start"),):
        rows["exchange"][0]["actual_end"] = ""
    named = {"exchange", "organisation", "partnership"}
    write_register(
        folder,
        rows["exchange"],
        organisations=rows["organisation"],
        partnerships=rows["partnership"],
        **{name: rows[name] for name in rows if name not in named},
    )


ACTIVITIES = [
    ("registration", "submitted_on"),
    ("registration", "decided_on"),
    ("match", "initiated_on"),
    ("match", "vo_validated_on"),
    ("match", "ho_validated_on"),
    ("exchange", "actual_start"),
    ("exchange", "actual_end"),
    ("exchange", "paid_on"),
    ("exchange_session", "session_date"),
    ("document", "signed_vo_on"),
    ("document", "signed_ho_on"),
    ("document", "signed_vop_on"),
    ("document", "signed_hop_on"),
    ("document", "submitted_on"),
    ("document", "validated_on"),
    ("meeting", "held_on"),
    ("challenge", "published_on"),
    ("challenge_solution", "submitted_on"),
    ("challenge_solution", "shortlisted_on"),
    ("challenge_solution", "matched_on"),
    ("challenge_solution", "cooperation_on"),
    ("challenge_solution", "rejected_on"),
    ("service", "started_on"),
    ("service", "ended_on"),
    ("service", "achieved_on"),
    ("profile", "published_on"),
    ("expression_of_interest", "received_on"),
    ("expression_of_interest", "forwarded_on"),
    ("expression_of_interest", "confirmed_on"),
    ("expression_of_interest", "declined_on"),
    ("expression_of_interest", "contact_on"),
    ("expression_of_interest", "negotiation_on"),
    ("expression_of_interest", "agreed_on"),
    ("survey_invitation", "invited_on"),
    ("survey_invitation", "responded_on"),
    ("outcome", "occurred_on"),
    ("outcome", "reported_on"),
]
PLANS = [
    ("exchange", "planned_start"),
    ("exchange", "planned_end"),
    ("registration", "available_from"),
    ("registration", "available_to"),
    ("profile", "expires_on"),
    ("cluster_membership", "valid_from"),
    ("cluster_membership", "valid_to"),
    ("partnership", "end_date"),
    ("partnership", "extended_to"),
]


# Days are looked up by table: the last activity of each stands for the others, which are all warned of below.
# A check of all tables takes half a second, so `make test` takes every fourth of them.
LAST_OF_EACH_TABLE = list(dict(ACTIVITIES).items())[:: 1 if THOROUGH else 4]


@pytest.mark.parametrize(("table", "column"), LAST_OF_EACH_TABLE)
def test_an_activity_later_than_all_others_is_the_day_the_register_describes(
    tmp_path: Path, table: str, column: str
) -> None:
    """The visit ends on 19 March 2021, one thing happens on 5 May."""
    _write(tmp_path, (table, column))
    with checked(tmp_path, as_at=None) as tables:
        assert (tables.as_at, tables.as_at_origin) == (LATER, "latest activity")
        assert ("as_at_assumed",) in found(tables, "code")
        assert ("after_as_at",) not in found(tables, "code")


def test_activities_after_the_day_the_register_describes_are_warned_of(tmp_path: Path) -> None:
    """Declared is 4 May 2021: each thing that happens on 5 May is told with its table, line and column, once.
    Declared is 5 May: none of them lies after it."""
    _write(tmp_path, *ACTIVITIES)
    with checked(tmp_path, as_at=date(2021, 5, 4)) as tables:
        told = [row for row in found(tables, "code", "table", "column", "line") if row[0] == "after_as_at"]
    assert sorted(told) == sorted(("after_as_at", table, column, 2) for table, column in ACTIVITIES)
    with checked(tmp_path, as_at=LATER) as tables:
        assert ("after_as_at",) not in found(tables, "code")


def test_plans_validity_and_availability_may_lie_ahead(tmp_path: Path) -> None:
    """They neither move the day the register describes nor are warned of when they lie after it."""
    _write(tmp_path, *PLANS)
    with checked(tmp_path, as_at=None) as tables:
        assert tables.as_at == LAST_DAY_OF_THE_VISIT
        assert ("after_as_at",) not in found(tables, "code")
