"""What stands before every request: which hosts and origins are answered, what is closed, and which headers.

One law for pages, programs and the socket (docs/security.md, section Doors, says what each source is for).
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import re
import socket
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders

from cxc_metrics.errors import CxcError
from ui.frame.rate_limits import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS_VARIABLE: Final = "CXC_ALLOWED_HOSTS"
HSTS_VARIABLE: Final = "CXC_HSTS"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NAME = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_A_YEAR: Final = 31_536_000
# Of Streamlit's own: numbers of the process, an interface for agents that knows no viewer, a run on demand.
_CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A page copies pictures; of all else a browser offers it needs nothing.
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=(), clipboard-write=(self), fullscreen=(self)"
    ),
}
# Data for programs are no page: nothing in them is ever run or shown in a frame.
_OF_DATA: Final = "default-src 'none'; frame-ancestors 'none'"
# A file that was made for somebody: opened by its address, it has no origin and runs nothing.
_OF_FILES: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


def page_policy(own_scripts: Collection[str]) -> str:
    """The Content-Security-Policy of pages; `own_scripts` are the texts of scripts in their frame."""
    hashes = " ".join(sorted(f"'sha256-{_digest(script)}'" for script in own_scripts))
    return "; ".join(
        (
            "default-src 'none'",
            # Streamlit's files; the scripts of its frame by their hash; components come as blobs it makes.
            f"script-src 'self' blob: {hashes}".rstrip(),
            # Emotion writes styles into the page as it draws, plotly into the elements of a chart.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "frame-ancestors 'self'",
        )
    )


@cache
def frame_scripts() -> tuple[str, ...]:
    """The scripts that Streamlit's own frame of a page has in it."""
    frame = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return tuple(_INLINE.findall(frame))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def allowed_hosts() -> frozenset[str]:
    """The names under which the server answers: `CXC_ALLOWED_HOSTS`, and those of the loopback.

    Without it also the name the server is bound to, or of this machine where it is bound to all addresses.
    CxcError for what is no name.
    """
    wanted = [name.strip().rstrip(".").lower() for name in os.environ.get(HOSTS_VARIABLE, "").split(",")]
    names = [name for name in wanted if name]
    for name in names:
        if not _NAME.fullmatch(name) and not _is_address(name):
            raise CxcError(
                f"{HOSTS_VARIABLE} holds {name[:80]!r}, which is no name of a host: list names with commas "
                "between them, without http:// and without a port; *.example.eu stands for all below it."
            )
    return _LOOPBACK.union(names or _own_names())


def _own_names() -> set[str]:
    bound = _bound_to()
    if _is_address(bound) and ipaddress.ip_address(bound).is_unspecified:
        return {socket.gethostname().lower(), socket.getfqdn().lower()}
    return {bound} - {""}


def _bound_to() -> str:
    bound = os.environ.get("CXC_HOST", "").strip() or str(st.get_option("server.address") or "0.0.0.0")  # noqa: S104 - what no address means
    return bound.lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_answered(host: str, names: Collection[str], *, is_wide: bool) -> bool:
    """Whether a Host header names this server.

    Addresses are answered where the server `is_wide` open: another site's name that is pointed at this
    machine is a name.
    """
    try:
        split = urlsplit(f"//{host}")
        name, _ = (split.hostname or "").rstrip("."), split.port
    except ValueError:
        return False
    if not name or split.username is not None or split.path or split.query or split.fragment:
        return False
    if name in names or (is_wide and _is_address(name)):
        return True
    return any(each.startswith("*.") and name.endswith(each[1:]) for each in names)


def wants_hsts() -> bool | None:
    """`CXC_HSTS` on or off; None where it is not said. CxcError for another word."""
    text = os.environ.get(HSTS_VARIABLE, "").strip().casefold()
    if text not in {"", "on", "off"}:
        raise CxcError(f"{HSTS_VARIABLE} is on or off, not {text[:40]!r}; left away, it follows the proxy.")
    return {"on": True, "off": False}.get(text)


class Doors:
    """Middleware before all others. CxcError for settings that cannot be, so that nothing starts with them.

    `programs` are the beginnings of addresses that answer programs, `scripts` the scripts of our own frame.
    """

    def __init__(
        self, app: ASGIApp, *, base: str = "", programs: tuple[str, ...] = (), scripts: tuple[str, ...] = ()
    ) -> None:
        self.app, self._base, self._programs = app, base, programs
        self._hosts, self._hsts = allowed_hosts(), wants_hsts()
        # Told which names are its own, it answers to these alone.
        self._is_wide = not os.environ.get(HOSTS_VARIABLE, "").strip() and not self._is_loopback()
        self._of_pages = page_policy({*frame_scripts(), *scripts})

    @staticmethod
    def _is_loopback() -> bool:
        bound = _bound_to()
        return bound == "localhost" or (_is_address(bound) and ipaddress.ip_address(bound).is_loopback)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"].removeprefix(self._base)
        with_headers = self._answered(scope, path, send)
        in_json = path.startswith(self._programs) if self._programs else False
        if not is_answered(headers.get("host", ""), self._hosts, is_wide=self._is_wide):
            why = f"This server is not called so. Whoever runs it lists its names in {HOSTS_VARIABLE}."
            await refuse(scope, with_headers, 400, why, in_json=in_json)
        elif not _is_own_origin(scope, headers):
            why = "Asked from another site's page, which is not answered."
            await refuse(scope, with_headers, 403, why, in_json=in_json)
        elif path.startswith(_CLOSED):
            await refuse(scope, with_headers, 404, "Not Found")
        else:
            await self.app(scope, receive, with_headers)

    def _answered(self, scope: Scope, path: str, send: Send) -> Send:
        """`send` with the headers of this request's answer."""
        if scope["type"] != "http":
            return send
        is_secure = scope.get("scheme") == "https" if self._hsts is None else self._hsts
        policy = self._of_pages
        if self._programs and path.startswith(self._programs):
            policy = _OF_DATA
        elif path.startswith("/media/"):
            policy = _OF_FILES

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = policy
                if is_secure:
                    headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"
                # Streamlit lets pages of every origin read some of its answers.
                if "access-control-allow-origin" in headers:
                    del headers["access-control-allow-origin"]
            await send(message)

        return answered


def _is_own_origin(scope: Scope, headers: Headers) -> bool:
    """Whether what changes something, or opens a socket, comes from a page of this server or from no page."""
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        return True
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")
