"""Care for a store: what is damaged in it, a checked copy of it, and a store made of that copy again."""

from __future__ import annotations

from .ailment import Ailment, Gravity
from .backup import BackedUp, write_backup
from .doctor import examine, mend
from .restore import Restored, restore_backup
from .sealed import check_passphrase

__all__ = [
    "Ailment",
    "BackedUp",
    "Gravity",
    "Restored",
    "check_passphrase",
    "examine",
    "mend",
    "restore_backup",
    "write_backup",
]
