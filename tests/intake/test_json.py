"""JSON in three forms reads as the same table in CSV does; what is no table of rows is said in one line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake import check, explore

from .small import exchange, write_register

ROWS = [
    exchange(exchange_id="X1", lump_sum_paid_eur="600.50"),
    exchange(exchange_id="X2", lump_sum_paid_eur="1200"),
    exchange(exchange_id="X3", lump_sum_paid_eur=""),
]


def _objects() -> list[dict[str, object]]:
    """The rows with their money as numbers, and what is empty left out."""
    rows: list[dict[str, object]] = [{name: cell for name, cell in row.items() if cell} for row in ROWS]
    rows[0]["lump_sum_paid_eur"] = 600.5
    rows[1]["lump_sum_paid_eur"] = 1200
    return rows


FORMS = {
    "array": lambda: json.dumps(_objects()).encode(),
    "pretty": lambda: b"\xef\xbb\xbf" + json.dumps(_objects(), indent=2).encode(),
    "lines": lambda: "\n".join(json.dumps(row) for row in _objects()).encode(),
    "within": lambda: json.dumps({"made": "2024-05-31", "data": _objects()}).encode(),
    "utf-16": lambda: json.dumps(_objects()).encode("utf-16"),
    "gzip": lambda: gzip.compress(json.dumps(_objects()).encode(), mtime=0),
}


def test_every_form_reads_as_csv_does(tmp_path: Path) -> None:
    """The exchanges of a register whose exchanges come as JSON are those of the same register in CSV."""
    folder = write_register(tmp_path / "csv", ROWS)
    with check(folder) as plain:
        expected = plain.connection.sql("FROM exchange ORDER BY ALL").fetchall()
    assert len(expected) == 3
    (folder / "exchange.csv").unlink()
    for form, written in FORMS.items():
        file = folder / ("exchange.json.gz" if form == "gzip" else "exchange.json")
        file.write_bytes(written())
        with check(folder) as checked:
            assert checked.connection.sql("FROM exchange ORDER BY ALL").fetchall() == expected, form
        file.unlink()


def test_objects_inside_become_columns_and_lists_stay(tmp_path: Path) -> None:
    """Nothing of a nested row is lost; a number keeps its digits; half a character is no reason to stop."""
    file = tmp_path / "visits.json"
    file.write_text(
        '[{"id": "A", "venue": {"country": "FR", "at": {"town": "Lyon"}}, "tags": ["x", 1.5], "n": 1.10},\n'
        '{"id": "\\ud800B", "venue": {"country": "DE"}, "tags": [], "late": true, "n": 12345678901234567890}]'
    )
    (table,) = explore(file).tables
    assert (table.format, table.rows, table.header_line) == ("JSON file", 2, None)
    assert table.header == ("id", "venue.country", "venue.at.town", "tags", "n", "late")
    shown = {column.name: sorted(counted.value for counted in column.values) for column in table.columns}
    assert shown["tags"] == ['["x", 1.5]']
    assert shown["n"] == ["1.10", "12345678901234567890"]
    assert shown["late"] == ["true"]
    assert shown["id"] == ["A", "\ufffdB"]
    assert [column.empty for column in table.columns] == [0, 0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"id": 1},\n{"id": 2', "line 2: it is no whole JSON"),
        ('[{"id": 1},\n{"id": 2}\n{"id": 3}]', "line 3: it is no whole JSON (a comma"),
        ('[{"id": 1}, {"id": 2}', "line 1: it is no whole JSON (a comma or the end of the list is missing)"),
        ('[{"id": 1, "id": 2}]', "two values called 'id'"),
        ('[{"a": {"b": 1}, "a.b": 2}]', "two values called 'a.b'"),
        ('[{"id": 1}, 7]', "entry 2 of its list is no object"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "holds several lists ('a', 'b')"),
        ('{"a": {"x": 1}}', "holds no list of objects"),
        ('{"id": ' + "[" * 100_000, "without end"),
        ('{"id": ' + '{"a":' * 100_000, "without end"),
        ('[{"id": ' + "9" * 5_000 + "}]", "no whole JSON"),
        ("[{" + ", ".join(f'"c{n}": 1' for n in range(1_200)) + "}]", "header of 1,200 columns"),
        ('[{"id": "' + "x" * 1_100_000 + '"}]', "the cell holds 1,100,000 characters"),
    ],
)
def test_what_is_no_table_is_said_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    """Cut off, ambiguous, without rows, or hostile."""
    file = tmp_path / "visits.json"
    file.write_text(text)
    with pytest.raises(IntakeError) as caught:
        explore(file)
    (problem,) = caught.value.problems
    assert message in problem
    assert "visits.json" in problem
    assert len(problem) < 400
    assert "\n" not in problem
