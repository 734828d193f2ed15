"""A finding names the line a person sees in the file, whatever the file looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.small import by_exchange, checked, csv_text, exchange, found, write_register
from tests.measuring.crossing import THOROUGH

HEADER = "exchange_id,vo_id,ho_id,vo_country,ho_country,vop_id,wave,mode,status,cancel_reason\n"
SOUND = ",A,B,DE,FR,P,1,physical,cancelled,\n"
FAULTY = ",A,B,DE,FR,P,1,walking,cancelled,\n"


def test_cells_over_several_lines(tmp_path: Path) -> None:
    """line 1  header
    line 2  X1, its reason …
    line 3  … goes on here
    line 4  X2, unknown mode
    line 5  X3, unknown mode, its id …
    line 6  … goes on here"""
    text = HEADER + 'X1,A,B,DE,FR,P,1,physical,cancelled,"ill\nhealth"\n' + "X2" + FAULTY + '"X\n3"' + FAULTY
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "value") == [
            ("unknown_code", 2, "ill\nhealth"),
            ("unknown_code", 4, "walking"),
            ("unknown_code", 5, "walking"),
        ]


def test_empty_lines(tmp_path: Path) -> None:
    text = "\n\n" + HEADER + "\n" + "X1" + SOUND + "\n\n" + "X2" + FAULTY + "\n\n"
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == [("unknown_code", 8)]
        assert tables.row_counts["exchange"].read == 2


def test_a_header_over_two_lines(tmp_path: Path) -> None:
    text = HEADER.replace("exchange_id", '"exchange\nid"') + "X1" + FAULTY
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == [("unknown_code", 3)]


@pytest.mark.parametrize("newline", ["\r", "\r\n", "mixed"])
def test_other_line_ends(tmp_path: Path, newline: str) -> None:
    text = HEADER + "X1" + SOUND + "X2" + FAULTY + "X3" + FAULTY
    if newline == "mixed":
        lines = text.split("\n")
        text = lines[0] + "\r\n" + lines[1] + "\r" + "\n".join(lines[2:])
    else:
        text = text.replace("\n", newline)
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == [("unknown_code", 3), ("unknown_code", 4)]


def test_rows_with_too_many_or_too_few_cells(tmp_path: Path) -> None:
    """Each is a finding with its line; the rows around them are read; empty cells too many do no harm."""
    text = (
        HEADER
        + "X1"
        + SOUND
        + "X2,A,B\n"
        + "X3"
        + SOUND.strip()
        + ",more\n"
        + "X4"
        + SOUND.strip()
        + ",,\n"
        + "X5"
        + FAULTY
    )
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "message") == [
            ("bad_row", 3, "3 cells where the header has 10"),
            ("bad_row", 4, "11 cells where the header has 10"),
            ("unknown_code", 6, "'walking' is not in the list mode"),
        ]
        assert sorted(by_exchange(tables, "mode")) == ["X1", "X4", "X5"]
        count = tables.row_counts["exchange"]
        assert (count.read, count.kept, count.rejected, count.duplicates) == (5, 3, 2, 0)


def test_quotation_marks_inside_a_cell(tmp_path: Path) -> None:
    text = HEADER + '"X"1' + SOUND + "X2" + SOUND
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == [("bad_row", 2)]
        assert list(by_exchange(tables, "mode")) == ["X2"]


def test_an_empty_row_of_separators_is_no_row(tmp_path: Path) -> None:
    text = HEADER + "X1" + SOUND + ",,,,,,,,,\n" + "  ,,\t,,,,,,,\n" + "X2" + FAULTY
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == [("unknown_code", 5)]
        assert tables.row_counts["exchange"].read == 2


PIECES = ["a", "é", " ", ",", ";", '"', "\n", "\r\n", "'", "1"]
CELL = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@settings(max_examples=100 if THOROUGH else 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(CELL, min_size=1, max_size=8))
def test_any_text_is_read_back_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    """Free text with separators, quotes and line feeds: the value survives, the next row has its line."""
    folder = tmp_path_factory.mktemp("text")
    rows = [exchange(number, match_id=cell) for number, cell in enumerate(cells)]
    text = csv_text([*rows, exchange(99, mode="walking", match_id="")])
    write_register(folder, text)
    with checked(folder) as tables:
        stripped = {f"X{number}": cell.strip(" \r\n\t") or None for number, cell in enumerate(cells)}
        assert by_exchange(tables, "match_id") == {**stripped, "X99": None}
        lines = text.rstrip("\n").count("\n") + 1
        assert [line for code, line in found(tables) if code == "unknown_code"] == [lines]


def test_both_readers_read_an_orderly_file_alike(tmp_path: Path) -> None:
    """An empty line before the last row makes the careful reader take over; nothing else changes."""
    rows = [exchange(n, working_days=n % 7, mode="walking" if n % 5 == 0 else "virtual") for n in range(200)]
    text = csv_text(rows)
    results = []
    for name, content in (("fast", text), ("careful", text.replace("\nX199", "\n\nX199"))):
        write_register(tmp_path / name, content)
        with checked(tmp_path / name) as tables:
            clean = tables.connection.execute("SELECT * FROM exchange ORDER BY exchange_id").fetchall()
            results.append((clean, found(tables), tables.row_counts["exchange"]))
    assert results[0] == results[1]
