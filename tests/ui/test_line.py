"""The line on top: the selection as a sentence, lists and counts, search, badges, what is sent to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.words.numbers import number
from cxc_metrics.words.texts import say
from pages import flows
from tests.ui.line import answers, badges, choose, fields, go, line, sentence, word
from tests.ui.reading import asked, current, errors, listed_figures
from ui.frame import search_things

Run = Callable[..., AppTest]
HOSTILE = (
    *("QQ", "<script>alert(1)</script>", "x" * 5_000, "%00", "ES,QQ", "'; DROP TABLE exchange; --"),
    *({"a": 1}, ["QQ"], True, -1e308),
)


def test_the_selection_reads_as_a_sentence(first_screen: Run, sample_register: Path) -> None:
    app = first_screen(sample_register)
    assert sentence(app) == (
        "Exchanges held from anywhere to anywhere in any ecosystem of any partnership 2020 to May 2024"
    )
    selected = {"visitor_country": ["ES", "FR", "IT"], "sector": "9", "period": "2022", "mode": "virtual"}
    app = first_screen(
        sample_register, "countries", host_country=["DE", "EL"], status="validated", **selected
    )
    assert sentence(app) == (
        "Exchanges closed and validated from Spain and 2 more to Germany and Greece in Health "
        "of any partnership Mode: Virtual 2022"
    )
    assert "Health virtual visits from Spain, France and Italy" in line(app)["paper"][0]
    assert errors(app) == []


def test_every_filter_of_the_register_is_reached(first_screen: Run, sample_register: Path) -> None:
    reader = open_register(sample_register).reader()
    assert reader is not None
    offered = fields(first_screen(sample_register))
    assert offered == {name for name in Scope.fields() if reader.can_filter(name)} | {"beside", "figure"}


def test_what_is_chosen_goes_into_the_address_and_stays_across_what_follows(
    first_screen: Run, sample_register: Path
) -> None:
    app = choose(first_screen(sample_register, "countries", country="ES"), "visitor_sector", "9")
    assert asked(app, "sector") == "9"
    assert asked(app, "country") == "ES", "what belongs to the page stays"
    app = choose(app, "visitor_country", "ES", "EL")
    assert app.query_params["visitor_country"] == ["EL", "ES"]
    app = choose(app, "period", "2021-03..2022")
    assert asked(app, "period") == "2021-03-01..2022-12-31"
    app = choose(app, "status", "validated")
    assert asked(app, "status") == "validated"
    app = choose(app, "visitor_country")
    assert "visitor_country" not in app.query_params
    app = choose(app, "", "")
    assert set(app.query_params) == {"data", "country"}
    assert errors(app) == []


def test_a_hostile_value_is_answered_as_in_an_address(first_screen: Run, sample_register: Path) -> None:
    app = first_screen(sample_register, "methods")  # a page without figures: what is read is read before it
    for field in ("visitor_country", "visitor_sector", "partnership", "period", "status", "beside"):
        for value in HOSTILE:
            app = choose(app, field, value)
            assert errors(app) == [], (field, value)
            assert app.warning, f"nothing is said of {value!r} as {field}"
            assert set(app.query_params) <= {"data", field}, (field, value)
        app = choose(app, field)
        assert set(app.query_params) == {"data"}, field


def test_what_is_no_field_of_the_line_changes_nothing(first_screen: Run, sample_register: Path) -> None:
    app = first_screen(sample_register, "methods")
    for other in ("data", "viewer", "register", "lang", "brief", "nonsense", None, {}, "x" * 5_000):
        version = asked(app, "data")
        app = choose(app, other, "QQ")
        assert errors(app) == []
        assert set(app.query_params) == {"data"}, other
        assert asked(app, "data") == version
    for kind in (*HOSTILE, "page", "figure", "organisation", "of_visitor_country", "newest", "law"):
        app = go(app, kind, "../../etc/passwd")
        assert errors(app) == [], kind


def test_counts_stand_beside_the_values_under_the_other_words(
    first_screen: Run, sample_register: Path
) -> None:
    app = first_screen(sample_register, visitor_country="ES", host_country="DE")
    counted = answers(app, field="host_country")
    scope = Scope(visitor_country=("ES",))
    table = measure(current(sample_register), ["O01"], by=["host_country"], scope=scope).table
    expected = {row["host_country"]: number(row["O01"]) for row in table.to_dict("records")}
    shown = {code: text for code, text in counted["counts"].items() if text not in {"", "0"}}
    assert shown == expected
    assert counted["counts"]["EU27"] == "", "no sum that nobody measured"
    years = answers(app, field="period")["counts"]
    assert set(years) == {"2020", "2021", "2022", "2023", "2024"}
    assert answers(app, field="nonsense") == answers(app)


def test_the_public_is_counted_as_protected_and_offered_what_it_may_ask(
    first_screen: Run, sample_register: Path
) -> None:
    reader = open_register(sample_register).reader(viewer=PUBLIC)
    assert reader is not None
    inside = reader.measure(["O01"], by=["host_country"], scope=Scope(visitor_country=("ES",)))
    app = first_screen(sample_register, visitor_country="ES", viewer="public")
    counted = answers(app, field="host_country")["counts"]
    assert {code: text for code, text in counted.items() if text not in {"", "0"}} == {
        str(code): number(cell.value)
        for code, cell in zip(inside.frame()["host_country"], inside["O01"].cells, strict=True)
        if cell.value
    }
    app = first_screen(sample_register, visitor_country="ES", sector="9", viewer="public")
    assert answers(app, field="host_country")["counts"] == {}, "three together cannot be protected"
    assert "two" in word(app, "host_country")["why"]
    assert not word(app, "visitor_country").get("why"), "another value instead can be asked"
    assert not word(app, "visitor_country")["several"]
    assert "span" not in word(app, "period")
    assert not line(app)["finds"]
    assert answers(app, find="nova")["organisations"] == []


def test_the_search_finds_organisations_for_the_internal_viewer_alone(
    first_screen: Run, sample_register: Path
) -> None:
    app = first_screen(sample_register)
    assert line(app)["finds"]
    hits = answers(app, find="innov")["organisations"]
    assert 0 < len(hits) <= 24
    assert all("innov" in name.casefold() for _, _, name, _ in hits)
    app = go(app, "organisation", hits[0][1])
    assert asked(app, "organisation") == hits[0][1]
    assert app.title[0].value == say("nav.exchanges")


def test_the_search_leads_to_pages_figures_and_profiles_with_the_selection(
    first_screen: Run, sample_register: Path
) -> None:
    reader = open_register(sample_register).reader()
    assert reader is not None
    things = search_things.things(reader, "en", frozenset({"participants"}))
    assert ("visitor_country", "ES", "Spain", "as visitor country") in things
    assert not any(kind == "page" and name == "participants" for kind, name, *_ in things)
    app = first_screen(sample_register, visitor_country="ES")
    for kind, name, title, own in (
        ("page", "flows", "flows", {}),
        ("figure", "O04", "methods", {"kpi": "O04"}),
        ("of_visitor_country", "FR", "countries", {"country": "FR"}),
        ("of_visitor_sector", "9", "sectors", {"sector_profile": "9"}),
    ):
        app = go(app, kind, name)
        assert app.title[0].value == say(f"nav.{title}")
        assert asked(app, "visitor_country") == "ES"
        assert {key: asked(app, key) for key in own} == own
    app = go(first_screen(sample_register, "methods", visitor_country="ES"), "visitor_country", "FR")
    # Where the selection does not act, it acts on the start page, whose title is for ears.
    assert listed_figures(app)
    assert asked(app, "visitor_country") == "FR"


def test_badges_say_what_is_true_of_all_figures(first_screen: Run, sample_register: Path) -> None:
    said = badges(first_screen(sample_register))
    assert list(said) == [say("line.synthetic"), "as at 31 May 2024"]
    assert said[say("line.synthetic")] == [say("app.synthetic")]
    said = badges(first_screen(sample_register, viewer="public"))
    assert said[say("viewer.public")] == [say("viewer.protected")]


def test_a_page_that_declares_figures_has_a_word_for_its_own(
    first_screen: Run, sample_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "figures", lambda _reader: ("O04", "O01"), raising=False)
    app = first_screen(sample_register, "flows", visitor_country="ES")
    subject = word(app, "figure")
    assert subject["text"] == "SME share of visitors"
    assert [option["value"] for option in subject["options"]] == ["O04", "O01"]
    assert "%" in answers(app, field="host_country")["counts"]["DE"]
    app = choose(app, "figure", "O01")
    assert asked(app, "figure") == "O01"
    assert word(app, "figure")["text"] == "Exchanges held"
    assert "status" in fields(app)
    app = choose(app, "figure", "nonsense")
    assert word(app, "figure")["text"] == "SME share of visitors"
    assert errors(app) == []


def test_a_page_about_no_exchanges_begins_with_its_own_figure(
    first_screen: Run, sample_register: Path
) -> None:
    """Its sentence said "Exchanges held", of which it has none; the view of exchanges is behind more."""
    for page, name in (("meetings", "Meetings held"), ("support", "Services")):
        app = first_screen(sample_register, page, visitor_country="ES")
        assert errors(app) == []
        subject = line(app)["words"][0]
        assert (subject["text"], subject["kind"]) == (name, "plain")
        assert "status" in {each["field"] for each in line(app)["further"]}


def test_a_figure_of_the_page_becomes_its_figure_when_it_is_searched_for(
    first_screen: Run, sample_register: Path
) -> None:
    app = go(first_screen(sample_register, "overview", visitor_country="ES"), "figure", "O04")
    assert asked(app, "figure") == "O04"
    assert word(app, "figure")["text"] == "SME share of visitors"
    assert asked(app, "visitor_country") == "ES"
