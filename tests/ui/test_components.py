"""Components of our own, read as files: colours of the theme, texts as texts, nothing foreign, one roof."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.components import own_component
from ui.components.registering import FILES

_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|lab|lch|oklab|oklch)a?\(|:\s*(?:white|black|red)\b", re.IGNORECASE
)
_AS_MARKUP = re.compile(r"(?:inner|outer|insertAdjacent)HTML|ContextualFragment|document\.write|eval\(")
_FOREIGN = re.compile(r"https?:|@import|\burl\((?!#)|\bimport\b")


def test_colours_come_from_the_theme_and_texts_are_texts() -> None:
    styles, scripts = sorted(FILES.glob("*.css")), sorted(FILES.glob("*.js"))
    assert {"shared", "ordering_table"} <= {file.stem for file in (*styles, *scripts)}
    for file in styles:
        assert not _COLOUR.search(file.read_text(encoding="utf-8")), f"{file.name}: a colour of its own"
    for file in scripts:
        assert not _AS_MARKUP.search(file.read_text(encoding="utf-8")), f"{file.name}: markup out of a text"
    for file in (*styles, *scripts, *FILES.glob("*.html")):
        assert not _FOREIGN.search(file.read_text(encoding="utf-8")), f"{file.name}: asks elsewhere"


def test_components_are_registered_under_one_roof(root: Path) -> None:
    there = "components.v2.component("
    files = [file for house in ("ui", "pages") for file in (root / house).rglob("*.py")]
    assert [file.name for file in files if there in file.read_text(encoding="utf-8")] == ["registering.py"]


def test_a_component_without_a_script_is_none() -> None:
    with pytest.raises(FileNotFoundError):
        own_component("of_no_file")
