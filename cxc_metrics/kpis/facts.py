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
)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _ALL})
