"""What Streamlit would give to whoever asks: files by their address, by the socket what developers need."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg

from cxc_metrics.disclosure import INTERNAL
from cxc_metrics.people import NOBODY, Person, UnknownKey
from ui.frame.file_gate import FileGate
from ui.frame.socket_gate import is_heard
from ui.session import files_given

BOSS = Person("boss", INTERNAL, listed_as="boss")
TABLE = b"country,O01\nMT,1\n"


class Asking:
    """Who asks, and in whose run a file is named; none runs where `drawing` is None."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asker: Person | None = NOBODY
        self.drawing: Person | None = None
        monkeypatch.setattr(files_given, "_GIVEN", files_given._Readers[str]())
        monkeypatch.setattr(files_given, "_MADE", files_given._Readers[bytes]())
        monkeypatch.setattr(files_given, "person_of", self._asker)
        monkeypatch.setattr(files_given, "person", lambda: self.drawing)
        monkeypatch.setattr(files_given, "person_of_visit", lambda _: self.drawing)
        monkeypatch.setattr(
            files_given, "get_script_run_ctx", lambda: self.drawing and SimpleNamespace(session_id="s")
        )

    def _asker(self, _request: HTTPConnection) -> Person:
        if self.asker is None:
            raise UnknownKey
        return self.asker


def test_a_file_is_given_to_the_person_alone_for_whom_it_was_drawn_or_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking = Asking(monkeypatch)
    served = Route("/cxc/media/{name}", lambda _: PlainTextResponse("records"))
    client = TestClient(FileGate(Starlette(routes=[served]), "/cxc", files_given.may_have))
    asking.drawing = BOSS
    files_given.give("drawn", TABLE)
    make = files_given.for_same_person(lambda: TABLE + b"later")
    asking.drawing = None
    files_given.give("made", make())  # Streamlit names it in no run
    files_given.give("of-nobody", b"other")
    for name, asker, status in (
        ("drawn", BOSS, 200), ("made", BOSS, 200), ("of-nobody", BOSS, 404), ("not-there", BOSS, 404),
        ("drawn", NOBODY, 404), ("made", NOBODY, 404), ("made", None, 404),
        ("made", Person("boss", INTERNAL), 404),
    ):  # fmt: skip
        asking.asker = asker
        answer = client.get(f"/cxc/media/{name}.csv")
        assert answer.status_code == status, (name, asker)
        assert answer.text == ("records" if status == 200 else "File not found")
        if status == 200:
            assert answer.headers["cache-control"] == "private, no-cache"


def test_every_download_says_for_whom_its_file_is_made(root: Path) -> None:
    drawing = [
        file.relative_to(root).as_posix()
        for room in ("ui", "pages")
        for file in sorted((root / room).rglob("*.py"))
        if "st.download_button(" in file.read_text(encoding="utf-8")
    ]
    assert drawing == ["ui/parts/downloads.py"], "a bare st.download_button gives its file to nobody"


def test_of_the_socket_only_what_pages_say_is_heard() -> None:
    for kind in ("load_git_info", "clear_cache", "set_run_on_save"):
        assert not is_heard(BackMsg(**{kind: True}).SerializeToString()), kind
    for kind in ("stop_script", "app_heartbeat"):
        assert is_heard(BackMsg(**{kind: True}).SerializeToString()), kind
    said = BackMsg()
    said.rerun_script.query_string = "lang=de"
    assert is_heard(said.SerializeToString())
    for operation, expected in (("deferred_file", True), ("install_skills", False)):
        said = BackMsg()
        getattr(said.backend_operation_request, operation).SetInParent()
        assert is_heard(said.SerializeToString()) is expected, operation
    assert not is_heard(b"")
    assert is_heard(b"\xff\xff\xff")  # Streamlit closes the socket
    assert is_heard(None)
