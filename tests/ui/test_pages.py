"""Every page over every kind of register: no error, the words that must be there, the numbers right."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import open_store
from cxc_metrics.words.numbers import number
from cxc_metrics.words.texts import say
from tests.ui.line import badges
from tests.ui.reading import errors, listed_figures
from ui.session.navigation import ENTRIES

Run = Callable[..., AppTest]
PAGES = [entry.id for entry in ENTRIES]


def asked(app: AppTest, name: str) -> list[str]:
    """The values of a parameter in the address."""
    value = app.query_params[name]
    return [value] if isinstance(value, str) else list(value)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("store", ["sample_register", "erasmus_register", "capes_register"])
def test_a_page_opens_over_every_register(
    run: Run, page: str, store: str, request: pytest.FixtureRequest
) -> None:
    app = run(request.getfixturevalue(store), page)
    assert errors(app) == []
    # Where rows stand for many persons, none of them is one exchange.
    persons = store == "erasmus_register" and page == "exchanges"
    titles = {"gaps": "hosting gaps", "exchanges": "rows" if persons else "exchanges"}
    if page == "overview":  # its first heading is the finding, its name for those who do not see it
        assert ">Overview</h1>" in "".join(one.proto.body for one in app.get("html"))
    else:
        assert app.title[0].value.lower() == titles.get(page, page)


def test_a_page_is_the_program_no_longer_than_it_is_drawn(run: Run, sample_register: Path) -> None:
    """A process that another test starts would be started with it."""
    before = sys.modules["__main__"]
    run(sample_register, "methods")
    assert sys.modules["__main__"] is before
    assert not str(getattr(before, "__file__", "")).endswith("shell.py")


@pytest.mark.parametrize("page", PAGES)
def test_a_selection_that_leaves_nothing_is_designed(run: Run, sample_register: Path, page: str) -> None:
    app = run(sample_register, page, visitor_country="LU", host_country="LU")
    assert errors(app) == []


@pytest.mark.parametrize("page", PAGES)
def test_without_a_register_every_page_says_what_to_do(run: Run, tmp_path: Path, page: str) -> None:
    app = run(tmp_path / "none", page)
    assert errors(app) == []
    assert any("cxc demo" in info.value for info in app.info)


def test_the_headline_is_what_measuring_says(run: Run, sample_register: Path) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    expected = measure(version, ["O01"], scope=Scope(host_country=("DE",))).value("O01")
    app = run(sample_register, host_country="DE")
    assert listed_figures(app)[0][1] == number(expected)
    assert expected


def test_the_synthetic_register_says_so_on_every_page(first_screen: Run, sample_register: Path) -> None:
    for page in PAGES:
        app = first_screen(sample_register, page)
        assert badges(app)[say("line.synthetic")] == [say("app.synthetic")], page


def test_what_the_address_asks_in_vain_is_said(run: Run, sample_register: Path) -> None:
    app = run(sample_register, host_country=["DE", "QQ"], period="2022-12-31..2022-01-01")
    said = " ".join(warning.value for warning in app.warning)
    assert "QQ" in said
    assert "ends before it starts" in said
    assert asked(app, "host_country") == ["DE"]


def test_an_older_data_version_is_announced(run: Run, sample_register: Path) -> None:
    app = run(sample_register, data="no-such-version")
    assert any("no-such-version" in warning.value.replace("\\", "") for warning in app.warning)
    assert errors(app) == []


def test_a_bare_address_in_a_visit_keeps_the_selection(sample_register: Path, run: Run) -> None:
    """Streamlit's client sometimes writes a change of page without its query, and Back leads there."""
    app = run(sample_register, "countries", host_country="DE")
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert asked(app, "host_country") == ["DE"]
    assert asked(app, "data")
