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

__all__ = [
    "CodesColumn",
    "Condition",
    "ConstantColumn",
    "CountryColumn",
    "DateColumn",
    "DatePartsColumn",
    "KeyColumn",
    "MappedColumn",
    "MappedFile",
    "MappedTable",
    "Mapping",
    "NumberColumn",
    "NumberedColumn",
    "PlainColumn",
    "Shape",
    "compile_mapping",
    "parse_mapping",
    "read_mapping",
    "written",
]
