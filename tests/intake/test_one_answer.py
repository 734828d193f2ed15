"""A check says everything it can say in one answer: what stops it first, then what else is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from tests.intake.small import ORGANISATIONS, checked, exchange, found, write_register

PAPER = {"document_id": "D", "doc_type": "certificate"}


def problems(folder: Path, **options) -> tuple[str, ...]:
    with pytest.raises(IntakeError) as error:
        checked(folder, **options).__enter__()
    return error.value.problems


def test_open_spellings_bad_cells_and_links_come_together_and_what_stops_first(tmp_path: Path) -> None:
    """X1  paid 1.100 (open)      X2  unknown status      X3  host Z that is nowhere, start 03/04/2021 (open)
    The papers of X2 and X3 follow them, and are told under them."""
    rows = [
        exchange(1, lump_sum_paid_eur="1.100"),
        exchange(2, lump_sum_paid_eur="", status="?"),
        exchange(3, lump_sum_paid_eur="five", ho_id="Z", actual_start="03/04/2021", actual_end=""),
    ]
    papers = [{**PAPER, "document_id": f"D{n}", "exchange_id": f"X{n}"} for n in (1, 2, 3)]
    write_register(tmp_path, rows, document=papers)
    told = problems(tmp_path, as_at=None)
    assert [text.split(":")[0] for text in told] == [
        "exchange.csv, column actual_start",
        "exchange.csv, column lump_sum_paid_eur",
        "Besides, exchange.csv, line 4",
        "Besides, exchange.csv, line 4",
        "Besides, exchange.csv, line 3",
        "Besides, 2 rows refer to rows that were left out for these reasons",
    ]
    # Answered, the same findings are left, and no other.
    with checked(tmp_path, decimal=".", date_format="DD/MM/YYYY") as tables:
        assert [row for row in found(tables, "code", "line") if row[1] and row[0][0] != "C"] == [
            ("unknown_code", 3), ("orphan", 4), ("bad_number", 4),
            ("parent_rejected", 3), ("parent_rejected", 4),
        ]  # fmt: skip


def test_a_missing_day_and_bad_cells_come_together(tmp_path: Path) -> None:
    write_register(
        tmp_path,
        [
            exchange(1, actual_start="", actual_end="", status="?"),
            exchange(2, actual_start="", actual_end=""),
        ],
    )
    told = problems(tmp_path, as_at=None)
    assert "the day it describes is unknown" in told[0]
    assert told[1].startswith("Besides, exchange.csv, line 2: '?' is not in the list")
    assert len(told) == 2


def test_a_table_that_is_missing_and_bad_cells_come_together(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, status="?")])
    (tmp_path / "partnership.csv").unlink()
    told = problems(tmp_path, as_at=None)
    assert [text.split(".")[0] for text in told] == [
        "Table partnership is missing: the exchanges refer to it",
        "Besides, exchange",
    ]


def test_consequences_are_counted_under_their_cause(tmp_path: Path) -> None:
    """organisation C stands in two rows that differ: X3, its exchange, and that one's paper follow. X2 has no
    status: its paper follows."""
    rows = [exchange(1), exchange(2, status="?"), exchange(3, ho_id="C")]
    papers = [{**PAPER, "document_id": f"D{n}", "exchange_id": f"X{n}"} for n in (1, 2, 3)]
    twins = [{**ORGANISATIONS[1], "organisation_id": "C", "name": name} for name in ("One", "Other")]
    organisations = [*ORGANISATIONS, *twins]
    write_register(tmp_path, rows, organisations=organisations, document=papers)
    with checked(tmp_path) as tables:
        counted = tables.connection.sql("SELECT * FROM consequence ORDER BY ALL").fetchall()
        assert counted == [
            ("exchange", "unknown_code", "document", 1),
            ("organisation", "duplicate_key", "document", 1),
            ("organisation", "duplicate_key", "exchange", 1),
        ]


def test_a_table_of_which_nothing_was_kept_is_not_delivered(tmp_path: Path) -> None:
    """The papers are all rejected: C09 and C10 are not evaluated, as with no papers at all. The column
    `lump_sum_paid_eur` is empty throughout: it counts as not delivered."""
    papers = [{**PAPER, "exchange_id": "nowhere"}]
    write_register(tmp_path, [exchange(1, lump_sum_paid_eur="", distance_km="NA")], document=papers)
    with checked(tmp_path) as tables:
        assert tables.tables == ("organisation", "partnership", "exchange")
        assert "document" not in tables.columns_present
        assert tables.row_counts["document"].rejected == 1
        assert {"C09", "C10"} <= set(tables.rules_not_evaluated)
        present = tables.columns_present["exchange"]
        assert "working_days" in present
        assert not {"lump_sum_paid_eur", "distance_km"} & set(present)
