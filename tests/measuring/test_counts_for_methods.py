"""Methods are given how many rows there are of each kind; waiting times are told from dates by the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from cxc_metrics.catalogue import View, Waiting
from cxc_metrics.catalogue.declaration import Level
from cxc_metrics.engine.duckdb import connect

REGISTER = """
    VALUES ('A', DATE '2023-01-01', DATE '2023-01-11', NULL, false),
           ('B', DATE '2023-01-01', NULL, DATE '2023-01-21', NULL),
           ('C', DATE '2023-01-01', DATE '2023-03-01', DATE '2023-02-01', false),
           ('D', DATE '2023-01-01', DATE '2022-12-20', NULL, false),
           ('E', DATE '2023-01-01', DATE '2023-02-01', DATE '2023-02-01', false),
           ('F', NULL, DATE '2023-05-05', NULL, false),
           ('G', DATE '2023-12-01', NULL, NULL, false),
           ('H', DATE '2023-01-01', NULL, NULL, true)
"""
WAITING = Waiting(
    id="X1",
    name="Days until matched",
    level=Level.ACTIVITY,
    fact="journey",
    entered="accepted",
    happened="matched",
    left="withdrawn",
    prior="agreed",
    definition="",
    reference="",
    caveat="",
)


def waits(as_at: date) -> dict[str, tuple[Any, ...]]:
    """Days, outcome and whether it was settled before, by unit."""
    view = View()
    given, told = (
        ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        for columns in (WAITING.inputs(view), WAITING.tallied(view))
    )
    rows = f"({REGISTER}) AS register(id, accepted, matched, withdrawn, agreed)"
    sql = f"SELECT id, {told} FROM (SELECT id, {given} FROM {rows}) ORDER BY id"
    with connect(":memory:") as connection:
        return {row[0]: row[1:] for row in connection.execute(sql, {"as_at": as_at}).fetchall()}


def test_dates_become_waiting_times() -> None:
    """as_at 31 January 2023

    id  accepted  matched  withdrawn  days  outcome
    A   1 Jan     11 Jan   -          10    happened
    B   1 Jan     -        21 Jan     20    left
    C   1 Jan     1 Mar    1 Feb      30    left by the as-at date, whatever day says so
    D   1 Jan     20 Dec   -           0    happened, prior
    E   1 Jan     1 Feb    1 Feb      30    left: the match is not known yet
    F   -         5 May    -           left out
    G   1 Dec     -        -           left out (accepted after as_at)
    H   1 Jan     -        -           0    settled before
    """
    got = waits(date(2023, 1, 31))
    assert {unit: row[0] for unit, row in got.items()} == {
        "A": 10,
        "B": 20,
        "C": 30,
        "D": 0,
        "E": 30,
        "F": None,
        "G": None,
        "H": 0,
    }
    assert [got[unit][1] for unit in "ABCDEH"] == [1, 2, 2, 1, 2, 0]
    assert [unit for unit, row in got.items() if row[2]] == ["D", "H"]


def test_a_later_as_at_knows_more() -> None:
    """By 31 December C has withdrawn before its match; E was matched on the day it withdrew."""
    got = waits(date(2023, 12, 31))
    assert {unit: got[unit][:2] for unit in "ABCDEG"} == {
        "A": (10, 1),
        "B": (20, 2),
        "C": (31, 2),
        "D": (0, 1),
        "E": (31, 1),
        "G": (30, 0),
    }
