"""Who may see what (definitions 10): every question a Reader takes, as each viewer, and by guesses too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from inspect import getmembers, isfunction
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.access import CORRIDORS, WORK_PARTS, Operator, Question, Reader
from cxc_metrics.access.findings import FindingsReader
from cxc_metrics.access.match_making import MatchMakingReader
from cxc_metrics.access.records import RecordsReader
from cxc_metrics.disclosure import (
    INTERNAL,
    ONLY_SERVED,
    PUBLIC,
    Viewer,
    admissible,
    nearest,
    partnership_viewer,
)
from cxc_metrics.errors import CxcError, NotMeasurable, UnknownName
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_register
from tests.store.hand_made import checked

MANAGER = partnership_viewer(["A"])
CLOSED = "can be seen by"


def attempts(partnership: str, exchange: str) -> dict[str, Callable[[Reader], object]]:
    """A call of everything that gives records or tells of them, about that partnership."""
    scope = Scope(partnership=partnership)
    return {
        "rows": lambda reader: reader.rows("O01", scope),
        "exchanges": lambda reader: reader.records.exchanges(scope),
        "exchange": lambda reader: reader.records.exchange(exchange),
        "standing": lambda reader: reader.records.standing(partnership),
        "pipeline": lambda reader: reader.records.pipeline(partnership),
        "work_list": lambda reader: reader.records.work_list(partnership),
        "assigned": lambda reader: reader.match_making.assigned(partnership),
    }


SCHEME_WIDE: dict[str, Callable[[Reader], object]] = {
    "study": lambda reader: reader.study(CORRIDORS, Scope()),
    "organisation": lambda reader: reader.records.organisation("ES1"),
    "organisations": lambda reader: reader.records.organisations("a"),
    "against_others": lambda reader: reader.records.against_others("A"),
    "participants": lambda reader: reader.records.participants(),
    "projects": lambda reader: reader.records.projects(),
    "events": lambda reader: reader.records.events(),
    "page": lambda reader: reader.findings.page(),
    "counts": lambda reader: reader.findings.counts(),
    "count": lambda reader: reader.findings.count(),
    "consequences": lambda reader: reader.findings.consequences(),
    "hosts": lambda reader: reader.match_making.hosts(),
    "supply_and_demand": lambda reader: reader.match_making.supply_and_demand(),
    "by_ecosystem": lambda reader: reader.match_making.by_ecosystem(),
    "evaluated": lambda reader: reader.match_making.evaluated(),
    "assigned": lambda reader: reader.match_making.assigned(),
}
# What any partnership is told for its own visitors' sake, and the public is not.
FOR_PARTNERSHIPS: dict[str, Callable[[Reader], object]] = {
    "waiting": lambda reader: reader.match_making.waiting(),
    "weights": lambda reader: reader.match_making.weights(),
    "weights_in_force": lambda reader: reader.match_making.weights_in_force({}),
    "window": lambda reader: reader.match_making.window(),
    "ranked_hosts": lambda reader: reader.match_making.ranked_hosts("R01"),
}


def test_every_way_to_records_is_tried_here() -> None:
    ways = {
        name
        for room in (RecordsReader, FindingsReader, MatchMakingReader)
        for name, _ in getmembers(room, isfunction)
        if not name.startswith("_") and name != "orders"  # column names
    }
    assert ways <= {*attempts("A", "X01"), *SCHEME_WIDE, *FOR_PARTNERSHIPS}


def test_records_are_for_who_they_are_of(hand: DataVersion) -> None:
    internal, public, manager = (Reader(hand, viewer) for viewer in (INTERNAL, PUBLIC, MANAGER))
    for name, attempt in SCHEME_WIDE.items():
        for reader in (public, manager):
            with pytest.raises(NotMeasurable, match=CLOSED):
                attempt(reader)
        assert name
    for attempt in FOR_PARTNERSHIPS.values():
        with pytest.raises(NotMeasurable, match=CLOSED):
            attempt(public)
    of_others = next(
        str(row["exchange_id"])
        for row in internal.records.exchanges(Scope(partnership="C")).frame().to_dict("records")
        if "A" not in set(internal.records.exchange(str(row["exchange_id"])).result.parties["partnership"])
    )
    for partnership, exchange in (("A", "X01"), ("C", of_others), ("nobody", "X99")):
        for attempt in attempts(partnership, exchange).values():
            with pytest.raises(NotMeasurable, match=CLOSED):
                attempt(public)
            if partnership != "A":
                with pytest.raises(NotMeasurable, match=CLOSED):
                    attempt(manager)


def test_a_manager_sees_her_own_as_the_internal_viewer_does(hand: DataVersion) -> None:
    internal, manager, own = Reader(hand), Reader(hand, MANAGER), Scope(partnership="A")
    for reader_of in (
        lambda reader: reader.rows("O01", own),
        lambda reader: reader.records.exchanges(own),
        lambda reader: reader.records.pipeline("A"),
        lambda reader: reader.records.work_list("A")[WORK_PARTS[0]],
    ):
        seen = reader_of(manager)
        pd.testing.assert_frame_equal(seen.frame(), reader_of(internal).frame())
        assert seen.statement is None
    assert manager.records.standing("A").result == internal.records.standing("A").result
    assert manager.records.exchange("X01").result.details == internal.records.exchange("X01").result.details
    # The records of all, a neighbour among them, are no own ones.
    for scope in (None, Scope(), Scope(partnership=("A", "C")), Scope(host_partnership="C")):
        with pytest.raises(NotMeasurable, match=CLOSED):
            manager.records.exchanges(scope)
    # Of her own anything may be asked.
    free = Scope(partnership="A", period="2021-03-05..2021-11-20", visitor_country=("ES", "FR"))
    exact = internal.measure(["O01"], scope=free)["O01"].value
    assert manager.measure(["O01"], scope=free)["O01"].value == exact


def test_nothing_but_figures_is_counted_out(hand: DataVersion) -> None:
    """Names, manifest and values offered tell no number and no organisation."""
    internal, public = Reader(hand), Reader(hand, PUBLIC)
    assert internal.labels("organisation")
    assert public.labels("organisation") == public.origin.labels("visitor_id") == {}
    assert public.labels("partnership") == internal.labels("partnership")
    manifest = public.manifest
    assert (manifest.row_counts, manifest.findings_by_code, manifest.findings_by_severity) == ({}, {}, {})
    assert (manifest.files, manifest.countable_exchanges) == ((), 0)
    shown = public.measure(public.headline(), by=["host_country"])
    beside = {
        key
        for place, key in enumerate(shown.frame()["host_country"])
        if any(figure.cells[place].value for figure in shown if not figure.reason)
    }
    assert set(public.options("host_country")) == beside & set(internal.options("host_country"))
    assert public.options("month") == []


OUTSIDE = {
    "two values": ((), Scope(host_country=("DE", "FR"))),
    "a group": ((), Scope(host_country="EU27")),
    "half a year": ((), Scope(period="2021-01-01..2021-06-30")),
    "two years": ((), Scope(period="2021-01-01..2022-12-31")),
    "three filters": ((), Scope(host_country="DE", visitor_country="ES", wave=1)),
    "three breakdowns": (("wave", "mode", "year"), Scope()),
    "two filters and a breakdown": (("mode",), Scope(host_country="DE", wave=1)),
    "a filter and two breakdowns": (("mode", "year"), Scope(host_country="DE")),
    "two filters and the view": ((), Scope(host_country="DE", period="2021", status="validated")),
    "by month": (("month",), Scope()),
}
INSIDE = {
    "everything": ((), Scope()),
    "two filters": ((), Scope(host_country="DE", period="2021")),
    "two breakdowns": (("mode", "year"), Scope()),
    "one of each": (("mode",), Scope(host_country="DE")),
    "the view and a filter": ((), Scope(host_country="DE", status="validated")),
    "the same dimension twice": (
        ("sector", "visitor_sector", "year"),
        Scope(visitor_sector=9, period="2021"),
    ),
}


def test_the_public_asks_within_the_lattice(hand: DataVersion) -> None:
    public, manager, internal = Reader(hand, PUBLIC), Reader(hand, MANAGER), Reader(hand)
    for name, (by, scope) in OUTSIDE.items():
        question = Question(("O01",), by, scope)
        reason = admissible(question, PUBLIC)
        assert "What can be asked" in str(reason), name
        for reader in (public, manager):
            assert reader.reason_against(question) == reason
            said = reader.measure(["O01"], by=by, scope=scope).not_measurable["O01"]
            assert reason in said
        assert internal.measure(["O01"], by=by, scope=scope).not_measurable == {}
        assert admissible(Question(("O01",), (), nearest(scope)), PUBLIC) is None
    for by, scope in INSIDE.values():
        assert admissible(Question(("O01",), by, scope), PUBLIC) is None
        assert nearest(scope) == scope
        assert public.measure(["O01"], by=by, scope=scope).not_measurable == {}


def test_a_figure_of_a_part_fixes_one_value_itself(hand: DataVersion) -> None:
    """Beside the number of all, a share tells the number of the others."""
    public, filtered = Reader(hand, PUBLIC), Scope(host_country="DE")
    for kpi in ("O01v", "O04", "O06", "I01", "O08m"):
        for by, scope, is_inside in (
            ((), Scope(), True),
            (("mode",), Scope(), True),
            ((), filtered, True),
            (("mode",), filtered, False),
            ((), Scope(host_country="DE", wave=1), False),
            (("mode", "year"), Scope(), False),
        ):
            if by and "mode" not in public.dimensions_of(public.kpi(kpi)):
                continue
            said = public.measure([kpi], by=by, scope=scope).not_measurable.get(kpi, "")
            assert ("three things would be told at once" in said) is not is_inside, (kpi, by, scope)
    whole = public.measure(["O01", "O02", "O08h", "I03"], by=["mode"], scope=filtered)
    assert whole.not_measurable == {}
    # What the view or a breakdown fixes already is not counted twice.
    assert public.measure(["O01v"], scope=filtered.with_(status="validated")).not_measurable == {}
    both = Scope(host_country="DE", visitor_country="ES")
    assert public.measure(["O08m"], scope=both).not_measurable == {}
    assert {kpi.id for kpi in public.measurable_by(["mode"], filtered)}.isdisjoint({"O04", "O01v", "A06"})


def test_what_is_compared_lies_in_the_lattice_too(hand: DataVersion) -> None:
    public = Reader(hand, PUBLIC)
    whole = Scope(period="2022")
    before = public.measure(["O01"], scope=whole, compare="year_before")["O01"]
    assert before.compared == public.measure(["O01"], scope=Scope(period="2021"))["O01"].value
    # Cut at the as-at day (15 May 2023), the year before is a free period.
    assert date(2023, 5, 15) == hand_register.AS_AT
    cut = public.measure(["O01"], scope=Scope(period="2023"), compare="year_before")["O01"]
    assert cut.compared is None
    assert cut.change is None
    several = Scope(host_country=("DE", "FR"))
    assert admissible(Question(("O01",), (), whole, several), PUBLIC) is not None
    assert public.measure(["O01"], scope=whole, compare=several)["O01"].compared is None


def test_widened_to_the_nearest() -> None:
    asked = Scope(
        host_country=("DE", "FR"), period="2021-03-01..2021-05-31", visitor_sector=9, wave=1, mode="virtual"
    )
    assert nearest(asked) == Scope(period="2021", wave=1)
    assert nearest(Scope(period="2020-09-01..2021-08-31")) == Scope()
    # The view goes before a filter does.
    both = Scope(wave=1, mode="virtual")
    assert nearest(both.with_(status="validated")) == both


def test_an_older_data_version_is_internal(register: Store) -> None:
    for note in ("first", "second"):
        rows = hand_register.tables()
        if note == "second":
            rows = {**rows, "exchange": rows["exchange"][:-1]}
        with checked(rows, as_at=hand_register.AS_AT) as tables:
            register.publish(tables, note=note).close()
    operator = Operator(register.root)
    newest, older = (manifest.id for manifest in operator.history())
    for viewer in (PUBLIC, MANAGER):
        assert operator.reader(viewer=viewer).id == newest  # type: ignore[union-attr]
        assert operator.reader(newest[:8], viewer=viewer).id == newest  # type: ignore[union-attr]
        for wanted in (older, older[:8], "never published"):
            with pytest.raises(NotMeasurable) as refused:
                operator.reader(wanted, viewer=viewer)
            assert str(refused.value) == ONLY_SERVED
        with pytest.raises(NotMeasurable, match="register serves"):
            operator.reader(older).as_seen_by(viewer)  # type: ignore[union-attr]
    with pytest.raises(UnknownName, match=older):
        operator.reader("never published")


def test_what_the_public_is_answered_from_can_be_made_ahead(register: Store) -> None:
    with checked(hand_register.tables(), as_at=hand_register.AS_AT) as tables:
        register.publish(tables).close()
    reader = Operator(register.root).reader(viewer=PUBLIC)
    assert reader is not None
    reader.prepare(stop=lambda: True)
    assert not [*Path(register.root).rglob("keyed-*")]
    reader.prepare(["exchange", "survey"])  # of which the register has the first
    [made] = Path(register.root).rglob("keyed-*.duckdb")
    assert made.name.startswith("keyed-exchange-")


def test_a_viewer_that_is_not_there_is_told(hand: DataVersion, register: Store) -> None:
    with pytest.raises(UnknownName, match="Unknown viewer: 'press'"):
        Viewer("press")
    with pytest.raises(UnknownName, match="Unknown partnership: 'nobody'"):
        Reader(hand, partnership_viewer(["A", "nobody"]))
    with checked(hand_register.tables(), as_at=hand_register.AS_AT) as tables:
        register.publish(tables).close()
    (Path(register.root) / "secret.key").unlink()
    with pytest.raises(CxcError, match="secret"):
        Operator(register.root).reader(viewer=PUBLIC)
