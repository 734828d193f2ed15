"""Attempts on the one door by our own ways out: each ends before anything is drawn, written or remembered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import pytest

from cxc_metrics.access import CORRIDORS, Reader
from cxc_metrics.disclosure import (
    INTERNAL,
    PUBLIC,
    Figures,
    Origin,
    Table,
    Viewer,
    partnership_viewer,
    viewer_named,
)
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.export import to_csv, to_csv_excel_europe, to_zip
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from ui.parts import blocks
from ui.session import memory


@pytest.fixture
def reader(hand: DataVersion) -> Reader:
    return Reader(hand)


@pytest.fixture
def other(hand: DataVersion, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader of the same data version for another viewer, from whom nothing is kept here."""
    monkeypatch.setattr(Viewer, "sees_all", True)
    return Reader(hand, PUBLIC)


@pytest.mark.parametrize("write", [to_csv, to_csv_excel_europe, to_zip])
def test_no_frame_and_no_measurement_leaves_through_an_export(write: object, hand: DataVersion) -> None:
    for raw in (pd.DataFrame({"O01": [1]}), measure(hand, ["O01"]), [("O01", 1)]):
        with pytest.raises(CxcError, match="ask a Reader"):
            write(raw)  # type: ignore[operator]


def test_no_chart_is_drawn_of_a_measurement(hand: DataVersion) -> None:
    with pytest.raises(CxcError, match="ask a Reader"):
        blocks.chart("k", "t", go.Figure(), measure(hand, ["O01"]), finding="")  # type: ignore[arg-type]


def test_nobody_but_the_disclosure_makes_what_may_be_seen(reader: Reader, hand: DataVersion) -> None:
    for forged in (
        lambda: Figures(reader.origin, object(), measure(hand, ["O01"])),
        lambda: Table(reader.origin, None, pd.DataFrame({"secret": [1]})),
    ):
        with pytest.raises(CxcError, match="ask a Reader"):
            forged()


def test_a_reader_gives_no_sql_and_no_relation(reader: Reader) -> None:
    for name in ("query", "fact", "fact_columns", "missing_tables", "emptied_columns"):
        assert not hasattr(reader, name), name


def test_an_answer_is_never_remembered_for_another_viewer(reader: Reader, other: Reader) -> None:
    asked: list[Reader] = []

    @memory.remembered(8)
    def answer(who: Reader, scope: Scope) -> Figures:
        asked.append(who)
        return who.measure(["O01"], scope=scope)

    first, second = answer(reader, Scope()), answer(other, Scope())
    assert [one.viewer for one in asked] == [INTERNAL, Viewer("public")]
    assert (first.viewer, second.viewer) == (INTERNAL, Viewer("public"))
    assert answer(Reader(reader._version), Scope()) is first


def test_answers_of_two_viewers_are_never_told_together(reader: Reader, other: Reader) -> None:
    with pytest.raises(CxcError, match="two viewers"):
        reader.measure(["O01"]).together([other.measure(["O02"])])


def test_all_that_a_reader_gives_says_who_and_what_of(reader: Reader) -> None:
    found = [
        reader.measure(["O01"]),
        reader.rows("O01"),
        reader.records.exchanges(),
        reader.records.work_list("A")["starts"],
        reader.findings.page(),
        reader.study(CORRIDORS, Scope()),
        reader.measure(["O01"], by=["year"]).table(pd.DataFrame({"year": []})),
    ]
    for one in found:
        assert one.origin == reader.origin, one
        assert (one.viewer, one.version_id) == (INTERNAL, reader.id), one


def test_a_viewer_there_is_not_is_refused() -> None:
    for name in ("everybody", "", "Public"):
        with pytest.raises(UnknownName, match="viewer"):
            viewer_named(name)
    for name in ("partnership", "partnership: ,", "public:P1", "internal:P1"):
        with pytest.raises(CxcError, match="partnership:ID"):
            viewer_named(name)
    for viewer in (INTERNAL, PUBLIC, partnership_viewer(["b", "a"])):
        assert viewer_named(str(viewer)) == viewer


def test_a_partnership_that_the_register_has_not_is_told(hand: DataVersion) -> None:
    own = sorted(hand.labels("partnership"))[0]
    assert Reader(hand, partnership_viewer([own])).viewer.partnerships == {own}
    with pytest.raises(UnknownName, match="partnership: 'nobody'"):
        Reader(hand, partnership_viewer([own, "nobody"]))


def test_what_no_rule_protects_is_shown_to_nobody_else(hand: DataVersion) -> None:
    """Records, findings and studies are closed to whoever is not internal; our own declarations are not."""
    own = partnership_viewer(sorted(hand.labels("partnership"))[:1])
    for viewer in (PUBLIC, own):
        closed = Reader(hand, viewer)
        for ask in (
            partial(closed.rows, "O01"),
            closed.records.exchanges,
            closed.findings.page,
            partial(closed.study, CORRIDORS, Scope()),
        ):
            with pytest.raises(CxcError, match="can be seen by internal people"):
                ask()
        assert len(closed.declared(pd.DataFrame({"id": ["O01"]}))) == 1


def test_figures_tell_the_numbers_of_the_measurement(reader: Reader, hand: DataVersion) -> None:
    """By the whole and by row, without a column name."""
    raw = measure(hand, ["O01", "O04"], by=["visitor_country"], totals=True)
    told = reader.measure(["O01", "O04"], by=["visitor_country"], totals=True)
    assert told["O04"].value == raw.value("O04")
    assert told["O04"].n == raw.n("O04")
    assert [cell.value for cell in told["O01"].cells] == [
        None if pd.isna(value) else value for value in raw.table["O01"]
    ]
    assert [cell.flag for cell in told["O04"].cells] == list(raw.table["O04_flag"])
    assert set(told.cells) == {"O01", "O04"}
    assert told.frame().equals(raw.table)
    with pytest.raises(UnknownName):
        told["O99"]


def test_a_frame_is_a_copy(reader: Reader) -> None:
    told = reader.measure(["O01"], by=["year"])
    before = [cell.value for cell in told["O01"].cells]
    frame = told.frame()
    frame["O01"] = -1
    assert [cell.value for cell in replace(told)["O01"].cells] == before


def test_an_origin_is_equal_for_the_same_version_and_viewer(reader: Reader, other: Reader) -> None:
    assert isinstance(reader.origin, Origin)
    assert Reader(reader._version).origin == reader.origin
    assert other.origin != reader.origin
