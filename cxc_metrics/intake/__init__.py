"""Read and check: any file becomes findings and clean tables, nothing is dropped silently.

`check(path)` gives `CheckedTables`, which the register publishes; `check_apart(path)` gives the same from a
process of its own.
"""

from __future__ import annotations

from .explore import (
    ColumnKind,
    ColumnRole,
    Explored,
    ExploredColumn,
    ExploredTable,
    RoleGuess,
    ValueCount,
    explore,
)
from .findings import (
    FINDING_COLUMNS,
    Finding,
)
from .intake_options import (
    DATE_FORMATS,
    DECIMAL_MARKS,
    IntakeOptions,
)
from .layouts.mapping import (
    HeaderChange,
    Mapping,
    NotUnderstood,
    Recognised,
    compile_mapping,
    faults_of,
    fitting_sources,
    parse_mapping,
    read_mapping,
    recognise,
    save_mapping,
    suggest,
    understood,
    with_answers,
    write_map,
)
from .layouts.required import (
    is_no_contract,
)
from .layouts.source import (
    CXC,
    RawFile,
    Source,
    read_source,
)
from .layouts.source_files import (
    source_files,
    write_source,
)
from .layouts.source_places import (
    LoadedSources,
    SourcePlace,
    load_source,
    load_sources,
    mapping_beside,
    source_beside,
    source_place,
    source_places,
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
from .register_name import (
    REGISTER_NAME_RULE,
    is_register_name,
    register_name_of,
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
    explore_apart,
)

__all__ = [
    "CXC",
    "DATE_FORMATS",
    "DECIMAL_MARKS",
    "FINDING_COLUMNS",
    "REASONS",
    "REGISTER_NAME_RULE",
    "CheckedTables",
    "ColumnKind",
    "ColumnRole",
    "Explored",
    "ExploredColumn",
    "ExploredTable",
    "Finding",
    "HeaderChange",
    "IntakeOptions",
    "LoadedSources",
    "Mapping",
    "NotUnderstood",
    "RawFile",
    "Recognised",
    "RoleGuess",
    "RowCount",
    "Source",
    "SourceFile",
    "SourcePlace",
    "ValueCount",
    "answers_needed",
    "check",
    "check_apart",
    "compile_mapping",
    "explore",
    "explore_apart",
    "faults_of",
    "fitting_sources",
    "is_no_contract",
    "is_register_name",
    "load_source",
    "load_sources",
    "mapping_beside",
    "outcome",
    "parse_mapping",
    "read_mapping",
    "read_source",
    "recognise",
    "register_name_of",
    "save_mapping",
    "source_beside",
    "source_files",
    "source_place",
    "source_places",
    "sources",
    "suggest",
    "understood",
    "with_answers",
    "write_map",
    "write_source",
    "write_template",
]
