"""Who a request is: the one place that decides it, for pages, figures over HTTP, uploads and assistants."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cxc_metrics.errors import CxcError

from .logins import Login
from .people_table import People
from .person import AT_THIS_MACHINE, NOBODY, Person
from .personal_keys import UnknownKey
from .request_facts import RequestFacts, is_loopback

log = logging.getLogger("cxc.people")
LOCAL_KEY_VARIABLE: Final = "CXC_LOCAL_KEY"
_COOKIE: Final = "cxc_key"

ReadsLogin = Callable[[Mapping[str, str]], Login | None]


@dataclass(frozen=True)
class Door:
    """What is asked of whoever comes.

    `is_bound_here`: the server is bound to the loopback. `local_key`: the key of this start, None where none
    is asked for. `login` reads who logged in from the cookies of a request, None where nobody can log in.
    `people` gives the table, as it is now.
    """

    is_bound_here: bool
    port: int
    local_key: str | None
    people: Callable[[], People]
    login: ReadsLogin | None = None

    def __repr__(self) -> str:
        return f"<Door bound here: {self.is_bound_here}, login: {self.login is not None}>"

    @property
    def key_cookie(self) -> str:
        """The cookie that keeps the key: browsers keep those of all ports of a machine together."""
        return f"{_COOKIE}_{self.port}"

    def person(self, facts: RequestFacts) -> Person:
        """Who sends a request with these facts: nobody in particular, unless all that is asked for is there.

        Raises UnknownKey where it brings a personal key that does not hold: a program must not take the
        public's figures for its own.
        """
        if (bearer := facts.bearer) is not None:
            return self._of_key(bearer)
        if self.login is not None:
            return self._logged_in(facts)
        return AT_THIS_MACHINE if self._is_at_this_machine(facts) else NOBODY

    def opens_with(self, key: str, facts: RequestFacts) -> bool:
        """Whether a key in the address opens this server to the browser that brings it."""
        return (
            self.login is None
            and self.is_bound_here
            and facts.is_from_here
            and self.local_key is not None
            and _same(key, self.local_key)
        )

    def _is_at_this_machine(self, facts: RequestFacts) -> bool:
        if not (self.is_bound_here and facts.is_from_here):
            return False
        return self.local_key is None or _same(facts.cookies.get(self.key_cookie, ""), self.local_key)

    def _of_key(self, bearer: str) -> Person:
        try:
            people = self.people()
        except CxcError as error:
            log.error("No personal key holds: %s", error)
            raise UnknownKey from error
        return people.of_key(bearer)

    def _logged_in(self, facts: RequestFacts) -> Person:
        assert self.login is not None  # noqa: S101 - asked for by whoever calls
        login = self.login(facts.cookies)
        if login is None:
            return NOBODY
        try:
            return self.people().of_login(login)
        except CxcError as error:
            # A table that broke while the server runs: nobody is anybody until it is mended.
            log.error("Everybody is the public: %s", error)
            return NOBODY


def local_key(*, is_bound_here: bool, has_login: bool) -> str | None:
    """A new key for this start, None where `CXC_LOCAL_KEY=off` says that none is asked for.

    CxcError for another value, and where off would open the door to others than this machine.
    """
    wanted = os.environ.get(LOCAL_KEY_VARIABLE, "").strip().casefold()
    if wanted not in {"", "on", "off"}:
        raise CxcError(
            f"{LOCAL_KEY_VARIABLE} is on or off, and no key itself: a key is made anew with each start."
        )
    if wanted != "off":
        return secrets.token_urlsafe(32)
    if not is_bound_here:
        raise CxcError(
            f"{LOCAL_KEY_VARIABLE}=off is for a server that this machine alone can reach. This one is bound "
            "wider: leave the variable away, or bind to 127.0.0.1."
        )
    if has_login:
        raise CxcError(
            f"{LOCAL_KEY_VARIABLE}=off has no meaning where people log in, and was meant for something else: "
            "leave it away."
        )
    return None


def own_address(text: str, origin: str) -> str | None:
    """Of an address of ours (path and query, or with the scheme and host in `origin`) path and query.

    None for whatever could lead elsewhere: another host, two slashes, a backslash, what does not print.

    >>> own_address("https://a.eu/flows?x=1", "https://a.eu"), own_address("//b.eu/", "https://a.eu")
    ('/flows?x=1', None)
    """
    if not text.isascii() or not text.isprintable() or "\\" in text or len(text) > MOST_ADDRESS:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" not in {origin, "://"}:
        return None
    if not parts.path.startswith("/") or parts.path.startswith("//") or text.startswith("//"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


# A cookie holds four kilobytes, and a second selection is an address of its own.
MOST_ADDRESS: Final = 3_000


def is_bound_to_loopback(*addresses: str) -> bool:
    """Whether all places that a server is said to be bound to are this machine's own; none is none."""
    said = [address for address in addresses if address]
    return bool(said) and all(map(is_loopback, said))


def _same(brought: str, right: str) -> bool:
    return secrets.compare_digest(brought.encode(), right.encode())
