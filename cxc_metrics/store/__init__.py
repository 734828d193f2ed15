"""Registers: immutable versions of clean tables, facts beside them, a pointer for each to the served one.

`open_store().register(NAME).current()` is the way in; `DataVersion.query` and `DataVersion.fact` are all that
measuring needs.
"""

from __future__ import annotations

from .audit import AuditLog, AuditReading, audit_days, local_subject
from .audit_chain import AuditEntry, Deed
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
from .one_register import (
    Preview,
    Register,
    RegisterSummary,
)
from .parquet_copy import (
    CopiedTable,
    copy_as_parquet,
    portable,
)
from .pointer import (
    PointerMove,
)
from .registers import (
    Store,
    open_store,
)
from .secret import (
    SecretState,
    StoreSecret,
)

__all__ = [
    "AuditEntry",
    "AuditLog",
    "AuditReading",
    "CopiedTable",
    "DataVersion",
    "Deed",
    "Manifest",
    "ManifestDifference",
    "PointerMove",
    "Preview",
    "Previous",
    "PublishingRefused",
    "Register",
    "RegisterSummary",
    "RowCount",
    "SecretState",
    "SourceFile",
    "Store",
    "StoreSecret",
    "audit_days",
    "copy_as_parquet",
    "difference",
    "local_subject",
    "open_store",
    "portable",
    "previous_version",
]
