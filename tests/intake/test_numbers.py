"""Numbers: decimal comma, thousands, what must be declared, what is no number."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from tests.intake.small import by_exchange, checked, csv_text, exchange, found, write_register


def amounts(*values: str, column: str = "distance_km"):
    return [exchange(number, **{column: value}) for number, value in enumerate(values, 1)]


def read(folder: Path, *values: str, separator: str = ",", **options):
    """Distances by exchange, and the findings."""
    write_register(folder, csv_text(amounts(*values), separator))
    with checked(folder, **options) as tables:
        return list(by_exchange(tables, "distance_km").values()), found(tables, "code", "value")


DECIDED = [
    (("1,5", "1,234"), [1.5, 1.234]),
    (("1,23", "12"), [1.23, 12]),
    (("1,234.5", "1,234"), [1234.5, 1234]),
    (("1.234,5", "1.234"), [1234.5, 1234]),
    (("1,5", "1.234"), [1.5, 1234]),
    (("1,234", "0.5"), [1234, 0.5]),
    (("12 345,6", "1,234"), [12345.6, 1.234]),
    (("12\u00a0345", "3"), [12345, 3]),
    (("12'345.6", "7"), [12345.6, 7]),
    (("0,125", "3"), [0.125, 3]),
    (("1.234", "12"), [1.234, 12]),
    (("1e3", ".5"), [1000, 0.5]),
    (("+5", "007"), [5, 7]),
]
# Where cells are separated by semicolons 1.234 is open; see the next test.
CASES = [(*case, mark) for case in DECIDED for mark in ",;" if (case[0][0], mark) != ("1.234", ";")]


@pytest.mark.parametrize(("values", "expected", "separator"), CASES)
def test_the_column_decides(tmp_path: Path, values, expected, separator: str) -> None:
    assert read(tmp_path, *values, separator=separator) == (expected, [])


@pytest.mark.parametrize(
    ("values", "separator"), [(("1,234", "12"), ","), (("1,234",), ";"), (("1.234", "12"), ";")]
)
def test_nothing_decides(tmp_path: Path, values, separator: str) -> None:
    """1,234 may be a fraction or thousands; with semicolons 1.234 may be, too."""
    with pytest.raises(IntakeError) as error:
        read(tmp_path, *values, separator=separator)
    assert f"column distance_km: {values[0]} may be a fraction or thousands" in str(error.value)
    point = read(tmp_path, *values, separator=separator, decimal=".")[0][0]
    comma = read(tmp_path, *values, separator=separator, decimal=",")[0][0]
    assert {point, comma} == {1.234, 1234.0}


def test_declared_in_register_toml(tmp_path: Path) -> None:
    (tmp_path / "register.toml").write_text('decimal = ","')
    assert read(tmp_path, "1,234") == ([1.234], [])


def test_what_does_not_fit_the_declared_mark_is_a_finding(tmp_path: Path) -> None:
    assert read(tmp_path, "12,5", "3", decimal=".") == ([None, 3.0], [("bad_number", "12,5")])
    assert read(tmp_path, "12.5", "3", decimal=",") == ([None, 3.0], [("bad_number", "12.5")])


def test_two_ways_of_writing_are_read_each_by_its_form_and_told(tmp_path: Path) -> None:
    assert read(tmp_path, "12.5", "12,5") == ([12.5, 12.5], [("mixed_decimal_marks", None)])


def test_two_ways_with_an_open_value_must_be_declared(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="1,234 may be a fraction or thousands"):
        read(tmp_path, "12.5", "12,5", "1,234")


@pytest.mark.parametrize(
    "text", ["five", "5 km", "nan", "inf", "-inf", "1e999", "1,2,3", "--5", "€ 5", "12,34,567", "0x1F"]
)
def test_no_number(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "1", text) == ([1.0, None], [("bad_number", text)])


def test_whole_numbers(tmp_path: Path) -> None:
    """3.0 is three; 3.5 persons are no number of persons; 99 999 999 999 is none this column can hold."""
    values = ("3.0", "3.5", "99999999999", "12 345")
    write_register(tmp_path, amounts(*values, column="participants"))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "participants") == {"X1": 3, "X2": None, "X3": None, "X4": 12345}
        assert found(tables, "code", "line", "value") == [
            ("bad_number", 3, "3.5"),
            ("bad_number", 4, "99999999999"),
        ]


@pytest.mark.parametrize(
    ("column", "value", "ok"),
    [
        ("distance_km", "-0.1", False),
        ("distance_km", "0", True),
        ("distance_km", "20040", True),
        ("distance_km", "20041", False),
        ("lump_sum_factor", "1.5", False),
        ("lump_sum_agreed_eur", "-5", False),
        ("wave", "3", False),
        ("working_days", "366", True),
        ("working_days", "367", False),
    ],
)
def test_out_of_range(tmp_path: Path, column: str, value: str, ok: bool) -> None:
    write_register(tmp_path, amounts(value, column=column))
    with checked(tmp_path) as tables:
        codes = [code for code, _ in found(tables)]
        assert ("out_of_range" in codes) is not ok
        decides = column == "working_days"
        assert ("X1" in by_exchange(tables, "mode")) is (ok or not decides)
        assert decides or (by_exchange(tables, column)["X1"] is not None) is ok


def test_a_refund_is_kept_and_told(tmp_path: Path) -> None:
    write_register(tmp_path, amounts("-5", column="lump_sum_paid_eur"))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "lump_sum_paid_eur") == {"X1": -5}
        assert ("warn", "refund", "-5") in found(tables, "severity", "code", "value")


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("FALSE", False), ("1", True), ("0", False), ("Yes", True), ("n", False),
     (" wahr ", True), ("FAUX", False), ("1.0", True)],
)  # fmt: skip
def test_truth_values(tmp_path: Path, text: str, value: bool) -> None:
    write_register(tmp_path, amounts(text, column="consecutive"))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "consecutive") == {"X1": value}


def test_no_truth_value(tmp_path: Path) -> None:
    write_register(tmp_path, amounts("maybe", column="consecutive"))
    with checked(tmp_path) as tables:
        assert found(tables, "code", "value") == [("bad_boolean", "maybe")]
