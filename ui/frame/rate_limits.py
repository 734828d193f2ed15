"""How often and how much one peer may ask: token buckets of bounded number, and bodies of bounded length."""

from __future__ import annotations

import ipaddress
import json
import math
import os
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.requests import ClientDisconnect

from cxc_metrics.errors import CxcError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RATE_VARIABLE: Final = "CXC_REQUESTS_PER_MINUTE"
_DEFAULT_RATE: Final = 600
_MOST_PEERS: Final = 10_000
_MEGABYTE: Final = 1_000_000


class Limit(NamedTuple):
    """So many at once, and so many a second from then on."""

    burst: float
    per_second: float


# Tabs opened and files sent by a person, or by some at one address.
_AS_A_PERSON: Final = Limit(120, 2.0)


class Buckets:
    """A token bucket for each of whoever asks; the least recently seen go where there are too many."""

    def __init__(self, most: int = _MOST_PEERS, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._now = most, now
        self._held: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def wait(self, kind: str, peer: str, limit: Limit) -> float:
        """Takes a token; 0, or the seconds after which there is one again."""
        key, now = (kind, peer), self._now()
        tokens, at = self._held.pop(key, (limit.burst, now))
        tokens = min(limit.burst, tokens + (now - at) * limit.per_second)
        enough = tokens >= 1
        self._held[key] = (tokens - 1 if enough else tokens, now)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return 0.0 if enough else (1 - tokens) / limit.per_second


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


def requests_per_minute() -> int:
    """How many requests to API and assistants one peer may make: `CXC_REQUESTS_PER_MINUTE`, else 600.

    CxcError for no number.
    """
    text = os.environ.get(RATE_VARIABLE, "").strip()
    if not text:
        return _DEFAULT_RATE
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise CxcError(f"{RATE_VARIABLE} is a whole number from 1 to 1000000, not {text[:40]!r}.")
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
    message_bytes: int = _MEGABYTE
    # Open at the same time: a tab is one, and an office may be behind one address.
    open_sockets: int = 500

    @classmethod
    def settled(cls) -> Bounds:
        """Those that the environment asks for. CxcError for one that cannot be."""
        a_minute = requests_per_minute()
        return cls(Limit(max(a_minute / 5, 1), a_minute / 60))


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
            await self._while_open(scope, *self._short_messages(receive, send))
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
            await self.app(scope, receive, send)
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

    def _short_messages(self, receive: Receive, send: Send) -> tuple[Receive, Send]:
        """What a page sends and is sent; where more comes at once than any page sends, it is closed."""
        is_closed = False

        async def received() -> Message:
            nonlocal is_closed
            message = await receive()
            content = message.get("bytes") or message.get("text") or b""
            if len(content) <= self.bounds.message_bytes:
                return message
            is_closed = True
            await send({"type": "websocket.close", "code": 1009, "reason": "The message is too long."})
            return {"type": "websocket.disconnect", "code": 1009}

        async def sent(message: Message) -> None:
            if not is_closed:
                await send(message)

        return received, sent

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
