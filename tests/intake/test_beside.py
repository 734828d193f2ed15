"""What lies beside the data: parts of a table, unfinished downloads, documents, hidden sheets."""

from __future__ import annotations

import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from tests.intake.books import as_rows, register_book, sheet_xml, write_book
from tests.intake.small import ORGANISATIONS, PARTNERSHIPS, by_exchange, checked, csv_text, exchange, found
from tests.intake.small import write_register as write

ONE = as_rows([exchange()])


def told(path: Path, *codes: str) -> list[tuple[object, ...]]:
    """Code, file and message of the findings with these codes."""
    with checked(path) as tables:
        return [row for row in found(tables, "code", "file", "message") if row[0] in codes]


def stopped(path: Path) -> str:
    with pytest.raises(IntakeError) as error:
        checked(path).__enter__()
    return str(error.value)


@pytest.mark.parametrize(
    "name", ["exchange.csv.crdownload", "exchange.csv.part", "exchange.csv.download", "exchange.csv.tmp"]
)
def test_an_unfinished_download_is_not_read(tmp_path: Path, name: str) -> None:
    write(tmp_path, [exchange(1), exchange(2)])
    half = tmp_path / name
    half.write_text((tmp_path / "exchange.csv").read_text()[:-20])
    assert told(tmp_path, "unfinished_download") == [
        ("unfinished_download", name, f"{name} is an unfinished download and was not read")
    ]
    (tmp_path / "exchange.csv").unlink()
    assert f"{name} is no table but an unfinished download" in stopped(tmp_path)
    assert f"{name} is no table but an unfinished download" in stopped(half)


def test_documents_metadata_and_system_files_are_told_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, [exchange()])
    for name in (
        *("guide.pdf", "README.txt", "notes.md", "photo.JPG", "letter.docx", "Thumbs.db", "desktop.ini"),
        *(".DS_Store", "~$exchange.xlsx", ".~lock.exchange.csv#", "datapackage.json", "exchange.xml"),
        *("exchange.csv-metadata.json", "exchange.csv.bak", "csvw.ttl"),
    ):
        (tmp_path / name).write_bytes(b"\0 anything")
    said = told(tmp_path, "beside_the_data", "unknown_table", "unknown_file")
    assert len(said) == 1
    assert str(said[0][2]).startswith("not read, since they are no tables: .DS_Store (a system file)")
    assert str(said[0][2]).endswith("and 9 more")


@pytest.mark.parametrize("given", ["register.xlsx", "register.zip", "register"])
def test_the_register_file_beside_what_is_given_is_obeyed(tmp_path: Path, given: str) -> None:
    folder = write(tmp_path / "register", [exchange()])
    register_book(tmp_path / "register.xlsx", sheet_xml(ONE))
    shutil.make_archive(str(tmp_path / "register"), "zip", folder)
    about = folder if given == "register" else tmp_path
    (about / "Register.toml").write_text('title = "Mine"\nas_at = 2022-01-31\nis_synthetic = true\n')
    with checked(tmp_path / given, as_at=None) as tables:
        assert (tables.title, tables.as_at, tables.is_synthetic) == ("Mine", date(2022, 1, 31), True)


def test_parts_by_year_are_put_together(tmp_path: Path) -> None:
    """exchange_2021.csv     X1, X2
    Exchange 2022.xlsx    X3 (a single sheet of any name), other order of columns"""
    write(tmp_path, [exchange(1), exchange(2)])
    (tmp_path / "exchange.csv").rename(tmp_path / "exchange_2021.csv")
    rows = as_rows([dict(reversed(exchange(3, actual_start="2022-03-14", actual_end="2022-03-18").items()))])
    write_book(tmp_path / "Exchange 2022.xlsx", {"Sheet1": sheet_xml(rows)})
    with checked(tmp_path) as tables:
        assert set(by_exchange(tables, "mode")) == {"X1", "X2", "X3"}
        assert found(tables, "code", "message") == [
            (
                "put_together",
                "the table was put together from Exchange 2022.xlsx[Sheet1] (1 rows) and "
                "exchange_2021.csv (2 rows)",
            )
        ]
        assert {file.name: file.rows for file in tables.files}["exchange_2021.csv"] == 2


