"""How much and how often a page may ask by its socket: what comes too fast waits its turn (decision 187)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import anyio
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.frame.token_buckets import Buckets, Limit

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Send

_OF_ALL: Final = Limit(60, 10.0)
_OF_ONE: Final = Limit(20, 5.0)
# Messages that wait at a time, none of which another makes needless; and those read while one waits.
_MOST_WAITING: Final = 8
_MOST_READ: Final = 64
# What a message alone says: a press of a button, a pick in a component.
_TRIGGERS: Final = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")


@dataclass(frozen=True)
class MessageBounds:
    """How long a message may be, and how often messages are handed on.

    `of_all`: of all sockets of a person or peer together; `of_one`: of each, so that one page that asks
    without end leaves something to the others.
    """

    of_all: Limit = _OF_ALL
    of_one: Limit = _OF_ONE
    bytes: int = 1_000_000

    @classmethod
    def of(cls, a_minute: int) -> MessageBounds:
        """For so many messages a minute, a tenth of them at once; half the pace for each socket."""
        of_all = Limit(max(a_minute / 10, 1), a_minute / 60)
        return cls(of_all, Limit(max(of_all.burst / 3, 1), of_all.per_second / 2))


class SocketMessages:
    """What a socket is sent and sends, within bounds.

    Streamlit begins a run for each message, also where the next is there already. So a message that waits is
    left away where one that came later says all that it says. No other is lost: a page that is closed
    connects anew, but does not repeat what was chosen on it.
    """

    def __init__(
        self, bounds: MessageBounds, buckets: Buckets, who: str, receive: Receive, send: Send
    ) -> None:
        self._bounds, self._who, self._receive, self._send = bounds, who, receive, send
        own = ("socket", Buckets(1, buckets.now), bounds.of_one)
        self._paces = (own, ("messages", buckets, bounds.of_all))
        self._waiting: deque[Message] = deque()
        self._end: Message | None = None

    async def received(self) -> Message:
        """The next message, when it is its turn."""
        if not self._waiting:
            await self._take()
        if self._end is None and self._waiting[0]["type"] == "websocket.connect":
            return self._waiting.popleft()
        if self._end is None:
            await self._turn()
        return self._end or self._waiting.popleft()

    async def sent(self, message: Message) -> None:
        """Send, unless it is over: the application learns that from what it receives."""
        if self._end is not None:
            return
        try:
            await self._send(message)
        except OSError:
            self._end = {"type": "websocket.disconnect", "code": 1006}

    async def _take(self) -> None:
        """Take in the next message, in the place of those that it makes needless."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._end = message
        elif len(message.get("bytes") or message.get("text") or b"") > self._bounds.bytes:
            await self._close(1009, "The message is too long.")
        else:
            while self._waiting and is_needless(self._waiting[-1].get("bytes"), message.get("bytes")):
                self._waiting.pop()
            self._waiting.append(message)

    async def _turn(self) -> None:
        """Wait for it."""
        has_waited = False
        for kind, buckets, limit in self._paces:
            while self._end is None and (wait := buckets.wait(kind, self._who, limit)):
                has_waited = True
                with anyio.move_on_after(wait):
                    await self._take_meanwhile()
        if has_waited and self._end is None:
            self._waiting[0] = as_new(self._waiting[0])

    async def _take_meanwhile(self) -> None:
        """Take in some of what comes; what is more stays with its sender."""
        for _ in range(_MOST_READ):
            if len(self._waiting) >= _MOST_WAITING:
                break
            await self._take()
            if self._end is not None:
                return
        await anyio.sleep_forever()

    async def _close(self, code: int, reason: str) -> None:
        self._end = {"type": "websocket.disconnect", "code": code}
        await self._send({"type": "websocket.close", "code": code, "reason": reason})


def is_needless(earlier: bytes | None, later: bytes | None) -> bool:
    """Whether a page that says `later` need not have said `earlier`.

    A message says all that is chosen on a page. It alone says what was pressed; that of a part of the page
    does not have the rest drawn.
    """
    before, after = _rerun(earlier), _rerun(later)
    if before is None or after is None:
        return False
    old, new = before.rerun_script, after.rerun_script
    return bool(
        old.page_script_hash == new.page_script_hash
        and new.fragment_id in {"", old.fragment_id}
        and not old.is_history_navigation
        and not any(state.WhichOneof("value") in _TRIGGERS for state in old.widget_states.widgets)
    )


def as_new(message: Message) -> Message:
    """A message that waited, without what its page said that it still has: others were drawn since then."""
    said = _rerun(message.get("bytes"))
    if said is None:
        return message
    said.rerun_script.ClearField("cached_message_hashes")
    return {**message, "bytes": said.SerializeToString()}


def _rerun(content: bytes | None) -> BackMsg | None:
    said = BackMsg()
    try:
        said.ParseFromString(content or b"")
    except DecodeError:
        return None
    return said if said.WhichOneof("type") == "rerun_script" else None
