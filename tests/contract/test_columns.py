"""What the contract says of its columns: which dates are an activity, which dimension has which list."""

from __future__ import annotations

from cxc_metrics.contract import TABLES
from cxc_metrics.contract.dimension import Values
from cxc_metrics.contract.dimensions import dimensions

# Written out by hand: a plan, a validity or an availability may lie ahead, what is here has happened.
HAPPENED = {
    "registration": {"submitted_on", "decided_on"},
    "match": {"initiated_on", "vo_validated_on", "ho_validated_on"},
    "exchange": {"actual_start", "actual_end", "paid_on"},
    "exchange_session": {"session_date"},
    "document": {
        "signed_vo_on", "signed_ho_on", "signed_vop_on", "signed_hop_on", "submitted_on", "validated_on",
    },
    "meeting": {"held_on"},
    "challenge": {"published_on"},
    "challenge_solution": {
        "submitted_on", "shortlisted_on", "matched_on", "cooperation_on", "rejected_on",
    },
    "service": {"started_on", "ended_on", "achieved_on"},
    "profile": {"published_on"},
    "expression_of_interest": {
        "received_on", "forwarded_on", "confirmed_on", "declined_on", "contact_on", "negotiation_on",
        "agreed_on",
    },
    "project": {"start_date"},
    "project_participant": {"started_on"},
    "event_attendance": {"started_on", "ended_on"},
    "survey_invitation": {"invited_on", "responded_on"},
    "outcome": {"occurred_on", "reported_on"},
}  # fmt: skip


def test_dates_of_activities_are_those_that_say_something_happened():
    declared = {name: {c.name for c in model.columns() if c.activity} for name, model in TABLES.items()}
    assert {name: columns for name, columns in declared.items() if columns} == HAPPENED
    for name, model in TABLES.items():
        for column in model.columns():
            assert not column.activity or column.sql_type == "DATE", f"{name}.{column.name}"


def test_a_dimension_of_codes_has_the_list_of_its_contract_column():
    """Where a column has a list, nobody writes it down a second time."""
    for name, one in dimensions().items():
        if one.column and one.values is Values.CODE and one.code_list:
            assert one.codes is None, name
    assert dimensions()["host_size"].code_list is TABLES["organisation"].column("size_class").codes
