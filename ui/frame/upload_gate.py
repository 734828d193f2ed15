"""The route that takes uploads: closed to whom the form on the Data page is, bounded else.

That is offered to those who publish; but the route is Streamlit's and would take files all the same, from
anybody who has opened a page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import anyio
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from streamlit import runtime

from ui.session import forget_senders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from streamlit.runtime.uploaded_file_manager import UploadedFileManager

_ROUTE: Final = "/_stcore/upload_file/"
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Bounds:
    """Files and bytes held for one visitor, bytes held for all, seconds held and seconds to send one file."""

    files: int = 60
    visitor_bytes: int = 400 * _MEGABYTE
    all_bytes: int = 1_000 * _MEGABYTE
    held_seconds: float = 1_800.0
    sending_seconds: float = 300.0


@dataclass
class _Held:
    """A file that was sent or is on its way."""

    bytes: int
    since: float
    arrived: bool = False


@dataclass
class Ledger:
    """What is held of whom: session and file to size and time."""

    bounds: Bounds = field(default_factory=Bounds)
    now: Callable[[], float] = time.monotonic
    held: dict[tuple[str, str], _Held] = field(default_factory=dict)

    def refusal(self, session: str, file: str, size: int) -> str | None:
        """Why a file of that size is not taken now; None where it is."""
        others = {key: held for key, held in self.held.items() if key != (session, file)}
        own = [held.bytes for (whose, _), held in others.items() if whose == session]
        if len(own) + 1 > self.bounds.files:
            return f"More than {self.bounds.files} files. Send one zip of them"
        if sum(own) + size > self.bounds.visitor_bytes:
            return f"More than {self.bounds.visitor_bytes // _MEGABYTE} MB in all. Use cxc publish"
        if sum(held.bytes for held in others.values()) + size > self.bounds.all_bytes:
            return "Others are uploading large files. Try again in some minutes"
        return None

    def expire(self, manager: UploadedFileManager) -> None:
        """Forget what is held for too long, and what Streamlit holds no more."""
        for (session, file), held in list(self.held.items()):
            if not held.arrived:
                continue
            if self.now() - held.since > self.bounds.held_seconds:
                # Streamlit has one manager, in memory; the protocol it declares lacks this.
                manager.remove_file(session_id=session, file_id=file)  # type: ignore[attr-defined]
            if not manager.get_files(session, [file]):
                del self.held[session, file]


class UploadGate:
    """Middleware before Streamlit's upload route."""

    def __init__(self, app: ASGIApp, allowed: Callable[[str, HTTPConnection], bool], ledger: Ledger) -> None:
        """`allowed` says whether a visit, by the id of its session, may send files by a request."""
        self.app, self.allowed, self.ledger = app, allowed, ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or _ROUTE not in scope["path"] or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
        elif not self.allowed(_address(scope)[0], HTTPConnection(scope)):
            await PlainTextResponse("Uploading is off for you", 403)(scope, receive, send)
        elif scope["method"] != "PUT":
            await self.app(scope, receive, send)
        else:
            await self._put(scope, receive, send)

    async def _put(self, scope: Scope, receive: Receive, send: Send) -> None:
        session, file = _address(scope)
        self.ledger.expire(runtime.get_instance().uploaded_file_mgr)
        size = _declared(scope)
        if size is None:
            await PlainTextResponse("Say how long the file is", 411)(scope, receive, send)
            return
        refused = self.ledger.refusal(session, file, size)
        if refused is not None:
            await PlainTextResponse(refused, 413)(scope, receive, send)
            return
        held = self.ledger.held[session, file] = _Held(size, self.ledger.now())
        status = _Status(send)
        try:
            with anyio.fail_after(self.ledger.bounds.sending_seconds):
                await self.app(scope, receive, status)
            held.arrived = status.code < 300
        except TimeoutError:
            if not status.code:
                await PlainTextResponse("The file took too long to arrive", 408)(scope, receive, send)
        finally:
            if not held.arrived:
                self.ledger.held.pop((session, file), None)


class _Status:
    """Passes an answer on and remembers its number."""

    def __init__(self, send: Send) -> None:
        self._send, self.code = send, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.code = message["status"]
        await self._send(message)


def _address(scope: Scope) -> tuple[str, str]:
    """The session and the file that a request is about."""
    session, _, file = scope["path"].partition(_ROUTE)[2].partition("/")
    return session, file


def _declared(scope: Scope) -> int | None:
    """The length the request declares; uvicorn lets no longer body through."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


async def sweep_forever(ledger: Ledger, every: float = 60.0) -> None:
    """Let go of what nobody came back for, though nobody asks for anything, and of visits that have ended."""
    while True:
        await anyio.sleep(every)
        if runtime.exists():
            running = runtime.get_instance()
            ledger.expire(running.uploaded_file_mgr)
            forget_senders(running.is_active_session)
