"""Briefs of each kind and format: two pages, the numbers of the reader, safe texts, clear refusals."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pypdf
import pytest
from docx import Document

from cxc_metrics.access import Reader
from cxc_metrics.briefs import (
    BRIEF_FORMATS,
    MOST_ITEMS,
    PLANS,
    Brief,
    TrayItem,
    brief_file_name,
    brief_format,
    composed,
    read_tray,
    written,
)
from cxc_metrics.disclosure import PUBLIC, partnership_viewer
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.words import numbers

TRAY = "O01-host_country~R07a.R07b-wave~O04.O07.O10~O01-visitor_country.host_country~I01~O05-year"
LETTERS = "Δίκτυο Ελλάδας – Мрежа България – Мережа Україна ґєії – Łódź Žďár"
HOSTILE = '<script>alert(1)</script> #read("/etc/hosts") $x^2$ *b* _i_ =1+1 {{ 7*7 }} ]]> & \\'


class _Texts(HTMLParser):
    """The words of a page and what its pictures say."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.alts: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        attributes = dict(attrs)
        self.addresses += [text for name in ("src", "href") if (text := attributes.get(name))]
        if tag == "img":
            self.alts.append(attributes["alt"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _squeezed(text: str) -> str:
    """Without spaces and hyphens at the ends of lines: where a line breaks says nothing."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def _words_of(brief: Brief, name: str) -> str:
    content = BRIEF_FORMATS[name].make(brief)
    if name == "html":
        page = _Texts()
        page.feed(content.decode())
        return _squeezed("".join(page.words))
    if name == "pdf":
        return _squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))
    document = Document(io.BytesIO(content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return _squeezed("".join([*(paragraph.text for paragraph in document.paragraphs), *tables]))


@pytest.fixture(scope="module")
def made(sample: DataVersion) -> dict[str, Brief]:
    reader = Reader(sample)
    busiest = reader.measure(["O01"], by=["partnership"]).frame().sort_values("O01").iloc[-1]
    subjects = {"country": "DK", "sector": "9", "partnership": busiest["partnership"], "tray": TRAY}
    return {kind: composed(reader, PLANS[kind](reader, value, None)) for kind, value in subjects.items()}


@pytest.mark.parametrize("kind", ["country", "sector", "partnership", "tray"])
def test_each_kind_is_two_tagged_pages_that_say_the_same_in_every_format(
    made: dict[str, Brief], kind: str
) -> None:
    brief = made[kind]
    document = pypdf.PdfReader(io.BytesIO(BRIEF_FORMATS["pdf"].make(brief)))
    root = document.trailer["/Root"]
    assert len(document.pages) == 2
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert _without_letters(document) == []
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert document.metadata is not None
    assert document.metadata.title == brief.about.title
    said = [brief.title, *brief.columns, *brief.not_measurable, *brief.standing, *brief.about.marks]
    said += [text for row in brief.key_figures for cell in row.cells for text in (row.name, *cell)]
    said += [text for chart in brief.charts for text in (chart.title, chart.finding, chart.reason)]
    said += [text for each in brief.definitions for text in (each.name, each.text)]
    assert len(brief.charts) >= 4
    assert all(chart.drawing is not None for chart in brief.charts)
    for name in BRIEF_FORMATS:
        words = _words_of(brief, name)
        assert [text for text in said if _squeezed(text) not in words] == [], name


def _without_letters(document: pypdf.PdfReader) -> list[str]:
    """The fonts of a PDF that are not embedded, or whose letters cannot be copied as text."""
    lacking = []
    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            described = font.get_object()
            (descendant,) = described["/DescendantFonts"]
            files = {"/FontFile2", "/FontFile3"} & descendant.get_object()["/FontDescriptor"].keys()
            if not files or "/ToUnicode" not in described:
                lacking.append(described["/BaseFont"])
    return lacking


def test_the_numbers_are_those_of_the_reader(sample: DataVersion, made: dict[str, Brief]) -> None:
    reader, brief = Reader(sample), made["country"]
    for place, side in enumerate(("visitor_country", "host_country")):
        figures = reader.measure(["O01", "O04", "R02"], scope=Scope(**{side: "DK"}))
        rows = {row.name: row.cells[place] for row in brief.key_figures}
        assert rows["Exchanges held"].value == numbers.number(figures["O01"].value)
        assert rows["SME share of visitors"].value == numbers.percent(figures["O04"].value)
        assert rows["SME share of visitors"].detail == f"n = {figures['O04'].n}"
        low, high = numbers.percent(figures["R02"].low), numbers.percent(figures["R02"].high)
        assert rows["Satisfied with the exchange"].detail.startswith(f"{low} to {high}, n = ")
    whole = reader.measure(["O01"])["O01"].value
    assert {row.name: row.cells[2].value for row in brief.key_figures}["Exchanges held"] == numbers.number(
        whole
    )
    by_host = reader.measure(["O01"], by=["host_country"], scope=Scope(visitor_country="DK"))
    assert brief.charts[0].drawing is not None
    assert (
        list(brief.charts[0].drawing.values)
        == sorted(  # type: ignore[union-attr]
            (cell.value for cell in by_host["O01"].cells), reverse=True
        )[:9]
    )
    count = len(by_host.frame().dropna(subset="host_country"))
    assert brief.charts[0].finding.endswith(f"of {count} host countries.")


@pytest.mark.parametrize("name", list(BRIEF_FORMATS))
@pytest.mark.parametrize("text", [LETTERS, HOSTILE])
def test_names_stay_what_they_are_in_any_letters(made: dict[str, Brief], name: str, text: str) -> None:
    brief = made["partnership"]
    charts = (replace(brief.charts[0], title=text, finding=text), *brief.charts[1:])
    columns = (text, *brief.columns[1:])
    strange = replace(brief, title=text, charts=charts, columns=columns, standing=(text,))
    assert _words_of(strange, name).count(_squeezed(text)) >= 5
    if name == "html":
        page = _Texts()
        page.feed(BRIEF_FORMATS[name].make(strange).decode())
        assert "script" not in page.tags
        assert page.alts[0] == f"{text}. {text}"
        assert all(address.startswith("data:image/svg+xml;base64,") for address in page.addresses)


def test_pictures_have_words_and_tables_a_header_in_word(made: dict[str, Brief]) -> None:
    brief = made["sector"]
    document = Document(io.BytesIO(BRIEF_FORMATS["docx"].make(brief)))
    alts = re.findall(r'<wp:docPr[^>]*descr="([^"]*)"', document.element.xml)
    assert alts == [chart.alt for chart in brief.charts]
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert document.core_properties.language == "en"


def test_equal_briefs_are_equal_files(sample: DataVersion, made: dict[str, Brief]) -> None:
    reader = Reader(sample)
    again = composed(reader, PLANS["country"](reader, "Denmark", None))
    for name in ("pdf", "html"):
        assert BRIEF_FORMATS[name].make(again) == BRIEF_FORMATS[name].make(made["country"])
    one, other = (
        zipfile.ZipFile(io.BytesIO(BRIEF_FORMATS["docx"].make(each))) for each in (again, made["country"])
    )
    assert {name: one.read(name) for name in one.namelist()} == {
        name: other.read(name) for name in other.namelist()
    }
    assert brief_file_name(again, brief_format("pdf")).startswith("country-brief-denmark_as-at-")


def test_the_public_reads_protected_numbers_and_no_standing(
    sample: DataVersion, made: dict[str, Brief]
) -> None:
    reader, own = Reader(sample, PUBLIC), str(made["partnership"].origin and _own(made))
    public = composed(reader, PLANS["partnership"](reader, own, None))
    expected = reader.measure(["O01"], scope=Scope(partnership=own))["O01"].value
    assert public.key_figures[0].cells[0].value == numbers.number(expected)
    assert public.standing == ()
    assert any("rotected" in mark for mark in public.about.marks)
    assert made["partnership"].standing
    manager = Reader(sample, partnership_viewer([own]))
    assert (
        composed(manager, PLANS["partnership"](manager, own, None)).standing == made["partnership"].standing
    )
    other = next(key for key in Reader(sample).labels("partnership") if key != own)
    assert composed(manager, PLANS["partnership"](manager, other, None)).standing == ()


def _own(made: dict[str, Brief]) -> str:
    return re.search(r"partnership=([^&]+)", made["partnership"].about.link)[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "value", "scope", "error", "words"),
    [
        ("country", "Denmrk", None, UnknownName, "DK"),
        ("country", "VA", None, CxcError, "nothing to write about"),
        ("country", "DK", Scope(period="1999"), CxcError, "nothing to write about"),
        ("sector", "99", None, UnknownName, "99"),
        ("partnership", "nobody", None, CxcError, "nobody"),
        ("tray", "", None, CxcError, "empty"),
        ("tray", "O1-wave", None, UnknownName, "O01"),
        ("tray", "O01-contry", None, UnknownName, "contry"),
        ("tray", "~".join(["O01"] * 1000), None, CxcError, "room for"),
        ("tray", "O01~O02~O04~O05~O07~O10~O11", None, CxcError, "take some out"),
        ("tray", "O01.O02.O04.O05.O07", None, CxcError, "at most 4"),
    ],
)
def test_what_cannot_be_written_is_said(
    sample: DataVersion, kind: str, value: str, scope: Scope | None, error: type[CxcError], words: str
) -> None:
    reader = Reader(sample)
    with pytest.raises(error, match=words):
        composed(reader, PLANS[kind](reader, value, scope))


def test_what_a_register_cannot_tell_has_its_reason(hand: DataVersion) -> None:
    reader = Reader(hand)
    brief = composed(reader, PLANS["tray"](reader, "O01-host_country~P01", None))
    assert brief.charts[0].drawing is not None
    assert brief.charts[1].drawing is None
    assert "no project participants" in brief.charts[1].reason
    assert len(pypdf.PdfReader(io.BytesIO(BRIEF_FORMATS["pdf"].make(brief))).pages) <= 2


def test_a_country_that_only_hosts_has_a_brief(sample: DataVersion) -> None:
    reader = Reader(sample)
    months = reader.measure(["O01"], by=["host_country", "month"]).frame()
    sent = reader.measure(["O01"], by=["visitor_country", "month"]).frame()
    months = months[months["O01"] > 0]
    pairs = set(zip(sent["visitor_country"], sent["month"], strict=True))
    rows = [
        row
        for row in months.dropna(subset=["host_country", "month"]).to_dict("records")
        if (row["host_country"], row["month"]) not in pairs
    ]
    country, month = rows[0]["host_country"], str(rows[0]["month"])[:7]
    brief = composed(reader, PLANS["country"](reader, country, Scope(period=month)))
    assert not reader.measure(["O01"], scope=Scope(visitor_country=country, period=month))["O01"].value
    assert [cell.value for cell in brief.key_figures[0].cells][1] == numbers.number(rows[0]["O01"])


def test_a_register_that_tells_none_of_it_is_refused(hand: DataVersion) -> None:
    reader = Reader(hand)
    with pytest.raises(CxcError, match="Nothing of this brief can be told"):
        composed(reader, PLANS["tray"](reader, "P01~P06", None))


def test_a_tray_is_read_as_it_was_written() -> None:
    items = (TrayItem(("O01", "O04"), ("host_country",)), TrayItem(("R07a",)))
    assert written(items) == "O01.O04-host_country~R07a"
    assert read_tray(written(items)) == items
    assert read_tray(" o01 ~O01~") == (TrayItem(("O01",)),)
    assert len(read_tray(TRAY)) == MOST_ITEMS


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(UnknownName, match="pdf"):
        brief_format("odt")
