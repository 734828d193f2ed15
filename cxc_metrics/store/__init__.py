"""The register: immutable versions of clean tables, facts beside them, one pointer to the served one.

`open_register().current()` is the way in; `DataVersion.query` and `DataVersion.fact` are all that measuring
needs.
"""

from __future__ import annotations

from .data_version import (
    DataVersion,
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
    "DataVersion",
    "Manifest",
    "ManifestDifference",
    "PointerMove",
    "Preview",
    "Previous",
    "PublishingRefused",
    "Register",
    "RowCount",
    "SourceFile",
    "difference",
    "open_register",
    "previous_version",
]
