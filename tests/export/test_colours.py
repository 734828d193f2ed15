"""One colour per meaning: the list is whole, no two share a colour, each is seen, and the docs show it."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from cxc_metrics.export.pictures.colours import DARK, LIGHT, MEANINGS, Meaning, Palette, of_side
from tests.ground.test_configuration import contrast


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_no_two_meanings_share_a_colour_and_each_is_seen(palette: Palette) -> None:
    assert set(MEANINGS) == set(get_args(Meaning)) <= {field.name for field in fields(Palette)}
    shared = [pair for pair in combinations(MEANINGS, 2) if palette.of(pair[0]) == palette.of(pair[1])]
    assert shared == []
    pale = {name for name in MEANINGS if contrast(palette.of(name), palette.surface) < 3}
    assert pale == set()


def test_the_decision_shows_the_list(root: Path) -> None:
    text = (root / "docs" / "decisions" / "152-one-colour-per-meaning.md").read_text(encoding="utf-8")
    for name, words in MEANINGS.items():
        assert f"| {name} | {LIGHT.of(name)} | {DARK.of(name)} | {words} |" in text


def test_a_side_has_its_colour() -> None:
    sides = {"visitor_country": "visitor", "host_sector": "host", "partnership": "held", "year": "held"}
    assert {dimension: of_side(dimension) for dimension in sides} == sides
