"""What a run draws goes to the browser when it is all there, so that it is drawn once (decision 192).

Streamlit sends each element when it is made. The browser then marks the whole page as out of date and draws
it a dozen times while the run goes on, on the processors that the run needs.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What is drawn; a reference stands for what was sent before.
_ELEMENTS: Final = frozenset({"delta", "ref_hash"})
_RUNNING, _STATUS = "running", "session_status_changed"
# Seconds. A run that takes longer is told as one that goes on, and shown as far as it is.
LONGEST: Final = 0.3


class SocketBursts:
    """Middleware before Streamlit's socket: elements are held until anything else is said, or `longest`.

    Around it stands what a socket is sent when its reader has gone (`SocketMessages`).
    """

    def __init__(self, app: ASGIApp, longest: float = LONGEST) -> None:
        self.app, self._longest = app, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        burst = Burst(send, self._longest)
        try:
            await self.app(scope, receive, burst.sent)
        finally:
            burst.end()


class Burst:
    """The messages of one socket in their order; but that a run goes on is said of a short one last."""

    def __init__(self, send: Send, longest: float) -> None:
        self._send, self._longest = send, longest
        self._elements: list[Message] = []
        # That a run goes on, until that is said.
        self._begun: Message | None = None
        self._sending = asyncio.Lock()
        self._due: asyncio.Task[None] | None = None
        self._late: asyncio.Task[None] | None = None

    async def sent(self, message: Message) -> None:
        """Hold what a run draws and that it goes on; send whatever else comes, after what is held."""
        kind = kind_of(message.get("bytes"))
        if kind == _RUNNING:
            self._begun = message
        elif kind in _ELEMENTS:
            self._elements.append(message)
        elif kind == _STATUS and self._begun is not None:
            # Streamlit's client waits for it where a reader asked for a rerun. Here nothing is out of date.
            begun, self._begun = self._begun, None
            await self._release(begun, message)
        else:
            await self._release(message)
        self._set_clock()

    def end(self) -> None:
        """The socket is closed: what is held has no reader."""
        for task in (self._due, self._late):
            if task is not None:
                task.cancel()

    def _set_clock(self) -> None:
        is_holding = bool(self._elements) or self._begun is not None
        if is_holding and self._due is None:
            self._due = asyncio.create_task(self._release_later())
        elif not is_holding and self._due is not None:
            self._due.cancel()
            self._due = None

    async def _release_later(self) -> None:
        await asyncio.sleep(self._longest)
        self._late, self._due = self._due, None
        begun, self._begun = self._begun, None
        if begun is not None:
            self._elements.insert(0, begun)
        await self._release()

    async def _release(self, *also: Message) -> None:
        """Sends the elements and what comes after them; what is held meanwhile stays behind it."""
        going, self._elements = [*self._elements, *also], []
        async with self._sending:
            for message in going:
                await self._send(message)


def kind_of(content: bytes | None) -> str | None:
    """What a message of the server says, by Streamlit's names; `running` that a run goes on.

    None for what cannot be read.
    """
    said = ForwardMsg()
    try:
        said.ParseFromString(content or b"")
    except DecodeError:
        return None
    kind: str | None = said.WhichOneof("type")
    return _RUNNING if kind == _STATUS and said.session_status_changed.script_is_running else kind
