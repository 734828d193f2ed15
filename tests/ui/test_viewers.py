"""The pages as the public and as a partnership see them: closed, narrowed, protected."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Reader, open_register
from cxc_metrics.contract.reference import eu_members
from cxc_metrics.disclosure import INTERNAL, PROTECTED, partnership_viewer
from cxc_metrics.people import NOBODY, Door, Duty, People, Person
from cxc_metrics.words.texts import say
from tests.ui.reading import asked, errors, parts_of_lists, tables, text
from ui import session
from ui.session import who_visits

Run = Callable[..., AppTest]
_SHELL = str(Path(__file__).parents[2] / "ui" / "frame" / "shell.py")


def test_a_page_of_which_a_part_is_shown_stays_open(run: Run, sample_register: Path) -> None:
    """What is worked out of all flows is closed to the public: that is no lack of the register."""
    app = run(sample_register, "flows", viewer="public")
    assert errors(app) == []
    assert "nothing to show of this register" not in text(app)
    assert "Not shown here: " in text(app)


def test_closed_pages_are_closed_by_address_too(run: Run, sample_register: Path) -> None:
    exchange = str(_reader(sample_register).records.exchanges(limit=1).frame()["exchange_id"].iloc[0])
    for page, query in (
        ("data", {}),
        ("exchanges", {"exchange": exchange}),
        ("exchanges", {"organisation": "O1", "search": "a"}),
        ("matching", {"match_partnership": "W2-06"}),
    ):
        app = run(sample_register, page, viewer="public", **query)
        assert errors(app) == []
        assert "not shown to the public" in text(app)
        assert app.table == [] == list(app.dataframe)
        assert not app.get("file_uploader")
        assert exchange not in text(app)


def test_an_address_outside_of_the_lattice_says_what_can_be_asked(
    first_screen: Run, sample_register: Path
) -> None:
    app = first_screen(
        sample_register,
        "sectors",
        viewer="public",
        host_country=["DE", "FR"],
        period="2021-02-01..2021-03-31",
        beside="other_wave",
    )
    assert errors(app) == []
    said = " ".join(warning.value for warning in app.warning)
    assert "What can be asked" in said
    assert "host_country" not in app.query_params
    assert asked(app, "period") == "2021-01-01..2021-12-31"
    assert "beside" not in app.query_params
    assert not app.date_input


def test_no_data_version_is_told_but_the_one_served(first_screen: Run, sample_register: Path) -> None:
    """One that is not there is refused in the words of one that was served before."""
    served = _reader(sample_register).id
    for viewer in ("public", f"partnership:{_partnership(sample_register)}"):
        for wanted in ("nothing", f"{served[:-1]}-"):
            app = first_screen(sample_register, "methods", viewer=viewer, data=wanted)
            assert errors(app) == []
            said = " ".join(warning.value for warning in app.warning)
            assert "Only the data version that a register serves" in said
            assert served not in said
            assert "Known" not in said
    internal = first_screen(sample_register, "methods", data="nothing")
    assert served in " ".join(warning.value for warning in internal.warning)


def test_what_is_said_of_totals_holds_for_the_public(run: Run, sample_register: Path) -> None:
    """Every Member State is somewhere, though no corridor of it has a number; the whole is one number."""
    app = run(sample_register, viewer="public")
    assert errors(app) == []
    groups = re.findall(r"\*\*(?:Sent and hosted|Only sent|Only hosted|Not reached) \((\d+)\)", text(app))
    assert sum(map(int, groups)) == len(eu_members())
    [held] = re.findall(r"([\d,]+) exchanges were held", text(app))
    assert re.findall(r"Most in \d{4}: [\d,]+ of ([\d,]+) exchanges", text(app)) == [held]


def test_a_partnership_is_told_what_is_shown_of_its_own_only(run: Run, sample_register: Path) -> None:
    """In one line, with the way to it, and not as if the register could not tell it."""
    viewer = f"partnership:{_partnership(sample_register)}"
    for page in ("overview", "partnerships", "results", "meetings"):
        app = run(sample_register, page, viewer=viewer)
        assert errors(app) == []
        shown = text(app)
        assert "Not measurable" not in shown
        assert viewer not in shown
        assert "What this register cannot tell" not in shown
        assert "Shown of your own partnership only" in shown, page


def test_nothing_is_offered_that_would_only_refuse(run: Run, sample_register: Path) -> None:
    """The balance of countries, ecosystems against the model: of an address that asks, the first is shown."""
    own = _partnership(sample_register)
    asking = {"countries": "balance", "sectors": "against"}
    for page, show in asking.items():
        for query, is_offered in (
            ({"viewer": "public"}, False),
            ({"viewer": f"partnership:{own}"}, False),
            ({"viewer": f"partnership:{own}", "partnership": own}, True),
            ({}, True),
        ):
            app = run(sample_register, page, show=show, **query)
            assert errors(app) == []
            controls = [one for one in app.button_group if one.key == "w_show"]
            offered = {option for one in controls for option in one.options}
            assert (say(f"{page}.{show}") in offered) is is_offered, (page, query)
            if query == {"viewer": "public"} and page == "sectors":
                assert "The cross-sector index runs" not in text(app)


def test_the_results_speak_of_lines_only_where_they_are(first_screen: Run, sample_register: Path) -> None:
    for viewer, are_drawn in (("internal", True), ("public", False)):
        app = first_screen(sample_register, "results", viewer=viewer)
        shown, headings = text(app), {name for table in tables(app) for name in table.columns}
        assert ("Lines are 95% intervals" in shown) is are_drawn
        assert ("Value and interval" in headings) is are_drawn
        assert ("No intervals: they would be those of the true answers" in shown) is not are_drawn


def test_a_viewer_that_cannot_be_shows_the_least(first_screen: Run, sample_register: Path) -> None:
    for text_of in ("press", "partnership:", "partnership:nobody", "public:W1"):
        app = first_screen(sample_register, "methods", viewer=text_of)
        assert errors(app) == []
        assert "Shown as the public sees it" in text(app)
        assert asked(app, "viewer") == "public"


def test_only_a_visit_of_somebody_who_publishes_sends_files(
    run: Run, sample_register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visit that is shown as another sends none from that run on, not even where nothing can be shown."""
    visit = "test session id"  # of every AppTest
    bound = Door(is_bound_here=True, port=8501, local_key=None, people=People)
    monkeypatch.setattr(who_visits, "door", lambda: bound)
    here, elsewhere = (_request(peer) for peer in ("127.0.0.1", "192.0.2.1"))
    for query, may in (({}, True), ({"viewer": "public"}, False), ({"viewer": "internal"}, True)):
        run(sample_register, "methods", **query)
        assert session.may_send(visit, here) is may, query
        assert not session.may_send(visit, elsewhere)
    run(sample_register, "methods", who=Person("reader", INTERNAL, frozenset({Duty.ROLL_BACK})))
    assert not session.may_send(visit, here)
    lost = tmp_path / "store"
    shutil.copytree(sample_register, lost)
    (lost / "secret.key").unlink()
    run(lost, "methods", viewer=f"partnership:{_partnership(sample_register)}")
    assert not session.may_send(visit, here)
    run(sample_register, "methods")
    session.forget_senders(lambda each: each != visit)
    assert not session.may_send(visit, here)


