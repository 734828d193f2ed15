"""The register: immutable snapshots of clean tables, facts beside them, one pointer to the served one.

`open_register().current()` is the way in; `Snapshot.query` and `Snapshot.fact` are all that measuring needs.
"""

from __future__ import annotations

from .data_version import (
    Snapshot,
)
from .floor import (
    PublishingRefused,
)
from .history import (
    Previous,
    previous_version,
)
from .manifest import (
    Manifest,
    ManifestDifference,
    RowCount,
    SourceFile,
    difference,
)
from .pointer import (
    PointerMove,
)
from .registers import (
    Preview,
    Register,
    open_register,
)

__all__ = [
    "Manifest",
    "ManifestDifference",
    "PointerMove",
    "Preview",
    "Previous",
    "PublishingRefused",
    "Register",
    "RowCount",
    "Snapshot",
    "SourceFile",
    "difference",
    "open_register",
    "previous_version",
]
