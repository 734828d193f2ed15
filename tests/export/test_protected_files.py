"""Files of protected figures say so, and hold neither the SQL nor what was changed."""

from __future__ import annotations

import io
import json
import zipfile

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import PROTECTED, PUBLIC, Figures, Table, partnership_viewer
from cxc_metrics.export import file_name, to_csv, to_zip
from cxc_metrics.export.documented import (
    INTERNAL_LINE,
    OWN_LINE,
    OWN_ROWS_LINE,
    PROTECTED_LINE,
    documented,
    rests_on,
)
from cxc_metrics.export.exported import exported_frame
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion


def test_protected_files_say_so(hand: DataVersion) -> None:
    shown = Reader(hand, PUBLIC).measure(["O01", "I01"], by=["visitor_country"], totals=True)
    exact = Reader(hand).measure(["O01", "I01"], by=["visitor_country"], totals=True)
    header, first, *_ = to_csv(shown).decode().split("\r\n")
    assert header.endswith(",is_protected")
    assert first.casefold().endswith("true")
    assert "is_protected" not in to_csv(exact).decode()
    assert file_name("t", shown.origin, "csv").endswith("_synthetic_protected.csv")
    with zipfile.ZipFile(io.BytesIO(to_zip(shown))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    metadata = json.loads(files["metadata.json"])
    assert (metadata["viewer"], metadata["is_protected"], metadata["sql"]) == ("public", True, [])
    assert PROTECTED.capitalize() in files["README.txt"]
    assert all(column["description"] for column in metadata["columns"])
    with zipfile.ZipFile(io.BytesIO(to_zip(exact))) as archive:
        internal = json.loads(archive.read("metadata.json"))
    assert (internal["viewer"], internal["is_protected"]) == ("internal", False)
    assert len(internal["sql"]) > 0


def test_a_managers_own_are_exact_and_not_to_be_published(hand: DataVersion) -> None:
    """By country of everybody they are protected; her own selection and records are neither."""
    manager, own = Reader(hand, partnership_viewer(["A"])), Scope(partnership="A")
    every, figures = manager.measure(["O01"]), manager.measure(["O01"], scope=own)
    card = manager.records.exchange("X01")
    tables = [manager.rows("O01", own), card.table(card.result.parties), figures.table(figures.frame())]
    assert _mark(every) == PROTECTED_LINE
    assert [_mark(each) for each in (figures, *tables)] == [OWN_LINE] * 4
    for disclosed in (figures, *tables):
        assert "is_protected" not in to_csv(disclosed).decode()
    internal = Reader(hand).measure(["O01"], scope=own)
    assert _mark(internal) == INTERNAL_LINE
    # Among the protected rows of all partnerships hers are exact.
    mixed = manager.measure(["O01"], by=["partnership"])
    assert documented(mixed, exported_frame(mixed), title="t").marks[-2:] == (PROTECTED_LINE, OWN_ROWS_LINE)


def test_answers_told_together_leave_with_the_numbers_of_the_first(hand: DataVersion) -> None:
    reader = Reader(hand)
    first, other = reader.measure(["O01"]), reader.measure(["I01"])
    assert rests_on(first.together([other])) == rests_on(first) != ""


def _mark(disclosed: Figures | Table) -> str:
    return documented(disclosed, exported_frame(disclosed), title="t").marks[-1]
