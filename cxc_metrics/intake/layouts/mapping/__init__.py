"""Mappings: how a file's columns become the contract's, declared in `map.toml`, without SQL."""

from __future__ import annotations

from .compiled import (
    compile_mapping,
)
from .declared_mapping import (
    Condition,
    MappedFile,
    MappedTable,
    Mapping,
    Shape,
)
from .lacking import with_lacks
from .map_file import (
    parse_mapping,
    read_mapping,
    written,
)
from .mapped_column import (
    CodesColumn,
    ConstantColumn,
    CountryColumn,
    DateColumn,
    DatePartsColumn,
    KeyColumn,
    MappedColumn,
    NumberColumn,
    NumberedColumn,
    PlainColumn,
)
from .mapping_faults import faults_of
from .not_understood import (
    NotUnderstood,
    understood,
    with_answers,
)
from .recognised import (
    HeaderChange,
    Recognised,
    fitting_sources,
    recognise,
)
from .saved_mapping import save_mapping, write_map
from .suggest import suggest

__all__ = [
    "CodesColumn",
    "Condition",
    "ConstantColumn",
    "CountryColumn",
    "DateColumn",
    "DatePartsColumn",
    "HeaderChange",
    "KeyColumn",
    "MappedColumn",
    "MappedFile",
    "MappedTable",
    "Mapping",
    "NotUnderstood",
    "NumberColumn",
    "NumberedColumn",
    "PlainColumn",
    "Recognised",
    "Shape",
    "compile_mapping",
    "faults_of",
    "fitting_sources",
    "parse_mapping",
    "read_mapping",
    "recognise",
    "save_mapping",
    "suggest",
    "understood",
    "with_answers",
    "with_lacks",
    "write_map",
    "written",
]