def _request(peer: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "client": (peer, 1), "headers": [(b"host", b"localhost:8501")]})


def test_the_address_narrows_and_never_widens(run: Run, sample_register: Path) -> None:
    """Whoever a visitor is, an address shows them at most what they may see."""
    own, other = map(str, _reader(sample_register).options("partnership")[:2])
    manager = Person("manager", partnership_viewer([own]), listed_as="x")
    for who in (NOBODY, manager):
        for viewer in ("internal", f"partnership:{other}", f"partnership:{own},{other}"):
            app = run(sample_register, "exchanges", who=who, viewer=viewer)
            assert errors(app) == []
            assert "not yours to see" in " ".join(warning.value for warning in app.warning)
            assert "not shown to the public" in text(app)
            assert app.table == [] == list(app.dataframe)
    mine = run(sample_register, "exchanges", who=manager, partnership=own)
    assert "viewer" not in mine.query_params
    assert mine.selectbox(key="w_exchange").options
    assert len(mine.selectbox(key="w_viewer").options) == 2
    narrowed = run(sample_register, "exchanges", who=manager, viewer="public")
    assert asked(narrowed, "viewer") == "public"
    public = run(sample_register, "methods", who=NOBODY)
    assert "viewer" not in public.query_params
    assert not [box for box in public.selectbox if box.key == "w_viewer"]


