"""Each file read by somebody else's reader: nothing is lost, nothing runs, all of it is described."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import python_calamine
from csvw import CSVW
from frictionless import Resource
from frictionless.formats import CsvControl

from cxc_metrics.access import FLAGS, YEAR_BEFORE, Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.disclosure import PUBLIC, Figures
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.export import FORMATS, Outgoing, format_named, write_to
from cxc_metrics.export.files.columnar import KEY
from cxc_metrics.export.files.csv_cells import FORMULA_STARTS
from cxc_metrics.export.files.workbooks import write_workbook
from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

HOSTILE = [f"{start}HYPERLINK(1)" for start in FORMULA_STARTS if start not in "\t\r\n"]


@pytest.fixture(scope="module")
def figures(hand: DataVersion) -> Figures:
    """Two counts and a share by country, with totals and a comparison."""
    return Reader(hand).measure(
        ["O01", "O04", "I01"], by=["visitor_country"], totals=True, compare=YEAR_BEFORE
    )


@pytest.fixture(scope="module")
def leaving(figures: Figures) -> Outgoing:
    return Outgoing(figures, "Who sends?", "Spain sends most.", ("A note of the page.",))


@pytest.fixture(scope="module")
def hostile(hand: DataVersion) -> Outgoing:
    """Text that a spreadsheet would run or turn, beside numbers and days that must stay what they are."""
    table = pd.DataFrame(
        {
            "text": [*HOSTILE, "2022-03", "<b>&amp;</b>"],
            "number": [-1.5, *range(len(HOSTILE)), float("nan")],
            "day": [date(2022, 3, 1)] * (len(HOSTILE) + 2),
            "truth": [True] * (len(HOSTILE) + 2),
            "codes": [["a", "b"]] * (len(HOSTILE) + 2),
        }
    )
    return Outgoing(Reader(hand).declared(table), "=1+1", "+finding")


def _sheets(leaving: Outgoing) -> Any:
    return openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(leaving)))


def _text(leaving: Outgoing, name: str) -> str:
    return FORMATS[name].make(leaving).decode("utf-8-sig")


def test_openpyxl_and_calamine_read_the_values_of_the_workbook(leaving: Outgoing) -> None:
    content, table = FORMATS["xlsx"].make(leaving), leaving.table
    book = openpyxl.load_workbook(io.BytesIO(content))
    header, *rows = book["Data"].iter_rows(values_only=True)
    assert list(header) == list(table.columns)
    assert book["Data"].freeze_panes == "A2"
    cells = pd.DataFrame(rows, columns=header)
    assert list(cells["O01"]) == [int(value) for value in table["O01"]]
    assert cells["O04"].astype(float).tolist() == pytest.approx(table["O04"].astype(float), nan_ok=True)
    assert book["Data"].cell(2, list(header).index("O04") + 1).number_format == "0.0%"
    assert list(cells["is_synthetic"]) == [True] * len(table)
    second = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert second.sheet_names == book.sheetnames == ["Data", "README"]
    assert len(second.get_sheet_by_name("Data").to_python()) == len(table) + 1


def test_a_workbook_runs_nothing_and_keeps_types(hostile: Outgoing) -> None:
    sheet = _sheets(hostile)["Data"]
    for row, text in enumerate(hostile.table["text"], start=2):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.value) == ("s", text)
        assert cell.quotePrefix == text.startswith(FORMULA_STARTS)
    assert sheet.cell(2, 2).value == -1.5
    assert sheet.cell(len(hostile.table) + 1, 2).value is None
    assert sheet.cell(2, 3).value.date() == date(2022, 3, 1)
    assert sheet.cell(2, 3).number_format == "yyyy-mm-dd"
    assert (sheet.cell(2, 4).value, sheet.cell(2, 5).value) == (True, "a b")
    assert _sheets(hostile)["README"].cell(1, 1).data_type == "s"


def test_a_native_chart_holds_the_values_drawn(figures: Figures) -> None:
    bars = RankedBars(
        ["ES", "DE"], ["Spain", "Germany"], [5, 2], unit="exchanges", second=("before", [1, None])
    )
    book = _sheets(Outgoing(figures, "T", "F", drawing=bars))
    assert book.sheetnames == ["Data", "Chart", "README"]
    assert list(book["Chart"].iter_rows(values_only=True)) == [
        (None, "exchanges", "before"),
        ("Spain", 5, 1),
        ("Germany", 2, None),
    ]
    assert len(book["Chart"]._charts) == 1


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(leaving: Outgoing) -> None:
    content = io.BytesIO()
    pages = [pd.DataFrame({"n": range(4)}), pd.DataFrame({"n": range(4, 7)})]
    write_workbook(content, leaving.about, pages, most_rows=4)
    book = openpyxl.load_workbook(content)
    read = [
        row[0] for name in book.sheetnames[:-1] for row in book[name].iter_rows(min_row=2, values_only=True)
    ]
    assert (book.sheetnames, read) == (["Data", "Data 2", "Data 3", "README"], list(range(7)))


def test_parquet_is_typed_and_described(leaving: Outgoing, hostile: Outgoing) -> None:
    table = pq.read_table(io.BytesIO(FORMATS["parquet"].make(leaving)))
    assert table.column_names == list(leaving.table.columns)
    assert table["O01"].to_pylist() == leaving.table["O01"].tolist()
    assert str(table.schema.field("O04").type) == "double"
    assert "Exchanges held" in table.schema.field("O01").metadata[b"description"].decode()
    described = json.loads(table.schema.metadata[KEY])
    assert described == json.loads(json.dumps(leaving.about.metadata()))
    back = pd.read_parquet(io.BytesIO(FORMATS["parquet"].make(hostile)))
    assert list(back["text"]) == list(hostile.table["text"])
    assert list(back["day"]) == list(hostile.table["day"])


def test_json_has_the_description_and_the_rows(leaving: Outgoing) -> None:
    document = json.loads(FORMATS["json"].make(leaving))
    rows = document.pop("rows")
    assert len(rows) == len(leaving.table)
    assert [row["O01"] for row in rows] == leaving.table["O01"].tolist()
    assert {row["O04"] for row in rows if row["visitor_country"] == "XK"} <= {None, 0.0, 1.0}
    described = leaving.about.metadata()
    assert document == json.loads(json.dumps({key: described[key] for key in described if key != "rows"}))


def test_frictionless_and_a_csvw_reader_accept_the_zip(leaving: Outgoing, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS["zip"].make(leaving))) as archive:
        archive.extractall(tmp_path)
    report = Resource(path="data.csv", basepath=str(tmp_path)).validate()
    assert report.valid, report.flatten(["message"])
    described = CSVW(str(tmp_path / "data.csv-metadata.json"), validate=True)
    assert described.is_valid
    (table,) = described.tables
    rows = list(table.iterdicts())
    assert [row["O01"] for row in rows] == leaving.table["O01"].tolist()
    assert [row["is_synthetic"] for row in rows] == [True] * len(rows)


def test_frictionless_reads_the_form_for_excel_in_europe(leaving: Outgoing, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(FORMATS["csv_eu"].make(leaving))
    resource = Resource(path="data.csv", basepath=str(tmp_path), control=CsvControl(delimiter=";"))
    assert resource.validate().valid
    assert '="2022-03"' not in _text(leaving, "csv_eu")


def test_all_formats_say_the_same_of_themselves(leaving: Outgoing, figures: Figures) -> None:
    about = leaving.about
    texts = {
        "xlsx": "\n".join(str(row[0]) for row in _sheets(leaving)["README"].iter_rows(values_only=True)),
        "json": json.dumps(json.loads(_text(leaving, "json")), ensure_ascii=False),
        "txt": _text(leaving, "txt"),
    }
    with zipfile.ZipFile(io.BytesIO(FORMATS["zip"].make(leaving))) as archive:
        texts["zip"] = archive.read("README.txt").decode()
    for name, text in texts.items():
        for part in (about.title, about.finding, about.selection, about.source, about.data_version):
            assert part in text, (name, part)
        assert "SYNTHETIC" in text, name
        assert "A note of the page." in text, name
    for name in ("xlsx", "json", "zip"):
        for part in (about.licence, about.viewer, *about.commands, *FLAGS, catalogue()["O04"].definition):
            assert json.dumps(part)[1:-1] in texts[name] or part in texts[name], (name, part)


def test_the_command_and_the_python_lines_give_the_same_again(hand: DataVersion) -> None:
    figures = Reader(hand, PUBLIC).measure(
        ["O01"], by=["year"], scope=Scope(visitor_country=("ES", "DE"), period="2021..2022"), totals=True
    )
    about = Outgoing(figures).about
    assert about.commands == (
        "cxc measure O01 --by year --where period=2021-01-01..2022-12-31 --where visitor_country=DE,ES "
        f"--totals --register {hand.manifest.register_name} --data-version {hand.id} --viewer public "
        "--format csv",
    )
    assert f"viewer=viewer_named({str(PUBLIC)!r})" in about.python
    compile(about.python, "exported", "exec")


def test_hostile_text_is_neutral_in_every_text_format(hostile: Outgoing) -> None:
    for name, delimiter in (("csv", ","), ("csv_eu", ";")):
        back = pd.read_csv(io.StringIO(_text(hostile, name)), sep=delimiter, dtype=str, keep_default_na=False)
        assert not [text for text in back["text"] if text.startswith(FORMULA_STARTS) and text[:2] != '="']
    assert ';="2022-03"' not in _text(hostile, "csv")
    assert '="2022-03"' in _text(hostile, "csv_eu").replace('""', '"')


def test_what_is_unknown_empty_or_cannot_be_written_leaves_no_file(
    leaving: Outgoing, hand: DataVersion, tmp_path: Path
) -> None:
    with pytest.raises(UnknownName, match="xslx"):
        format_named("xslx")
    nothing = Outgoing(Reader(hand).declared(pd.DataFrame({"a": []})))
    with pytest.raises(CxcError, match="no row is left"):
        write_to(nothing, tmp_path / "a.csv", FORMATS["csv"])
    with pytest.raises(CxcError, match="no such folder"):
        write_to(leaving, tmp_path / "no" / "a.csv", FORMATS["csv"])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_what_was_there(
    leaving: Outgoing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "a.csv"
    target.write_text("before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CxcError, match="the disk is full"):
        write_to(leaving, target, FORMATS["csv"])
    assert target.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
