"""The page of people: for whom it is there, own keys, and the table for who administers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.disclosure import INTERNAL, PUBLIC, partnership_viewer
from cxc_metrics.people import (
    NOBODY,
    Duty,
    PeopleTable,
    Person,
    UnknownKey,
    add_person,
    listed_person,
    login_settings,
)
from tests.people.test_login_settings import WHOLE
from tests.ui.reading import errors, text
from ui.session import who_visits

Run = Callable[..., AppTest]
OWN = "W2-08"
ADMIN = Person("admin", INTERNAL, frozenset({Duty.ADMINISTER}), "An Admin", "admin")
MANAGER = Person("sub", partnership_viewer([OWN]), frozenset(), "A Manager", "m@example.eu")


@pytest.fixture
def table(sample_register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PeopleTable:
    """A table with an administrator and a manager, at a server where people log in."""
    monkeypatch.setattr(who_visits, "settings", lambda: login_settings(WHOLE))
    store = tmp_path / "store"
    shutil.copytree(sample_register, store)
    people = PeopleTable(store)
    add_person(people, listed_person(subject="admin", viewer="internal", duties=[Duty.ADMINISTER]))
    add_person(people, listed_person(email="m@example.eu", viewer=f"partnership:{OWN}"))
    return people


def test_it_is_there_for_whom_it_is_and_for_nobody_by_its_address(run: Run, table: PeopleTable) -> None:
    store = table.file.parent
    assert "Who sees and may do what" in text(run(store, "people", who=ADMIN))
    manager = run(store, "people", who=MANAGER)
    assert errors(manager) == []
    assert "Your keys for programs" in text(manager)
    for who in (MANAGER, Person("stranger", PUBLIC), NOBODY):
        app = run(store, "people", who=who)
        assert "Who sees and may do what" not in text(app)
        assert "admin" not in text(app)
        assert ("Your keys" in text(app)) is (who == MANAGER)


def test_a_key_is_shown_once_and_ends_when_it_is_revoked(run: Run, table: PeopleTable) -> None:
    app = run(table.file.parent, "people", who=MANAGER)
    app.selectbox(key="key_as").select("public")
    app.text_input(key="key_note").input("Excel")
    next(button for button in app.button if button.label == "Make a key").click().run()
    [code] = [block.value for block in app.code if block.value.startswith("cxc_")]
    assert table.people().of_key(code).viewer == PUBLIC
    app.run()
    assert code not in text(app) + "".join(block.value for block in app.code)
    app.button(key="key_revoke").click().run()
    with pytest.raises(UnknownKey):
        table.people().of_key(code)
    log = (table.file.parent / "audit" / "audit.jsonl").read_text()
    assert code not in log
    assert "m@example.eu" not in log


def test_who_administers_adds_changes_and_removes_and_nobody_else(run: Run, table: PeopleTable) -> None:
    app = run(table.file.parent, "people", who=ADMIN)
    app.text_input(key="new_person_who").input("new")
    app.selectbox(key="new_person_sees").select("internal")
    app.multiselect(key="new_person_duties").select(Duty.PUBLISH)
    next(button for button in app.button if button.label == "Add a person").click().run()
    assert errors(app) == []
    assert table.people().entry("new").duties == (Duty.PUBLISH,)
    app.selectbox(key="person_chosen").select("new").run()
    app.selectbox(key="person_new_sees").select("partnership")
    app.multiselect(key="person_new_partnerships").select(OWN)
    save = next(button for button in app.button if button.label == "Save")
    save.click().run()
    assert "sees all records" in " ".join(error.value for error in app.error)
    assert table.people().entry("new").viewer == "internal"
    app.selectbox(key="person_chosen").select("admin").run()
    app.button(key="person_remove").click().run()
    assert "another administrator can" in " ".join(error.value for error in app.error)
    app.selectbox(key="person_chosen").select("new").run()
    # The duty was taken away since the button was drawn.
    app.session_state[who_visits._ASSUMED] = MANAGER
    app.button(key="person_remove").click().run()
    assert table.people().entry("new")
