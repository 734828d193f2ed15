"""What a run says of a page goes to the browser at once, so that it is drawn once (decision 191).

Streamlit sends each element when it is made. The browser then draws the page a dozen times while the run goes
on, on the processor that the run needs.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a run says from its beginning to its end; that it goes on no longer lets all of it go.
_OF_A_RUN: Final = frozenset(
    {
        *("new_session", "page_config_changed", "page_info_changed", "navigation"),
        *("delta", "ref_hash", "script_finished"),
    }
)
# Seconds. What takes longer is shown as far as it is.
LONGEST: Final = 0.4


class SocketBursts:
    """Middleware before Streamlit's socket: a run is sent when it ends, or each `longest` seconds.

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
    """The messages of one socket, in their order."""

    def __init__(self, send: Send, longest: float) -> None:
        self._send, self._longest = send, longest
        self._held: list[Message] = []
        self._sending = asyncio.Lock()
        self._due: asyncio.Task[None] | None = None

    async def sent(self, message: Message) -> None:
        """Hold what belongs to a run; send whatever else comes, after what is held."""
        self._held.append(message)
        if not is_of_a_run(message.get("bytes")):
            await self._release()
        elif self._due is None:
            self._due = asyncio.create_task(self._release_later())

    def end(self) -> None:
        """The socket is closed: what is held has no reader."""
        if self._due is not None:
            self._due.cancel()

    async def _release_later(self) -> None:
        await asyncio.sleep(self._longest)
        self._due = None
        await self._release()

    async def _release(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        async with self._sending:
            while self._held:
                await self._send(self._held.pop(0))


def is_of_a_run(content: bytes | None) -> bool:
    """Whether a message is part of what a run says before it is over; what cannot be read is not."""
    said = ForwardMsg()
    try:
        said.ParseFromString(content or b"")
    except DecodeError:
        return False
    kind = said.WhichOneof("type")
    return kind in _OF_A_RUN or (
        kind == "session_status_changed" and said.session_status_changed.script_is_running
    )
