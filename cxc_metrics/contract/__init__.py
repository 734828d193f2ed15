"""The words everybody else speaks: contract tables, code lists, countries, ecosystems, rules.

Imports nothing of ours but errors and paths.
"""

from __future__ import annotations

from .codes import (
    CodeList,
)
from .column import (
    Column,
    RowCheck,
    Table,
)
from .nouns import (
    Nouns,
    Vocabulary,
)
from .reference import (
    Country,
    countries,
    ecosystems,
    organisation_types,
)
from .rules import (
    NOT_CLEAN,
    SCHEME_RULES,
    Rule,
    Severity,
)
from .rules_of_neighbours import (
    RULES,
)
from .shapes import (
    SHAPES,
    UNIT_TABLES,
    Shape,
    shape_of,
)
from .tables.registry import (
    CONTRACT_VERSION,
    TABLES,
    table,
)

__all__ = [
    "CONTRACT_VERSION",
    "NOT_CLEAN",
    "RULES",
    "SCHEME_RULES",
    "SHAPES",
    "TABLES",
    "UNIT_TABLES",
    "CodeList",
    "Column",
    "Country",
    "Nouns",
    "RowCheck",
    "Rule",
    "Severity",
    "Shape",
    "Table",
    "Vocabulary",
    "countries",
    "ecosystems",
    "organisation_types",
    "shape_of",
    "table",
]