def test_sheets_by_year_and_a_key_in_two_of_them(tmp_path: Path) -> None:
    """2021  X1, X2
    2022  X2 with another mode, X3 twice the same"""
    later = [exchange(2, mode="virtual"), exchange(3), exchange(3)]
    sheets = {
        "exchange 2021": sheet_xml(as_rows([exchange(1), exchange(2)])),
        "exchange 2022": sheet_xml(as_rows(later)),
        "organisation": sheet_xml(as_rows(ORGANISATIONS)),
        "partnership": sheet_xml(as_rows(PARTNERSHIPS)),
    }
    with checked(write_book(tmp_path / "r.xlsx", sheets)) as tables:
        assert set(by_exchange(tables, "mode")) == {"X1", "X3"}
        both = "r.xlsx[exchange 2021] line 3, r.xlsx[exchange 2022] line 2"
        assert [row for row in found(tables, "code", "line", "message") if row[0] == "duplicate_key"] == [
            ("duplicate_key", 3, f"the key stands in 2 rows that differ ({both})"),
            ("duplicate_key", 2, f"the key stands in 2 rows that differ ({both})"),
        ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("exchange.csv", "exchange_2022.csv"),
        ("exchange_2022.csv", "Exchange 2022.csv"),
        ("exchange_20220531.csv", "exchange_20220630.csv"),
    ],
)
def test_what_are_no_parts_is_not_put_together(tmp_path: Path, first: str, second: str) -> None:
    write(tmp_path, [exchange(1)])
    (tmp_path / "exchange.csv").rename(tmp_path / first)
    (tmp_path / second).write_text(csv_text([exchange(2)]))
    said = stopped(tmp_path)
    assert "Table exchange was delivered 2 times" in said or "looks like table exchange" in said
    assert "is missing" not in said or "looks like" in said


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_only_where_no_visible_one_bears_its_table(tmp_path: Path, state: str) -> None:
    organisations, partnerships = sheet_xml(as_rows(ORGANISATIONS)), sheet_xml(as_rows(PARTNERSHIPS))
    sheets = {
        "exchange": sheet_xml(ONE),
        "Exchanges": sheet_xml(as_rows([exchange(2)])),
        "exchange old": sheet_xml(as_rows([exchange(3)])),
        "organisation": organisations,
        "partnership": partnerships,
    }
    path = write_book(
        tmp_path / "r.xlsx", sheets, states=dict.fromkeys(["Exchanges", "exchange old", "partnership"], state)
    )
    with checked(path) as tables:
        assert set(by_exchange(tables, "mode")) == {"X1"}
    assert [row[1:] for row in told(path, "hidden_sheet")] == [
        ("r.xlsx[exchange old]", "the sheet is hidden and was not read: its name is no table's"),
        ("r.xlsx[partnership]", "the sheet is hidden and was read: no visible one holds table partnership"),
        ("r.xlsx[Exchanges]", "the sheet is hidden and was not read: r.xlsx[exchange] holds table exchange"),
    ]


def test_the_content_says_what_a_file_is(tmp_path: Path) -> None:
    """A workbook called .csv, CSV called .xls and .xlsx, a packed file without .gz: read as what they are."""
    write_book(tmp_path / "exchange.csv", {"Sheet1": sheet_xml(ONE)})
    (tmp_path / "organisation.xls").write_text(csv_text(ORGANISATIONS, "\t"))
    (tmp_path / "partnership.xlsx").write_bytes(gzip.compress(csv_text(PARTNERSHIPS).encode()))
    with checked(tmp_path) as tables:
        assert tables.tables == ("organisation", "partnership", "exchange")
        assert found(tables) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "exchange.xls",
            b"<html><table><tr><td>exchange_id",
            "it is a web page (HTML). Open it in Excel or Lib",
        ),
        ("exchange.xls", b"\n<TABLE border=1><tr>", "save it as .xlsx"),
        (
            "exchange.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "it is a spreadsheet in the XML of Excel 2003. Open it in Excel",
        ),
        ("exchange.json", b"[{}]", "exchange.json holds no object with a value"),
        ("exchange.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "exchange.xls is damaged"),
        ("exchange.csv", b"{\\rtf1 x}", "it is a text document (RTF)"),
    ],
)
def test_what_is_no_table_is_told_with_what_to_save_it_as(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    write(tmp_path, [exchange()])
    (tmp_path / "exchange.csv").unlink()
    (tmp_path / name).write_bytes(content)
    assert said in stopped(tmp_path)
    assert len(stopped(tmp_path).splitlines()) == 1


def test_a_web_page_beside_the_register_is_told_and_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, [exchange()])
    (tmp_path / "minutes.xls").write_text("<html><table>")
    assert [row[1] for row in told(tmp_path, "unknown_table")] == ["minutes.xls"]
    (tmp_path / "exchange.csv").unlink()
    assert stopped(tmp_path).startswith("minutes.xls is no old Excel workbook (.xls): it is a web page")


def test_a_header_below_a_title_is_found_in_a_sheet(tmp_path: Path) -> None:
    """row 1 title, row 3 merged groups, row 4 header, row 5 the exchange"""
    groups = ["", "Visitor", "", "Host"]
    xml = sheet_xml([["Register of exchanges", "", 2021], [], groups, *ONE])
    path = register_book(tmp_path / "r.xlsx", xml)
    assert told(path, "header_found") == [
        (
            "header_found",
            "r.xlsx[exchange]",
            "the header was found in row 4; what stands above it was not read: "
            "'Register of exchanges 2021 Visitor Host'",
        )
    ]
    with checked(path) as tables:
        assert set(by_exchange(tables, "mode")) == {"X1"}
