"""What a request shows of where it comes from: the same of HTTP and of the socket."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# What a proxy that passes a request on may say of it.
_PASSED_ON: Final = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "x-original-host"})
_BEARER: Final = "bearer"


@dataclass(frozen=True)
class RequestFacts:
    """Address of the peer, headers (names in small letters, each with all its values) and cookies."""

    peer: str | None = None
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_from_here(self) -> bool:
        """Whether this machine itself asks, by its own name, and nobody passed the request on."""
        return (
            is_loopback(self.peer or "")
            and host_name(self.headers.get("host", ())) in _HERE
            and not any(name in _PASSED_ON or name.startswith("x-forwarded") for name in self.headers)
        )

    @property
    def bearer(self) -> str | None:
        """The key that the request brings as `Authorization: Bearer`; empty if it cannot be one."""
        brought = self.headers.get("authorization", ())
        if not brought:
            return None
        scheme, _, key = brought[0].partition(" ")
        if scheme.casefold() != _BEARER:
            return None
        return key.strip() if len(brought) == 1 else ""


def request_facts(
    peer: str | None, headers: Iterable[tuple[str, str]], cookies: Mapping[str, str]
) -> RequestFacts:
    """The facts of a request, from its headers as they came."""
    collected: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        # Streamlit's names may have the underscores of CGI.
        plain = name.casefold().replace("_", "-")
        collected[plain] = (*collected.get(plain, ()), value)
    return RequestFacts(peer, collected, dict(cookies))


def is_loopback(address: str) -> bool:
    """Whether an address, or the name `localhost`, is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("::ffff:127.0.0.1"), is_loopback("10.0.0.1"), is_loopback("")
    (True, True, False, False)
    """
    if address.casefold() == "localhost":
        return True
    try:
        numbered = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(numbered, "ipv4_mapped", None)
    return bool((mapped or numbered).is_loopback)


def host_name(hosts: tuple[str, ...]) -> str | None:
    """The name in a Host header, without port; None without one, with several, or where it is no name.

    >>> [host_name(hosts) for hosts in (("LOCALHOST:8501",), ("[::1]:80",), ("a", "b"), ("u@localhost",))]
    ['localhost', '::1', None, None]
    """
    if len(hosts) != 1 or any(letter in hosts[0] for letter in "@/\\?# ,"):
        return None
    try:
        parts = urlsplit(f"//{hosts[0]}")
        _ = parts.port  # reads it: ValueError where it is no number
    except ValueError:
        return None
    return parts.hostname
