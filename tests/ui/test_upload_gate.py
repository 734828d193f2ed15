"""The route that takes uploads refuses by itself: what is off is off, and what is held is bounded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from streamlit import runtime
from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ui.frame.server import hide_files
from ui.frame.upload_gate import Bounds, Ledger, UploadGate

ROUTE = "/_stcore/upload_file"


class Place:
    """A gate before a route that stores what arrives, as Streamlit's does; `clock` is its time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **bounds: Any) -> None:
        self.clock = 0.0
        self.manager = MemoryUploadedFileManager(ROUTE)
        self.allowed = True
        self.ledger = Ledger(Bounds(**bounds), now=lambda: self.clock)
        self.gate = UploadGate(
            self._store, lambda session, _: self.allowed and session != "closed", self.ledger
        )
        monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=self.manager))

    async def _store(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        body = (await receive())["body"]
        session, file = scope["path"].split("/")[-2:]
        if scope["method"] == "PUT":
            record = UploadedFileRec(file_id=file, name="n", type="t", data=body)
            self.manager.add_file(session, record)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def ask(
        self, path: str, size: int = 3, method: str = "PUT", *, declared: bool = True, wait: float = 0
    ) -> int:
        """The status of one request."""
        headers = [(b"content-length", str(size).encode())] if declared else []
        scope = {"type": "http", "method": method, "path": path, "headers": headers}
        told: list[int] = []

        async def receive() -> dict[str, Any]:
            await anyio.sleep(wait)
            return {"type": "http.request", "body": b"x" * size, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                told.append(message["status"])

        # A thread of its own: a browser driven in this one has a loop running here.
        with ThreadPoolExecutor(1) as beside:
            beside.submit(anyio.run, self.gate, scope, receive, send).result()
        assert len(told) == 1
        return told[0]

    def put(self, session: str, file: str, size: int = 3, **options: Any) -> int:
        return self.ask(f"{ROUTE}/{session}/{file}", size, **options)


def test_where_uploading_is_off_the_route_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(monkeypatch)
    place.allowed = False
    for path in (f"{ROUTE}/s/1", f"/base{ROUTE}/s/1"):
        for method in ("PUT", "POST", "DELETE", "GET"):
            assert place.ask(path, method=method) == 403, (path, method)
    assert place.ask("/healthz", method="GET") == 204, "other addresses pass"
    assert place.manager.file_storage == {}


def test_a_visit_that_may_not_send_is_refused_beside_one_that_may(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(monkeypatch)
    assert place.put("closed", "1") == 403
    assert place.put("open", "1") == 204
    assert place.ask(f"{ROUTE}/closed/1", method="DELETE") == 403
    assert list(place.manager.file_storage) == ["open"]


def test_files_and_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(monkeypatch, files=2, visitor_bytes=10, all_bytes=16)
    assert place.put("a", "1", 4) == 204
    assert place.put("a", "2", 7) == 413, "more than a visitor may send"
    assert place.put("a", "2", 6) == 204
    assert place.put("a", "3", 0) == 413, "a third file"
    assert place.put("b", "1", 7) == 413, "more than all may send together"
    assert place.put("b", "1", 6) == 204
    assert place.put("a", "1", 4) == 204, "the same file again counts once"
    assert place.put("c", "1", 1, declared=False) == 411
    assert place.ask(f"{ROUTE}/a/1", method="DELETE") == 204
    place.manager.remove_file("a", "1")
    assert place.put("c", "1", 4) == 204, "what Streamlit has let go of is free"


def test_what_is_held_too_long_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(monkeypatch, held_seconds=60)
    place.put("a", "1")
    place.clock = 59
    place.put("a", "2")
    assert len(place.manager.get_files("a", ["1", "2"])) == 2
    place.clock = 61
    place.ledger.expire(place.manager)
    assert [file.file_id for file in place.manager.get_files("a", ["1", "2"])] == ["2"]
    assert list(place.ledger.held) == [("a", "2")]


def test_a_file_that_does_not_arrive_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(monkeypatch, sending_seconds=0.05)
    assert place.put("a", "1", wait=30) == 408
    assert place.ledger.held == {}
    assert place.put("a", "1") == 204


def test_no_file_can_be_asked_for_by_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing every number that a table may hold would else tell which of them somebody was given."""
    original = memory_media_file_storage._calculate_file_id
    monkeypatch.setattr(memory_media_file_storage, "_calculate_file_id", original)
    table = (b"country,O01\nMT,1\n", "text/csv", MediaFileKind.DOWNLOADABLE, "figures.csv")
    guessed = original(table[0], table[1], table[3])
    names = []
    for _server in range(2):
        memory_media_file_storage._calculate_file_id = original
        hide_files()
        storage = MemoryMediaFileStorage("/media")
        names += [storage.load_and_get_id(*table), storage.load_and_get_id(*table)]
        with pytest.raises(MediaFileStorageError):
            storage.get_file(f"{guessed}.csv")
    assert names[0] == names[1] != names[2] == names[3]
    assert guessed not in names
