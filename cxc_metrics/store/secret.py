"""The secret of a store: what record keys are made with, so that nobody outside can work a change back.

It lies in the store's own folder, beside the data versions and in none of them; no export, manifest or log
has it. Whoever backs up a store backs it up as well. Where it is lost nothing is published as protected until
a new one was made on purpose: all protected figures change then, and whoever kept the old ones learns more.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from enum import StrEnum
from pathlib import Path
from typing import Final

import filelock

from cxc_metrics.errors import RegisterError
from cxc_metrics.facts.unit_keys import KEY_BITS

from .layout import unwritable, write_atomically, write_private

_BYTES: Final = 32
_FINGERPRINT_BYTES: Final = 6


class SecretState(StrEnum):
    """What is there of a store's secret."""

    PRESENT = "present"
    NEVER_MADE = "never made"
    LOST = "lost"


class StoreSecret:
    """The secret in a store's folder. Its value leaves this class only as keys."""

    def __init__(self, root: Path) -> None:
        self.file = root / "secret.key"
        # Of what was made once: tells a secret that was lost, or put in another's place.
        self._mark = root / "secret.fingerprint"

    def __repr__(self) -> str:
        return f"<StoreSecret {self.file}>"

    @property
    def state(self) -> SecretState:
        """Whether it is there, was never made, or was made and is gone."""
        if self.file.exists():
            return SecretState.PRESENT
        return SecretState.LOST if self._mark.exists() else SecretState.NEVER_MADE

    @property
    def fingerprint(self) -> str:
        """What tells it from another, and nothing about it. RegisterError where it cannot be used."""
        return _fingerprint(self._value())

    def make(self, *, replace: bool = False) -> str:
        """Make one and return its fingerprint; `replace` also where there was one before.

        Raises RegisterError where there is one or was one, or where the store cannot be written.
        """
        state = self.state
        if not replace and state is SecretState.PRESENT:
            raise RegisterError(
                f"The store has a secret already ({self.file}). Another one changes every protected figure; "
                "if you mean it: cxc secret make --replace."
            )
        if not replace and state is SecretState.LOST:
            raise RegisterError(
                f"The secret of this store is lost ({self.file}). Put it back from a backup. A new one "
                "changes every protected figure, and whoever kept the old ones can compare; if there is no "
                "backup: cxc secret make --replace."
            )
        value = secrets.token_bytes(_BYTES)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_private(self.file, value, replace=replace)
            write_atomically(self._mark, f"{_fingerprint(value)}\n".encode())
        except OSError as error:
            raise unwritable(self.file.parent, error) from error
        return _fingerprint(value)

    def make_if_never(self) -> None:
        """Make one for a store that has had none: with its first publication.

        Where two registers of the store are published for the first time at once, one of them makes it.
        """
        if self.state is SecretState.NEVER_MADE:
            with filelock.FileLock(self.file.with_suffix(".lock")):
                if self.state is SecretState.NEVER_MADE:
                    self.make()

    def key_of(self, kind: str, identifier: str) -> int:
        """The record key of a unit: a keyed hash of its kind and identifier."""
        return record_key(self._value(), kind, identifier)

    def keys_of(self, kind: str, identifiers: list[str]) -> list[int]:
        """The same of several."""
        value = self._value()
        return [record_key(value, kind, identifier) for identifier in identifiers]

    def _value(self) -> bytes:
        try:
            value = self.file.read_bytes()
            mode = self.file.stat().st_mode
        except FileNotFoundError:
            raise RegisterError(self._missing()) from None
        except OSError as error:
            raise RegisterError(
                f"The secret of this store cannot be read ({self.file}: {error.strerror or error}), so "
                "nothing can be protected and nothing is shown. Give the account that runs this the right to "
                "read it."
            ) from error
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise RegisterError(
                f"Others may read the secret of this store ({self.file}), so nothing is shown as protected. "
                f"Take that right away: chmod 600 {self.file}"
            )
        if len(value) != _BYTES or not self._is_marked(value):
            raise RegisterError(
                f"{self.file} is not the secret that this store's figures were protected with. Put the right "
                "one back from a backup, or make a new one: cxc secret make --replace."
            )
        return value

    def _is_marked(self, value: bytes) -> bool:
        try:
            return self._mark.read_text(encoding="utf-8").strip() == _fingerprint(value)
        except (OSError, UnicodeDecodeError):
            return False

    def _missing(self) -> str:
        if self.state is SecretState.LOST:
            return (
                f"The secret of this store is lost ({self.file}), so nothing can be protected and nothing is "
                "shown. Put it back from a backup, or make a new one: cxc secret make --replace."
            )
        return (
            f"This store has no secret yet ({self.file}), so nothing can be protected and nothing is shown. "
            "Publish a register, or make one: cxc secret make."
        )


def record_key(secret: bytes, kind: str, identifier: str) -> int:
    """BLAKE2b with a key, of a unit's kind and identifier."""
    hashed = hashlib.blake2b(
        f"{kind}\x1f{identifier}".encode(), key=secret, digest_size=KEY_BITS // 8, person=b"cxc record key"
    )
    return int.from_bytes(hashed.digest(), "big")


def _fingerprint(value: bytes) -> str:
    hashed = hashlib.blake2b(key=value, digest_size=_FINGERPRINT_BYTES, person=b"cxc fingerprint")
    return hashed.hexdigest()
