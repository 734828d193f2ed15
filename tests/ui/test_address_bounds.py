"""Addresses nobody writes by hand: one short note, bounded work, the page as it is without them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.ui.reading import errors

Run = Callable[..., AppTest]
# Page, parameter, value, a word of the note (empty: nothing needs to be said).
HOSTILE = (
    ("overview", "period", "0001", "1900"),
    ("overview", "period", "0001-01-01..9999-12-31", "1900"),
    ("overview", "period", "2150..2190", ""),
    ("overview", "period", "9" * 5_000, "longer"),
    ("overview", "visitor_country", ",".join(f"Q{place:04}" for place in range(2_000)), "more values"),
    ("overview", "partnership", ["x" * 400] * 3, "longer"),
    ("overview", "data", "f" * 5_000, "data"),
    ("overview", "beside", "host_country=" + ",".join(f"Q{place}" for place in range(1_500)), "more values"),
    ("exchanges", "page", "9" * 5_000, "page"),
    ("exchanges", "page", "999999999999999999999", ""),
    ("exchanges", "search", "word " * 4_000, "search"),
    ("exchanges", "search", " ".join("abcdefghijklmnopqrstuvwxyz"), "different words"),
    ("exchanges", "exchange", "E" * 5_000, "exchange"),
    ("countries", "figures", ",".join(["O99"] * 3_000), "figures"),
    ("sectors", "sector_profile", "9" * 5_000, "sector_profile"),
)
LONGEST_NOTE = 400


def test_a_hostile_address_gets_one_short_note(run: Run, sample_register: Path) -> None:
    for page, name, value, word in HOSTILE:
        app = run(sample_register, page, **{name: value})
        what = f"{page}?{name}={str(value)[:20]}"
        assert errors(app) == [], what
        notes = [warning.value for warning in app.warning]
        said = " ".join(notes).replace("\\", "")
        assert (word in said) if word else not said, f"{what}: {said}"
        assert len(notes) <= 4, what
        assert all(len(note) < LONGEST_NOTE for note in notes), what


def test_nine_hundred_parameters_are_told_in_four_lines(run: Run, sample_register: Path) -> None:
    app = run(sample_register, **{f"visitor_countr{place}": "ES" for place in range(900)})
    notes = [warning.value for warning in app.warning]
    assert errors(app) == []
    assert len(notes) == 4
