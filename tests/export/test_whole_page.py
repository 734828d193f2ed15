"""All figures of a page at once: read back, none lost, none run."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from frictionless import Package

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import PUBLIC, Viewer
from cxc_metrics.errors import CxcError
from cxc_metrics.export import PAGE_FORMATS, Outgoing, WholePage, to_csv, whole_page
from cxc_metrics.export.documented import PROTECTED_LINE, SYNTHETIC_LINE
from cxc_metrics.export.pictures.default_drawing import drawing_of
from cxc_metrics.store import DataVersion

HOSTILE = "=cmd|' /C calc'!A1\n\u202e[x]: */?\\ " + "long " * 60 + "😀"


def _page(version: DataVersion, viewer: Viewer | None = None) -> WholePage:
    reader = Reader(version, viewer) if viewer else Reader(version)
    figures = reader.measure(["O01"], by=["visitor_country"])
    empty = reader.declared(pd.DataFrame({"a": []}))
    parts = [
        Outgoing(figures, HOSTILE, HOSTILE, drawing=drawing_of(figures)),
        Outgoing(reader.measure(["O01", "O04"]), HOSTILE),
        Outgoing(empty, "Nothing here"),
    ]
    return whole_page("Overview", [lambda part=part: part for part in parts])  # type: ignore[misc]


@pytest.fixture(scope="module")
def page(hand: DataVersion) -> WholePage:
    return _page(hand)


def test_a_workbook_holds_every_table_and_runs_no_name(page: WholePage) -> None:
    book = openpyxl.load_workbook(io.BytesIO(PAGE_FORMATS["xlsx"].make(page)))
    contents, first, second, chart, readme = book.sheetnames
    assert (contents, chart, readme) == ("Contents", "1 chart", "README")
    assert (first[:6], second[:6]) == ("1 =cmd", "2 =cmd")
    assert max(map(len, book.sheetnames)) <= 31
    header, *rows = book[first].iter_rows(values_only=True)
    assert list(header) == list(page.parts[0].table.columns)
    assert len(rows) == len(page.parts[0].table)
    lines = [str(row[0]) for row in book[contents].iter_rows(values_only=True) if row[0]]
    assert SYNTHETIC_LINE in lines
    assert any("left out: Nothing here" in line for line in lines)
    assert {cell.hyperlink.location for row in book[contents] for cell in row if cell.hyperlink} == {
        f"'{name}'!A1" for name in (first, second)
    }
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    drawn = book[chart]._charts[0]
    assert "".join(run.t for run in drawn.title.tx.rich.p[0].r).startswith("=cmd")
    assert drawn.title.tx.strRef is None


def test_a_zip_is_a_package_of_the_same_files(page: WholePage, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(PAGE_FORMATS["zip"].make(page))) as archive:
        archive.extractall(tmp_path)
        names = archive.namelist()
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
    folders = sorted({name.partition("/")[0] for name in names if "/" in name})
    assert [folder[:7] for folder in folders] == ["01 cmd-", "02 cmd-"]
    assert (tmp_path / folders[0] / "data.csv").read_bytes() == to_csv(page.parts[0].disclosed)  # type: ignore[arg-type]
    assert "\u202e" not in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_pictures_are_of_the_charts_alone(page: WholePage) -> None:
    for name, start in (("png_slide", b"\x89PNG"), ("svg_grey", b"<?xml")):
        with zipfile.ZipFile(io.BytesIO(PAGE_FORMATS[name].make(page))) as archive:
            picture, readme = archive.namelist()
            assert archive.read(picture).startswith(start)
            assert archive.read(readme).count(b"cmd|") == 2, "title and finding of the only chart"


def test_the_same_page_gives_the_same_bytes_and_says_what_the_public_sees(hand: DataVersion) -> None:
    one, other = (_page(hand, PUBLIC) for _ in range(2))
    for name in ("xlsx", "zip"):
        assert PAGE_FORMATS[name].make(one) == PAGE_FORMATS[name].make(other), name
    assert PROTECTED_LINE in one.contents()


def test_a_page_without_values_is_refused(hand: DataVersion) -> None:
    nothing = Outgoing(Reader(hand).declared(pd.DataFrame({"a": []})), "Nothing")
    for form in PAGE_FORMATS.values():
        with pytest.raises(CxcError, match="no figure of it has a value"):
            form.make(WholePage("Overview", (nothing,)))
    table = Outgoing(Reader(hand).declared(pd.DataFrame({"a": [1]})), "List")
    with pytest.raises(CxcError, match="has no chart"):
        PAGE_FORMATS["png"].make(WholePage("Overview", (table,)))
