"""The table of people: who is who, what is refused, how it is written."""

from __future__ import annotations

import json
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxc_metrics.disclosure import INTERNAL, PUBLIC, partnership_viewer
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.people import (
    Duty,
    EndedLogins,
    ListedPerson,
    Login,
    PeopleTable,
    UnknownKey,
    new_key,
    read_login,
)

OWN = "https://cxc.example.eu"


def login(subject: str = "s", email: str = "") -> Login:
    return Login(subject, email, "A Name", "session", 9e9)


def listed(**fields: object) -> ListedPerson:
    return ListedPerson.model_validate(fields)


@pytest.fixture
def table(tmp_path: Path) -> PeopleTable:
    return PeopleTable(tmp_path / "store")


def add(table: PeopleTable, *entries: ListedPerson) -> None:
    table.change(lambda people: [*people.listed, *entries])


def test_what_is_written_is_read_again_and_is_nobody_elses_to_read(table: PeopleTable) -> None:
    text, key = new_key(viewer="public", note='a "note" \\ with signs')
    entries = (
        listed(subject='odd " \\ \u00e9', viewer="internal", duties=["publish", "administer"]),
        listed(email="Manager@Example.eu", viewer="partnership:W2-08,W1-01", keys=[key]),
        listed(subject="none"),
    )
    assert table.people().listed == ()
    add(table, *entries)
    assert PeopleTable(table.file.parent).people().listed == entries
    assert stat.S_IMODE(table.file.stat().st_mode) == 0o600
    assert text not in table.file.read_text()
    assert list(table.file.parent.glob("*.partial")) == []


def test_people_are_found_by_subject_or_by_verified_email(table: PeopleTable) -> None:
    add(
        table,
        listed(subject="s1", viewer="internal", duties=["publish"]),
        listed(email="m@example.eu", viewer="partnership:A"),
    )
    people = table.people()
    internal = people.of_login(login("s1"))
    assert (internal.viewer, internal.duties, internal.is_listed) == (INTERNAL, {Duty.PUBLISH}, True)
    assert people.of_login(login("x", "M@Example.eu")).viewer == partnership_viewer(["A"])
    for stranger in (login("x"), login("m@example.eu"), login("S1"), login("x", "s1"), login("", "")):
        person = people.of_login(stranger)
        assert (person.viewer, person.duties, person.is_listed) == (PUBLIC, frozenset(), False), stranger


def test_what_cannot_be_is_refused(table: PeopleTable) -> None:
    for fields in (
        {},
        {"subject": "a", "email": "a@b.c"},
        {"subject": "a", "viewer": "everybody"},
        {"subject": "a", "viewer": "partnership:"},
        {"subject": "a", "duties": ["fly"]},
        {"subject": "a", "duties": ["publish"]},
        {"subject": "a", "viewer": "partnership:A", "duties": ["roll_back"]},
        {"email": "nobody"},
        {"subject": "a\nb"},
        {"subject": "a", "rights": "all"},
    ):
        with pytest.raises(ValueError, match=r".+"):
            listed(**fields)
    add(table, listed(email="a@b.c"))
    with pytest.raises(CxcError, match="twice"):
        add(table, listed(email="A@b.c"))
    with pytest.raises(UnknownName):
        table.replace("nobody", None)


def test_a_table_that_others_may_read_or_nobody_can_is_refused_with_what_to_do(table: PeopleTable) -> None:
    add(table, listed(subject="s1", viewer="internal"))
    table.file.chmod(0o640)
    with pytest.raises(CxcError, match=f"chmod 600 {table.file}"):
        table.people()
    table.file.chmod(0o600)
    assert table.people().listed
    for content in (
        b"[[person]\n",
        b"\xff\xfe",
        b'[[person]]\nsubject = "a"\nviewer = "all"\n',
        b"[people]\n",
    ):
        table.file.write_bytes(content)
        with pytest.raises(CxcError, match="nobody is let in"):
            table.people()


def test_a_role_for_a_partnership_that_is_nowhere_is_told(table: PeopleTable) -> None:
    add(table, listed(subject="s1", viewer="partnership:A,B"))
    table.people().check_partnerships(["A", "B", "C"])
    with pytest.raises(CxcError, match=r"s1 .* B, .* cxc people change s1"):
        table.people().check_partnerships(["A"])


def test_a_key_opens_what_it_reaches_until_it_is_over_or_revoked(table: PeopleTable) -> None:
    text, key = new_key()
    narrow, narrowed = new_key(viewer="public")
    old, over = new_key()
    over = over.model_copy(update={"expires": datetime.now(UTC) - timedelta(seconds=1)})
    add(table, listed(subject="s1", viewer="partnership:A", keys=[key, narrowed, over]))
    person = table.people().of_key(text)
    assert (person.subject, person.viewer, person.duties) == ("s1", partnership_viewer(["A"]), frozenset())
    assert table.people().of_key(narrow).viewer == PUBLIC
    forged = f"{text[:-1]}{'a' if text[-1] != 'a' else 'b'}"
    for wrong in (old, forged, "", "cxc_", text.upper(), f"{text} ", f"cxc_{narrowed.id}_{text[-43:]}"):
        with pytest.raises(UnknownKey):
            table.people().of_key(wrong)
    table.replace("s1", listed(subject="s1", viewer="partnership:A", keys=[narrowed]))
    with pytest.raises(UnknownKey):
        table.people().of_key(text)


def test_a_key_that_reaches_further_than_its_person_by_now_opens_nothing(table: PeopleTable) -> None:
    text, key = new_key(viewer="partnership:A")
    add(table, listed(subject="s1", viewer="partnership:A", keys=[key]))
    assert table.people().of_key(text)
    table.replace("s1", listed(subject="s1", viewer="public", keys=[key]))
    with pytest.raises(UnknownKey):
        table.people().of_key(text)


def claims(**changes: object) -> bytes:
    said = {"sub": "s", "exp": time.time() + 60, "origin": OWN, "is_logged_in": True, "name": "N"}
    return json.dumps({**said, **changes}).encode()


def test_a_login_is_what_its_provider_said_of_it_and_no_more(tmp_path: Path) -> None:
    ended = EndedLogins(tmp_path / "ended.json")
    read = read_login(claims(email="a@b.c", email_verified=True), OWN, ended)
    assert read is not None
    assert (read.subject, read.email, read.name) == ("s", "a@b.c", "N")
    for unverified in ({}, {"email_verified": False}, {"email_verified": "true"}, {"email_verified": 1}):
        login_read = read_login(claims(email="a@b.c", **unverified), OWN, ended)
        assert login_read is not None
        assert login_read.email == ""
    for content in (
        b"", b"{", b"[]", claims(sub=""), claims(sub=None), claims(sub="x" * 300), claims(exp=None),
        claims(exp=time.time() - 1), claims(exp=True), claims(exp="9e9"), claims(origin="https://evil.example"),
        claims(is_logged_in=False), claims(is_logged_in="yes"),
    ):  # fmt: skip
        assert read_login(content, OWN, ended) is None, content


def test_a_login_that_was_ended_is_over_for_every_copy_and_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "ended.json"
    ended, content, other = EndedLogins(file), claims(), claims(nonce="another")
    read = read_login(content, OWN, ended)
    assert read is not None
    ended.end(read)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for held in (ended, EndedLogins(file)):
        assert read_login(content, OWN, held) is None
        assert read_login(other, OWN, held) is not None
    file.write_text("[]")
    with pytest.raises(CxcError, match="logged out"):
        EndedLogins(file)
