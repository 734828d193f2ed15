"""The secret of the tests: with one drawn anew, a protected number would be right or wrong by chance."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cxc_metrics.store import SecretState, StoreSecret, secret

OF_TESTS = hashlib.sha256(b"the secret of the tests").digest()
really_make_if_never = StoreSecret.make_if_never


def give_secret(root: Path, key: bytes = OF_TESTS) -> None:
    """Write a store's secret, before its first publication would draw one."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "secret.key").write_bytes(key)
    (root / "secret.key").chmod(0o600)
    (root / "secret.fingerprint").write_text(secret._fingerprint(key), encoding="utf-8")


def give_if_never(self: StoreSecret) -> None:
    """What every publication of this process does in the place of drawing one (tests/conftest.py)."""
    if self.state is SecretState.NEVER_MADE:
        give_secret(self.file.parent)