def test_a_run_that_nobody_asked_for_is_the_publics(
    sample_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a browser and without a word who it is for."""
    monkeypatch.setenv("CXC_REGISTER_DIR", str(sample_register))
    app = AppTest.from_file(_SHELL).run()
    assert "not to be published" not in text(app)
    assert "As the public sees it" in text(app)


def test_the_choice_is_kept_in_the_address(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "methods")
    assert "viewer" not in app.query_params
    assert "not to be published" in text(app)
    partnership = _partnership(sample_register)
    name = _reader(sample_register).labels("partnership")[partnership]
    app.selectbox(key="w_viewer").select(f"{name} (partnership)").run()
    assert asked(app, "viewer") == f"partnership:{partnership}"
    assert "its own figures are exact" in text(app)
    app.selectbox(key="w_viewer").select("Internal, exact").run()
    assert "viewer" not in app.query_params


def test_a_partnership_sees_its_own_records(run: Run, sample_register: Path) -> None:
    partnership = _partnership(sample_register)
    viewer = f"partnership:{partnership}"
    own = run(sample_register, "exchanges", viewer=viewer, partnership=partnership)
    assert errors(own) == []
    assert "to be seen" not in text(own)
    assert own.selectbox(key="w_exchange").options
    every = run(sample_register, "exchanges", viewer=viewer, visitor_type="sme")
    assert errors(every) == []
    assert "Choose yours" in text(every)
    assert parts_of_lists(every) == []
    every.button(key="own_host").click().run()
    assert (asked(every, "host_partnership"), asked(every, "visitor_type")) == (partnership, "sme")
    assert every.selectbox(key="w_exchange").options
    page = run(sample_register, "partnerships", viewer=viewer, my=partnership)
    assert errors(page) == []
    assert len(page.selectbox(key="w_my").options) == 1
    # With one of its own there is nothing to choose.
    assert "Over the whole life of the partnership" in text(
        run(sample_register, "partnerships", viewer=viewer)
    )


def test_a_partnership_sees_its_own_studies(run: Run, sample_register: Path) -> None:
    """Silence and waiting, corridors: of its own selection, and of no other."""
    mine = _partnership(sample_register)
    viewer = f"partnership:{mine}"
    for page, title in (("results", "kept silent"), ("flows", "By size alone")):
        own = run(sample_register, page, viewer=viewer, partnership=mine)
        assert errors(own) == [], page
        assert title in text(own), page
        of_all = text(own).count("study can be seen by internal people only")
        assert text(own).count("study can be seen by") == of_all, page
    assert "study can be seen by internal people and" in text(run(sample_register, "results", viewer=viewer))


def test_without_the_secret_nothing_is_shown(run: Run, sample_register: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(sample_register, store)
    (store / "secret.key").unlink()
    for page in ("overview", "data", "methods"):
        app = run(store, page, viewer="public")
        assert "secret" in " ".join(error.value for error in app.error)
        assert not app.table
    assert errors(run(store, "methods")) == []


def test_published_totals_are_said_to_be_as_delivered(run: Run, erasmus_register: Path) -> None:
    app = run(erasmus_register, viewer="public")
    assert errors(app) == []
    assert "published total" in text(app)
    assert PROTECTED.lower() not in text(app).lower()


def _reader(store: Path) -> Reader:
    reader = open_register(store).reader()
    assert reader is not None
    return reader


def _partnership(store: Path) -> str:
    return str(_reader(store).options("partnership")[0])
