"""What the catalogue must know of a fact: what a row is called, which date it is counted by, what to list."""

from __future__ import annotations

from dataclasses import dataclass


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
