"""Numbers: decimal comma, thousands, what must be declared, what is no number."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from tests.intake.small import (
    ORGANISATIONS,
    by_exchange,
    checked,
    csv_text,
    exchange,
    found,
    write_register,
)
from tests.measuring.crossing import THOROUGH


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
    (("1.234", "0.5"), [1.234, 0.5]),
    (("1.234", "1.234.567,5"), [1234, None]),
    (("0,125", "3"), [0.125, 3]),
    (("0.125", "3"), [0.125, 3]),
    (("1e3", ".5"), [1000, 0.5]),
    (("1,5e3", "1,234"), [1500, 1.234]),
    (("+5", "007"), [5, 7]),
    (("25.123", "1.234"), [25.123, 1.234]),
]


def test_the_column_decides_never_the_container(tmp_path: Path) -> None:
    """The same cells mean the same, whether cells are separated by commas or by semicolons (in turns)."""
    for number, (values, expected) in enumerate(DECIDED):
        for separator in ",;" if THOROUGH else ",;"[number % 2]:
            folder = tmp_path / f"{number}{'comma' if separator == ',' else 'semicolon'}"
            read_values, codes = read(folder, *values, separator=separator)
            assert read_values == expected, values
            assert [code for code, _ in codes if code != "out_of_range"] == []


GROUPED = [
    (("12 345,6", "1,234"), [12345.6, 1.234]),
    (("12\u00a0345", "3"), [12345, 3]),
    (("12'345.6", "7"), [12345.6, 7]),
    (("12’345.6", "1.234"), [12345.6, 1.234]),
    (("1\u2009234,5", "1\u3000234,5"), [1234.5, 1234.5]),
]


def test_groups_of_thousands_by_spaces_and_apostrophes_are_told(tmp_path: Path) -> None:
    for number, (values, expected) in enumerate(GROUPED):
        read_values, codes = read(tmp_path / str(number), *values)
        assert read_values == expected, values
        assert {code for code, _ in codes} == {"spelling_read"}


@pytest.mark.parametrize(
    ("values", "separator"),
    [(("1,234", "12"), ","), (("1,234",), ";"), (("1.234", "12"), ";"), (("1.234", "12"), ","),
     (("1.100", "five"), ","), (("1.100", "31/13/2024", "1.2.3"), ",")],
)  # fmt: skip
def test_nothing_decides(tmp_path: Path, values, separator: str) -> None:
    """1,234 and 1.234 may be fractions or thousands; what is no number settles nothing."""
    with pytest.raises(IntakeError) as error:
        read(tmp_path, *values, separator=separator)
    assert f"column distance_km: {values[0]} may be a fraction or thousands" in str(error.value)
    values = values[:1]
    point = read(tmp_path, *values, separator=separator, decimal=".")[0][0]
    comma = read(tmp_path, *values, separator=separator, decimal=",")[0][0]
    assert point != comma
    assert point in (1.234, 1.1, 1234.0)


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


def test_no_number(tmp_path: Path) -> None:
    """Another unit or currency than the column's, two signs, no groups of three: none has one meaning."""
    texts = ("five", "5 m", "inf", "-inf", "1e999", "1,2,3", "--5", "€ 5", "12,34,567", "0x1F", "5 %", "1 2",
             "5-6", "(5", "5 km km")  # fmt: skip
    values, codes = read(tmp_path, "1", *texts)
    assert [value for value in values if value is not None] == [1.0]
    assert codes == [("bad_number", text) for text in texts]


# What is written, and what it means in a column of euro.
MONEY = {
    "780,00 €": 780, "€ 780,00": 780, "€780.5": 780.5, "EUR 780": 780, "780 EUR": 780, "780,5 euro": 780.5,
    "1\u202f234,5\u00a0€": 1234.5, "1 234 567,89 EUR": 1234567.89, "1.234,50 €": 1234.5, "1'234.50": 1234.5,
    "1’234.50": 1234.5, "(390,00)": -390, "(€ 390,00)": -390, "€ (390.5)": -390.5, "390,00-": -390,
    "-390": -390, "- 390": -390, "−390": -390, "€ -390,00": -390, "-€390": -390, "780,-": 780, "780.-": 780,
    "1.780,-": 1780,
    "780,-- €": 780, "٧٨٠": 780, "７８０": 780, "\u200e780,25": 780.25, "780\ufeff": 780,
    "1,234,567": 1234567, "1.5E+3": 1500, "1,5E+3": 1500,
}  # fmt: skip


