"""Rows of contract tables for small soundness registers, with what does not matter filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cxc_metrics.catalogue import Method, MethodOfSums, catalogue
from cxc_metrics.measuring.cells import Cell, Key, read
from cxc_metrics.measuring.cells_of_sums import cells_of_sums
from cxc_metrics.measuring.method_rows import method_cells
from cxc_metrics.measuring.plan import steps
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

Row = dict[str, Any]


def day(text: str | None) -> date | None:
    """A day, or none."""
    return date.fromisoformat(text) if text else None


def registration(key: str, accepted: str | None, organisation: str = "ES1", **more: Any) -> Row:
    """A visitor's registration, submitted and accepted on one day."""
    return {
        "registration_id": key,
        "organisation_id": organisation,
        "role": "VO",
        "partnership_id": "A",
        "status": "accepted" if accepted else "submitted",
        "submitted_on": day(accepted),
        "decided_on": day(accepted),
        "available_to": None,
    } | {name: day(value) if name.endswith(("_on", "_to")) else value for name, value in more.items()}


def host(key: str = "H1") -> Row:
    """A host's registration."""
    return registration(key, "2020-01-01", "DE1", role="HO", partnership_id="B")


def match(visitor: str, validated: str | None, **more: Any) -> Row:
    """A match that both sides validated on one day."""
    return {
        "match_id": f"M-{visitor}",
        "vo_registration_id": visitor,
        "ho_registration_id": "H1",
        "origin": "it_tool_catalogue",
        "status": "validated" if validated else "contacted",
        "vo_validated_on": day(validated),
        "ho_validated_on": day(validated),
    } | more


def asked(
    key: str, exchange: str | None, survey_round: str = "T1", answered: str | None = "2021-06-01", **more: Any
) -> Row:
    """One invitation, answered unless told otherwise."""
    return {
        "invitation_id": key,
        "registration_id": "R1",
        "exchange_id": exchange,
        "organisation_id": "ES1",
        "side": "visitor",
        "survey_round": survey_round,
        "invited_on": day("2021-05-20"),
        "responded_on": day(answered),
    } | {name: day(value) if name.endswith("_on") else value for name, value in more.items()}


def answers(keys: Sequence[str], item: str, values: Sequence[float | str | None]) -> list[Row]:
    """One answer per invitation; none is no answer."""
    return [
        {
            "invitation_id": key,
            "item": item,
            "value_num": None if isinstance(value, str) else value,
            "value_code": value if isinstance(value, str) else None,
        }
        for key, value in zip(keys, values, strict=True)
        if value is not None
    ]


def outcome(key: str, organisation: str, partner: str | None, happened: str | None, **more: Any) -> Row:
    """An achieved commercial agreement of exchange X1."""
    return {
        "outcome_id": key,
        "registration_id": "R1",
        "exchange_id": "X1",
        "organisation_id": organisation,
        "outcome_type": "commercial_agreement",
        "partner_id": partner,
        "partner_country": None,
        "status": "achieved",
        "reported_in": "T2",
        "reported_on": day(happened),
        "occurred_on": day(happened),
    } | more


def before_hiding(version: DataVersion, name: str) -> Cell:
    """What was counted for a figure of the whole register, before few answers are hidden."""
    (step,) = steps([catalogue()[name]], (), Scope(), version, totals=False)
    (seen,), rows = step.kpis, step.run()
    if isinstance(seen, MethodOfSums):
        cells = cells_of_sums(seen, rows.to_pandas(), (), version.manifest.as_at, totals=False)
    elif isinstance(seen, Method):
        frame = rows.to_pandas(date_as_object=False)
        cells = method_cells(seen, frame, (), step.view, version.manifest.as_at, totals=False)
    else:
        cells = read([seen], rows, (), totals=False)[name]
    return cells[Key(0, ())]
