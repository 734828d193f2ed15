"""Pictures hold all that must not be cut off from them, and are read by others' readers."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from matplotlib import font_manager
from PIL import Image

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.export import FORMATS, Outgoing
from cxc_metrics.export.pictures import look
from cxc_metrics.export.pictures.default_drawing import drawing_of
from cxc_metrics.export.pictures.drawings import RankedBars, Trend
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Matrix
from cxc_metrics.export.pictures.picture import to_picture
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.export.sample_drawings import DRAWINGS

SVG = "{http://www.w3.org/2000/svg}"
FINDING = "Spain <b>sends</b> & hosts most; costs $5 to $6."


def _leaving(version: DataVersion, kind: str) -> Outgoing:
    figures = Reader(version).measure(["O01", "O04"], by=["visitor_country"], scope=Scope(mode="physical"))
    return Outgoing(figures, "Who sends?", FINDING, ("A note.",), drawing=DRAWINGS[kind])


def _words(content: bytes) -> str:
    """All that is written in an SVG, as letters."""
    tree = ET.fromstring(content)  # noqa: S314 (written by ourselves a line before)
    return " ".join("".join(text.itertext()) for text in tree.iter(f"{SVG}text"))


@pytest.mark.parametrize("kind", DRAWINGS)
def test_an_svg_has_its_letters_and_all_that_belongs_to_it(hand: DataVersion, kind: str) -> None:
    leaving = _leaving(hand, kind)
    words = _words(to_picture(leaving, "svg"))
    about = leaving.about
    for part in ("Who sends?", FINDING, about.selection, "n = ", about.source, about.day, hand.id):
        assert part in words, part
    for part in (catalogue()["O01"].definition, "Synthetic data", KOSOVO_NOTE, "A note."):
        assert part.split(" ")[-1] in words, part
        assert part[:30] in words, part


def test_a_picture_of_protected_figures_says_so(hand: DataVersion) -> None:
    figures = Reader(hand, PUBLIC).measure(["O01"], by=["visitor_country"])
    words = _words(to_picture(Outgoing(figures, drawing=drawing_of(figures)), "svg"))
    assert "protected" in words
    assert "internal" not in words


def test_sizes_and_grey(hand: DataVersion) -> None:
    leaving = _leaving(hand, "trend")
    document = Image.open(io.BytesIO(FORMATS["png"].make(leaving)))
    assert document.width == round(6.3 * 220)
    assert document.info["Title"] == "Who sends?"
    assert leaving.about.citation in document.info["Source"]
    slide = Image.open(io.BytesIO(FORMATS["png_slide"].make(leaving)))
    assert slide.size == (1920, 1080)
    grey = Image.open(io.BytesIO(FORMATS["png_grey"].make(leaving))).convert("RGB")
    assert all(len(set(colour)) == 1 for _, colour in grey.getcolors(1 << 20) or [])


def test_the_same_question_gives_the_same_bytes(hand: DataVersion) -> None:
    for form, kind in (("png", "map"), ("svg", "map"), ("svg", "streams"), ("svg", "matrix")):
        first, second = (FORMATS[form].make(_leaving(hand, kind)) for _ in range(2))
        assert first == second, (form, kind)


def test_figures_choose_their_chart_and_say_what_they_cannot(hand: DataVersion) -> None:
    reader = Reader(hand)
    by_country = reader.measure(["O01"], by=["visitor_country"])
    assert isinstance(drawing_of(by_country), RankedBars)
    assert isinstance(drawing_of(by_country, "map"), CountryMap)
    assert isinstance(drawing_of(reader.measure(["O01"], by=["year"])), Trend)
    both = drawing_of(reader.measure(["O01"], by=["visitor_country", "host_country"]))
    assert isinstance(both, Matrix)
    cells = {
        (row, column): value
        for row, values in zip(both.rows, both.values, strict=True)
        for column, value in zip(both.columns, values, strict=True)
    }
    assert cells["ES", "DE"] == 5
    for figures, kind, words in (
        (by_country, "matrix", "two dimensions"),
        (reader.measure(["O01"], by=["year"]), "map", "no|none"),
        (reader.measure(["O01", "O04"]), "", "no common axis"),
        (reader.measure(["O03"], by=["visitor_country"]), "", "nothing to draw"),
    ):
        with pytest.raises(CxcError, match=words):
            drawing_of(figures, kind)
    with pytest.raises(UnknownName, match="bars"):
        drawing_of(by_country, "bar")


def test_without_a_chart_there_is_no_picture(hand: DataVersion) -> None:
    with pytest.raises(CxcError, match="nothing to draw"):
        to_picture(Outgoing(Reader(hand).measure(["O01"])))


def test_a_broken_font_is_passed_over_and_the_last_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("cannot open resource")

    monkeypatch.setattr(font_manager, "get_font", broken)
    look.families.cache_clear()
    with pytest.raises(CxcError, match="the font "):
        look.families()
    monkeypatch.undo()
    assert look.families()[-1] == "DejaVu Sans"