def test_spellings_of_one_meaning(tmp_path: Path) -> None:
    rows = [exchange(n, lump_sum_paid_eur=text) for n, text in enumerate(MONEY, 1)]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        by_number = by_exchange(tables, "lump_sum_paid_eur")
        got = {text: by_number.get(f"X{n}") for n, text in enumerate(MONEY, 1)}
        assert {text: got[text] and float(got[text]) for text in MONEY} == MONEY
        told = [m for code, m in found(tables, "code", "message") if code == "spelling_read"]
        assert "11 cells hold a currency sign or code: '-€390' was read as '-390'" not in told
        assert [m.split(":")[0].split(" hold")[0] for m in told if "currency" in m] == ["14 cells"]
        assert not any(code in ("bad_number", "out_of_range") for code, _ in found(tables))


def test_another_currency_is_no_number_of_euro(tmp_path: Path) -> None:
    write_register(
        tmp_path, [exchange(n, lump_sum_paid_eur=t) for n, t in enumerate(("$ 780", "780 PLN", "£5"))]
    )
    with checked(tmp_path) as tables:
        assert [code for code, line in found(tables) if line] == ["bad_number"] * 3


def test_a_percentage_is_points_in_a_column_of_per_cent_and_a_part_in_a_factor(tmp_path: Path) -> None:
    """export_share_pct  35 %   35        lump_sum_factor  50 %  0.5
    12,5%  12.5                        0.5   0.5"""
    organisations = [
        {**row, "export_share_pct": text} for row, text in zip(ORGANISATIONS, ("35 %", "12,5%"), strict=True)
    ]
    rows = [exchange(1, lump_sum_factor="50 %"), exchange(2, lump_sum_factor="0.5")]
    write_register(tmp_path, rows, organisations=organisations)
    with checked(tmp_path) as tables:
        shares = tables.connection.sql("SELECT export_share_pct FROM organisation ORDER BY 1").fetchall()
        assert shares == [(12.5,), (35.0,)]
        assert by_exchange(tables, "lump_sum_factor") == {"X1": 0.5, "X2": 0.5}
        assert found(tables, "code", "column") == [
            ("spelling_read", "export_share_pct"),
            ("spelling_read", "lump_sum_factor"),
        ]


def test_the_column_s_own_unit_may_be_written(tmp_path: Path) -> None:
    assert read(tmp_path, "5 km", "1.5km") == ([5.0, 1.5], [("spelling_read", None)])


def test_nan_is_no_number_and_told(tmp_path: Path) -> None:
    values, codes = read(tmp_path, "1", "NaN", "nan", "-nan")
    assert values == [1.0, None, None, None]
    assert codes == [("spelling_read", None)]


def test_whole_numbers(tmp_path: Path) -> None:
    """3.0 is three; 1.234 can only be thousands; 3.5 persons are none; 99 999 999 999 is too much."""
    values = ("3.0", "3.5", "99999999999", "12 345", "1.234", "1,234", "41,00")
    write_register(tmp_path, amounts(*values, column="participants"))
    with checked(tmp_path) as tables:
        numbers = {
            key: value for key, value in by_exchange(tables, "participants").items() if value is not None
        }
        assert numbers == {"X1": 3, "X4": 12345, "X5": 1234, "X6": 1234, "X7": 41}
        assert [row for row in found(tables, "code", "line", "value") if row[0] == "bad_number"] == [
            ("bad_number", 3, "3.5"),
            ("bad_number", 4, "99999999999"),
        ]


def test_a_column_s_bounds_leave_one_reading(tmp_path: Path) -> None:
    """48.137 degrees cannot be 48 137; 1.000 persons may be one or a thousand."""
    organisations = [{**row, "latitude": "48.137", "longitude": "11,575"} for row in ORGANISATIONS]
    write_register(tmp_path, [exchange()], organisations=organisations)
    with checked(tmp_path) as tables:
        where = tables.connection.sql("SELECT DISTINCT latitude, longitude FROM organisation").fetchall()
        assert where == [(48.137, 11.575)]
    write_register(tmp_path, [exchange(1, participants="1.000")])
    with pytest.raises(IntakeError, match=r"1\.000 may be a fraction or thousands"):
        checked(tmp_path).__enter__()


