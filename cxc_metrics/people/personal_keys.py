"""Personal keys: what a program shows instead of a login. Told once, kept as a hash, for a time."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from cxc_metrics.errors import CxcError

DAYS: Final = 90
MOST_DAYS: Final = 366
_FORM: Final = re.compile(r"cxc_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]


class UnknownKey(CxcError):
    """A key that is none, was revoked or is over: which of them is not said."""

    def __init__(self) -> None:
        super().__init__("This personal key does not hold (any more). Make another: cxc people key new.")


class PersonalKey(BaseModel):
    """What is kept of a key. `viewer` is at most what its person sees; empty: as its person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Id
    sha256: _Hash
    made: AwareDatetime
    expires: AwareDatetime
    viewer: str = ""
    note: Annotated[str, StringConstraints(max_length=80)] = ""

    def opens_with(self, text: str, now: datetime) -> bool:
        """Whether that is the key, and it is not over."""
        return secrets.compare_digest(_hash(text), self.sha256) and now < self.expires


def new_key(*, viewer: str = "", days: int = DAYS, note: str = "") -> tuple[str, PersonalKey]:
    """A new key: its text, which is told once, and what is kept of it. CxcError for too many days."""
    if not 1 <= days <= MOST_DAYS:
        raise CxcError(f"A key holds for 1 to {MOST_DAYS} days, not {days}.")
    name = secrets.token_hex(6)
    text = f"cxc_{name}_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC).replace(microsecond=0)
    kept = PersonalKey(
        id=name, sha256=_hash(text), made=now, expires=now + timedelta(days=days), viewer=viewer, note=note
    )
    return text, kept


def key_id(text: str) -> str | None:
    """The part of a key that names it; None of what has not the form of one."""
    matched = _FORM.fullmatch(text)
    return matched[1] if matched else None


def _hash(text: str) -> str:
    # A plain hash is enough: nobody can try out 256 random bits, as one could the words of a password.
    return hashlib.sha256(text.encode()).hexdigest()
