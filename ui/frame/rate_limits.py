"""How often and how much one peer may ask, over HTTP and by the socket."""

from __future__ import annotations

import ipaddress
import json
import math
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect

from cxc_metrics.errors import CxcError
from ui.frame.socket_messages import MessageBounds, SocketMessages
from ui.frame.token_buckets import Buckets, Limit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RATE_VARIABLE: Final = "CXC_REQUESTS_PER_MINUTE"
MESSAGES_VARIABLE: Final = "CXC_PAGE_MESSAGES_PER_MINUTE"
_RATES: Final = {RATE_VARIABLE: 600, MESSAGES_VARIABLE: 600}
_MEGABYTE: Final = 1_000_000
# Tabs opened and files sent by a person, or by some at one address.
_AS_A_PERSON: Final = Limit(120, 2.0)


def peer_of(scope: Scope) -> str:
    """The address of whoever asks; of IPv6 the network, which one person has for themselves.

    uvicorn takes it from the headers of a proxy that it trusts (FORWARDED_ALLOW_IPS).
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)[:64]
    if address.version == 6 and not address.is_loopback:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def each_minute(variable: str) -> int:
    """How many a minute one person or peer may send: of requests to API and assistants, of messages of pages.

    What the variable says, else what `_RATES` has. CxcError for no number.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return _RATES[variable]
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise CxcError(f"{variable} is a whole number from 1 to 1000000, not {text[:40]!r}.")
    return int(text)


@dataclass(frozen=True)
class Bounds:
    """Limits by what is asked for. Pages ask through one socket, so a peer needs few of those.

    Behind one address there may be a whole office: bodies of files are why apart by visit as well
    (`upload_gate`).
    """

    programs: Limit
    sockets: Limit = _AS_A_PERSON
    uploads: Limit = _AS_A_PERSON
    program_bytes: int = _MEGABYTE
    other_bytes: int = 64_000
    messages: MessageBounds = field(default_factory=MessageBounds)
    # Open at the same time: a tab is one, and an office may be behind one address.
    open_sockets: int = 500

    @classmethod
    def settled(cls) -> Bounds:
        """Those that the environment asks for. CxcError for one that cannot be."""
        a_minute = each_minute(RATE_VARIABLE)
        programs = Limit(max(a_minute / 5, 1), a_minute / 60)
        return cls(programs, messages=MessageBounds.of(each_minute(MESSAGES_VARIABLE)))


@dataclass
class RateLimits:
    """Middleware: 429 with Retry-After for who asks too often, 413 for a body that is too long.

    `who` names whoever asks: the peer, or a person where that is settled. Programs are why in JSON.
    """

    app: ASGIApp
    programs: tuple[str, ...]
    bounds: Bounds
    base: str = ""
    who: Callable[[Scope], str] = peer_of
    buckets: Buckets = field(default_factory=Buckets)
    open: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        kind, limit, most = self._what(scope)
        if limit is not None and (wait := self.buckets.wait(kind, self.who(scope), limit)):
            seconds = math.ceil(wait)
            why = f"Too many requests from you. Try again in {seconds} seconds."
            await refuse(scope, send, 429, why, retry=seconds, in_json=kind == "programs")
        elif scope["type"] == "websocket":
            await self._while_open(scope, receive, send)
        elif most is None:
            await self.app(scope, receive, send)
        elif (declared(scope) or 0) > most:
            await _too_long(scope, send, most, in_json=kind == "programs")
        else:
            await self._bounded(scope, receive, send, most)

    async def _while_open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket of those that somebody has open; one too many is not opened."""
        who = self.who(scope)
        if self.open[who] >= self.bounds.open_sockets:
            await refuse(scope, send, 429, "Too many pages are open at this server. Close some of them.")
            return
        self.open[who] += 1
        try:
            messages = SocketMessages(self.bounds.messages, self.buckets, who, receive, send)
            await self.app(scope, messages.received, messages.sent)
        finally:
            self.open[who] -= 1
            if not self.open[who]:
                del self.open[who]

    def _what(self, scope: Scope) -> tuple[str, Limit | None, int | None]:
        """What is asked for, how often that may be, and how long its body may be; none for no bound here."""
        path = scope["path"].removeprefix(self.base)
        if scope["type"] == "websocket":
            return "sockets", self.bounds.sockets, None
        if path.startswith(self.programs):
            return "programs", self.bounds.programs, self.bounds.program_bytes
        if "/_stcore/upload_file/" in path:
            return "uploads", self.bounds.uploads if scope["method"] == "PUT" else None, None
        return "pages", None, self.bounds.other_bytes

    async def _bounded(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        """The request, of whose body no more is handed on than may be, though it declares no length."""
        taken, begun, is_refused = 0, False, False

        async def counted() -> Message:
            nonlocal taken, is_refused
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= most:
                return message
            # Said here: an application that is stopped by an error would say that the mistake is ours.
            if not begun:
                is_refused = True
                await _too_long(scope, send, most, in_json=self._what(scope)[0] == "programs")
            return {"type": "http.disconnect"}

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            if not is_refused:
                await send(message)

        try:
            await self.app(scope, counted, watched)
        except ClientDisconnect:
            if not is_refused:
                raise


def declared(scope: Scope) -> int | None:
    """The length that a request declares of its body."""
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else None


async def _too_long(scope: Scope, send: Send, most: int, *, in_json: bool) -> None:
    await refuse(scope, send, 413, f"The body is longer than {most:,} bytes.", in_json=in_json)


async def refuse(
    scope: Scope, send: Send, status: int, why: str, *, retry: int | None = None, in_json: bool = False
) -> None:
    """Answer that it is not answered: as RFC 9457 has it for programs, else in words; a socket is closed."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why[:100]})
        return
    kind, body = b"text/plain; charset=utf-8", why.encode()
    if in_json:
        problem = {"type": "about:blank", "title": "Not answered", "status": status, "detail": why}
        kind, body = b"application/problem+json", json.dumps(problem).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if retry is not None:
        headers.append((b"retry-after", str(retry).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