BOUNDED = [
    ("distance_km", "-0.1", False),
    ("distance_km", "0", True),
    ("distance_km", "20040", True),
    ("distance_km", "20041", False),
    ("lump_sum_factor", "1.5", False),
    ("lump_sum_paid_eur", "-5", True),
    ("lump_sum_agreed_eur", "-5", False),
    ("wave", "3", False),
    ("working_days", "366", True),
    ("working_days", "367", False),
]


def test_out_of_range(tmp_path: Path) -> None:
    empty = dict.fromkeys((name for name, *_ in BOUNDED if name not in exchange()), "")
    rows = [exchange(n, **empty | {name: text}) for n, (name, text, _) in enumerate(BOUNDED)]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        told = [(line, column) for code, line, column in found(tables, "code", "line", "column")
                if code == "out_of_range"]  # fmt: skip
        assert told == [(2 + n, name) for n, (name, _, is_in) in enumerate(BOUNDED) if not is_in]
        modes = by_exchange(tables, "mode")
        for n, (name, _, is_in) in enumerate(BOUNDED):
            decides = name == "working_days"
            assert (f"X{n}" in modes) is (is_in or not decides), name
            assert decides or (by_exchange(tables, name)[f"X{n}"] is not None) is is_in, name


def test_a_refund_is_kept_and_told(tmp_path: Path) -> None:
    write_register(tmp_path, amounts("-5", column="lump_sum_paid_eur"))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "lump_sum_paid_eur") == {"X1": -5}
        assert ("warn", "refund", "-5") in found(tables, "severity", "code", "value")


def test_truth_values(tmp_path: Path) -> None:
    texts = {"true": True, "FALSE": False, "1": True, "0": False, "Yes": True, "n": False, " wahr ": True,
             "FAUX": False, "1.0": True}  # fmt: skip
    write_register(tmp_path, amounts(*texts, column="consecutive"))
    with checked(tmp_path) as tables:
        read_as = by_exchange(tables, "consecutive")
        assert {text: read_as[f"X{n}"] for n, text in enumerate(texts, 1)} == texts


def test_no_truth_value(tmp_path: Path) -> None:
    write_register(tmp_path, amounts("maybe", column="consecutive"))
    with checked(tmp_path) as tables:
        assert found(tables, "code", "value") == [("bad_boolean", "maybe")]


AMOUNTS = [
    # as written, as read, whether it was rounded
    ("780", "780.00", False),
    ("780.0000", "780.00", False),
    ("0.0049", "0.00", True),
    ("1234.0050", "1234.01", True),
    ("-1234.0050", "-1234.01", True),
    ("1e-3", "0.00", True),
    ("1e3", "1000.00", False),
    ("9999999999999999.99", "9999999999999999.99", False),
    ("12345678901.23", "12345678901.23", False),
    ("99999999999999999.99", None, False),
]


def test_amounts_are_cents(tmp_path: Path) -> None:
    """Rounded half away from zero and told once for the column; what has too many digits is a bad cell."""
    rows = amounts(*(text for text, _, _ in AMOUNTS), column="lump_sum_paid_eur")
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        read_as = list(by_exchange(tables, "lump_sum_paid_eur").values())
        assert [None if one is None else str(one) for one in read_as] == [value for _, value, _ in AMOUNTS]
        told = [message for code, message in found(tables, "code", "message") if code == "spelling_read"]
        rounded = sum(is_rounded for _, _, is_rounded in AMOUNTS)
        assert [one.split(":")[0] for one in told] == [
            f"{rounded} cells hold an amount with more decimals than cents, rounded half away from zero"
        ]
        assert ("cell", "bad_number", AMOUNTS[-1][0]) in found(tables, "severity", "code", "value")


def test_typed_amounts_of_a_workbook_are_cents_too(tmp_path: Path) -> None:
    import xlsxwriter

    rows = [exchange(number, lump_sum_paid_eur=amount) for number, amount in ((1, 780.0049), (2, 0.1 + 0.2))]
    write_register(tmp_path, [exchange()])
    (tmp_path / "exchange.csv").unlink()
    with xlsxwriter.Workbook(str(tmp_path / "exchange.xlsx")) as book:
        sheet = book.add_worksheet("exchange")
        sheet.write_row(0, 0, list(rows[0]))
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, list(row.values()))
    with checked(tmp_path) as tables:
        read_as = by_exchange(tables, "lump_sum_paid_eur")
        assert [str(one) for one in read_as.values()] == ["780.00", "0.30"]
        assert "1 cell holds an amount with more decimals" in str(found(tables, "message"))
