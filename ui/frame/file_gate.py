"""The route that gives files: to those alone to whom a file was given, whoever else knows its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROUTE: Final = "/media/"


class FileGate:
    """Middleware before Streamlit's route of files; no browser shows one again without asking."""

    def __init__(self, app: ASGIApp, base: str, allowed: Callable[[str, HTTPConnection], bool]) -> None:
        """`allowed` says whether a file, by its id, may go to whoever sends a request."""
        self.app, self.allowed = app, allowed
        self._route = f"{base}{_ROUTE}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(self._route):
            await self.app(scope, receive, send)
            return
        file_id = PurePosixPath(scope["path"].removeprefix(self._route)).stem
        if not self.allowed(file_id, HTTPConnection(scope)):
            # As of a file that is not there.
            await PlainTextResponse("File not found", 404)(scope, receive, send)
            return

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "private, no-cache"
            await send(message)

        await self.app(scope, receive, answered)
