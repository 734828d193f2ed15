"""Care for a store, for those who run it: see `cxc_metrics.store.care`."""

from __future__ import annotations

from cxc_metrics.engine.addresses import engine_address
from cxc_metrics.store.care import (
    Ailment,
    BackedUp,
    Gravity,
    Restored,
    check_passphrase,
    examine,
    mend,
    restore_backup,
    write_backup,
)

__all__ = [
    "Ailment",
    "BackedUp",
    "Gravity",
    "Restored",
    "check_passphrase",
    "engine_address",
    "examine",
    "mend",
    "restore_backup",
    "write_backup",
]
