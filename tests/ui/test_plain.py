"""Names are data in every renderer."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.words.plain import (
    markdown_text,
    one_line,
    plotly_text,
    shorten,
)

SPECIAL = "\\`*_{}[]()<>#+-.!|$~:@&=^"


@given(st.text())
def test_markdown_has_no_unescaped_mark_left(text: str) -> None:
    escaped = markdown_text(text)
    position = 0
    while position < len(escaped):
        if escaped[position] == "\\":
            assert escaped[position + 1] in SPECIAL
            position += 2
            continue
        assert escaped[position] not in SPECIAL
        position += 1


@given(st.text())
def test_markdown_escaping_loses_nothing_that_can_be_seen(text: str) -> None:
    bare = "".join(
        char
        for i, char in enumerate(markdown_text(text))
        if not (char == "\\" and not _is_escaped(markdown_text(text), i))
    )
    joiner = "\N{WORD JOINER}"  # no reader sees it
    assert bare.replace(joiner, "") == one_line(text).replace(joiner, "")


def test_icons_and_arrows_in_a_name_stay_text() -> None:
    """Streamlit replaces them in the text that is left when the escapes are gone."""
    name = ":material/home: :streamlit: a -> b <- c -- d >= e ~= f"
    seen = re.sub(r"\\(.)", r"\1", markdown_text(name))
    assert not re.search(r":material/|:streamlit:|->|<-|--|>=|~=", seen)
    assert seen.replace("\N{WORD JOINER}", "") == name


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "HTTP://e.eu", "www.evil.example", "a@evil.example"]
)
def test_an_address_in_a_name_is_no_link(address: str) -> None:
    """What Streamlit's Markdown looks for once the escapes are gone (GFM autolink literals)."""
    seen = re.sub(r"\\(.)", r"\1", markdown_text(f"see {address} there"))
    assert not re.search(r"https?://|www\.|[-.\w+]@[-\w]", seen, re.IGNORECASE)
    assert address in seen.replace("\N{WORD JOINER}", "")


def _is_escaped(text: str, position: int) -> bool:
    before = len(text[:position]) - len(text[:position].rstrip("\\"))
    return before % 2 == 1


@given(st.text())
def test_plotly_text_has_no_tag_and_reads_back(text: str) -> None:
    escaped = plotly_text(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert html.unescape(escaped) == html.unescape(html.escape(one_line(text), quote=False))


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_shortening_keeps_the_limit(text: str, length: int) -> None:
    assert len(shorten(text, length)) <= length


def test_a_name_cannot_turn_the_reading_direction_or_break_the_line() -> None:
    assert one_line("a\u202eb\nc\td\u2066") == "ab c d"
