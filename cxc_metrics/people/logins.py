"""A login as the server reads it from its signed cookie, and the list of those that were ended."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

import filelock

from cxc_metrics.errors import CxcError
from cxc_metrics.store.layout import write_atomically

ENDED_FILE: Final = "logins-ended.json"
_LONGEST: Final = 255


@dataclass(frozen=True)
class Login:
    """What a provider said of somebody: no more is relied on than subject, e-mail and name.

    `email` is empty unless the provider says that it is verified. `session` tells this login from others.
    """

    subject: str
    email: str
    name: str
    session: str
    expires: float


def read_login(
    content: bytes, origin: str, ended: EndedLogins, *, now: Callable[[], float] = time.time
) -> Login | None:
    """The login in the content of a cookie whose signature holds; None if it is over, ended or no login.

    A login without an end is none: it would never be over. `origin` is this server's: no cookie of another.
    """
    try:
        claims = json.loads(content)
    except ValueError:
        return None
    if not isinstance(claims, dict) or (claims.get("is_logged_in"), claims.get("origin")) != (True, origin):
        return None
    subject, expires = claims.get("sub"), claims.get("exp")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        return None
    if isinstance(expires, bool) or not isinstance(expires, (int, float)) or not now() < expires:
        return None
    email = claims.get("email") if claims.get("email_verified") is True else ""
    session = hashlib.sha256(content).hexdigest()
    login = Login(subject, _text(email), _text(claims.get("name")), session, float(expires))
    return None if session in ended else login


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


class EndedLogins:
    """Logins that somebody ended before they were over, kept until they would be.

    So a copy of a cookie is worth nothing after its owner logged out.
    """

    def __init__(self, file: Path) -> None:
        """`file` need not be there. CxcError where it is and cannot be read."""
        self._file, self._lock = file, Lock()
        try:
            read = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
            self._ended = {str(session): float(until) for session, until in read.items()}
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise CxcError(
                f"The list of ended logins cannot be read ({file}: {error}). Who logged out would be let in "
                "again: mend its permissions, or remove it once all logins of before are over."
            ) from error

    def __contains__(self, session: str) -> bool:
        return session in self._ended

    def end(self, login: Login) -> None:
        """End a login now, in every tab and for every copy of its cookie."""
        with self._lock:
            now = time.time()
            kept = {session: until for session, until in self._ended.items() if until > now}
            self._ended = {**kept, login.session: login.expires}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self._file.with_suffix(".lock")):
                write_atomically(self._file, json.dumps(self._ended).encode(), is_private=True)
