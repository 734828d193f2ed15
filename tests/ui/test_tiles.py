"""Headline figures: every text is text, names are whole, and what is not known yet looks like it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from cxc_metrics.export.pictures.colours import DARK, LIGHT
from ui.figures.sparkline import sparkline
from ui.parts.tiles import Tile, markup

HOSTILE = "<script>window.__hit=1</script> \"quoted\" 'too' & <b>bold</b>"


class Read(HTMLParser):
    """Tags and text as a browser would see them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.alts: list[str] = []
        self.said = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.alts += [value or "" for name, value in attrs if name == "alt"]

    def handle_data(self, data: str) -> None:
        self.said += data


def drawn(*tiles: Tile) -> Read:
    return Read(markup(tiles, LIGHT, least=150, most=4, framed=True))


@pytest.mark.parametrize("field", ["label", "value", "definition", "change", "note", "picture_told"])
def test_no_text_is_markup(field: str) -> None:
    plain = {"label": "A", "value": "1", "definition": "D", "picture": "<svg/>", "picture_told": "P"}
    expected, found = drawn(Tile(**{**plain, field: "x"})), drawn(Tile(**{**plain, field: HOSTILE}))
    assert found.tags == expected.tags
    assert HOSTILE in found.said + found.alts[0]


def test_what_stands_below_is_text_too() -> None:
    assert HOSTILE in drawn(Tile("A", "1", below=("one", HOSTILE))).said


def test_a_definition_opens_by_its_name_and_a_figure_without_one_has_nothing_to_open() -> None:
    assert drawn(Tile("A", "1", "D")).tags.count("summary") == 1
    assert "details" not in drawn(Tile("A", "1")).tags


def test_colours_are_those_of_the_theme() -> None:
    light, dark = (markup([Tile("A", "1")], one, least=1, most=1, framed=False) for one in (LIGHT, DARK))
    assert LIGHT.line in light
    assert DARK.line in dark
    assert "bare" in light


def test_a_period_still_open_is_dashed_and_its_end_hollow() -> None:
    firm = sparkline([1, 2, 3], [False, False, False], "#123456")
    still_open = sparkline([1, 2, 3], [False, False, True], "#123456")
    assert "dasharray" not in firm
    assert 'fill="#123456"' in firm
    assert "dasharray" in still_open
    assert 'r="2.5" stroke="#123456" fill="none"' in still_open
    assert still_open.count("<path") == 2


def test_a_gap_is_no_line_and_a_single_value_no_course() -> None:
    assert sparkline([1], [False], "#000000") == ""
    assert sparkline([None, 4], [False, False], "#000000") == ""
    gap = sparkline([1, None, 3, 4], [False] * 4, "#000000")
    assert gap.count("M") == 3
    assert gap.count("L") == 1
