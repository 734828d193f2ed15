"""What stops the start: settings with which the wrong people would come in, or nobody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxc_metrics.errors import CxcError
from cxc_metrics.people import PEOPLE_FILE, PeopleTable, add_person, listed_person
from tests.people.test_login_settings import WHOLE
from ui.frame.opening import checked_secrets, tell_address
from ui.session import who_visits


@pytest.fixture(autouse=True)
def store(tmp_path: Path, sample_register: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store of its own, at a server that has not started yet."""
    shutil.copytree(sample_register, tmp_path / "store")
    monkeypatch.setenv("CXC_REGISTER_DIR", str(tmp_path / "store"))
    for held in (who_visits.settings, who_visits.door):
        held.cache_clear()
    yield tmp_path / "store"
    for held in (who_visits.settings, who_visits.door):
        held.cache_clear()


def refused(said: str) -> None:
    for held in (who_visits.settings, who_visits.door):
        held.cache_clear()
    with pytest.raises(CxcError, match=said):
        checked_secrets()


def test_a_laptop_starts_with_a_key_and_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked_secrets() is None
    tell_address()
    said = capsys.readouterr().out
    assert re.search(r"http://127\.0\.0\.1:8501/\?key=[\w-]{43}\n", said)
    assert "wider" not in said


def test_no_key_where_others_can_come_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXC_LOCAL_KEY", "off")
    monkeypatch.setenv("CXC_HOST", "0.0.0.0")
    refused("bound wider")


def test_a_login_that_cannot_work_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CXC_LOGIN_METADATA", "http://127.0.0.1:1/.well-known/openid-configuration")
    monkeypatch.setenv("CXC_LOCAL_KEY", "off")
    refused("no meaning where people log in")
    monkeypatch.delenv("CXC_LOCAL_KEY")
    monkeypatch.setenv("CXC_LOGIN_COOKIE_SECRET", "")
    refused("CXC_LOGIN_COOKIE_SECRET is missing")
    monkeypatch.setenv("CXC_LOGIN_COOKIE_SECRET", WHOLE["CXC_LOGIN_COOKIE_SECRET"])
    monkeypatch.setenv("CXC_LOGIN_METADATA", "https://login.example.eu/")
    refused("must end with")


def test_a_provider_that_is_silent_stops_nothing_and_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CXC_LOGIN_METADATA", "http://127.0.0.1:1/.well-known/openid-configuration")
    secrets = checked_secrets()
    assert secrets is not None
    assert secrets["auth"]["redirect_uri"] == "https://cxc.example.eu/metrics/oauth2callback"
    assert who_visits.login_of({"_streamlit_user": "forged"}) is None


def test_a_table_of_people_that_is_wrong_stops_the_start(store: Path) -> None:
    table = PeopleTable(store)
    add_person(table, listed_person(subject="s", viewer="partnership:NOWHERE"))
    refused("NOWHERE, and no register has that partnership")
    file = store / PEOPLE_FILE
    file.chmod(0o644)
    refused("chmod 600")
    file.chmod(0o600)
    file.write_text("[[person]]\nsubject = 1\n")
    refused("nobody is let in")


def test_a_store_without_its_secret_stops_the_start_and_an_empty_one_does_not(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published could be shown to nobody but internal people: lost, another's, open to others."""
    key, mark = store / "secret.key", store / "secret.fingerprint"
    value = key.read_bytes()
    key.chmod(0o644)
    refused("chmod 600")
    key.write_bytes(value[::-1])
    key.chmod(0o600)
    refused("is not the secret that this store's figures were protected with")
    key.unlink()
    refused("is lost.*Put it back from a backup.*cxc secret make --replace")
    key.mkdir()
    refused("cannot be read")
    key.rmdir()
    mark.unlink()
    refused("no secret yet.*cxc secret make")
    key.write_bytes(value)
    key.chmod(0o600)
    refused("is not the secret")
    shutil.rmtree(store)
    assert checked_secrets() is None, "the first publication makes it"
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    monkeypatch.setenv("CXC_REGISTER_DIR", str(no_folder))
    refused("folder")
