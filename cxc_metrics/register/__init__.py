"""The register: immutable snapshots of clean tables, facts beside them, one pointer to the served one.

`open_register().current()` is the way in; `Snapshot.query` and `Snapshot.fact` are all that measuring needs.
"""

from .engine import DuckDbEngine, Engine, remove_scratch
from .facts import FactDefinition, fact_definition, fact_names
from .floor import PublishingRefused
from .manifest import Manifest, ManifestDifference, RowCount, SourceFile, difference
from .pointer import PointerMove
from .previous import Previous, previous_version
from .register import Preview, Register, open_register
from .snapshot import Snapshot

__all__ = [
    "DuckDbEngine",
    "Engine",
    "FactDefinition",
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
    "fact_definition",
    "fact_names",
    "open_register",
    "previous_version",
    "remove_scratch",
]
