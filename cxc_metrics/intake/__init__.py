"""Read and check: any file becomes findings and clean tables, nothing is dropped silently.

`check(path)` gives `CheckedTables`, which the register publishes; `check_apart(path)` gives the same from a
process of its own.
"""

from __future__ import annotations

from .findings import (
    FINDING_COLUMNS,
    Finding,
)
from .intake_options import (
    DATE_FORMATS,
    DECIMAL_MARKS,
    IntakeOptions,
)
from .layouts.source import (
    CXC,
    RawFile,
    Source,
    load_source,
    read_source,
    sources,
)
from .open_questions import (
    answers_needed,
)
from .read.raw import (
    SourceFile,
)
from .reasons import (
    REASONS,
    outcome,
)
from .result import (
    CheckedTables,
    RowCount,
)
from .run import (
    check,
)
from .template import (
    write_template,
)
from .worker.apart import (
    check_apart,
)

__all__ = [
    "CXC",
    "DATE_FORMATS",
    "DECIMAL_MARKS",
    "FINDING_COLUMNS",
    "REASONS",
    "CheckedTables",
    "Finding",
    "IntakeOptions",
    "RawFile",
    "RowCount",
    "Source",
    "SourceFile",
    "answers_needed",
    "check",
    "check_apart",
    "load_source",
    "outcome",
    "read_source",
    "sources",
    "write_template",
]
