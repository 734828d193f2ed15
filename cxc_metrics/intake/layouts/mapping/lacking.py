"""What a mapping says the file does not have, so that nothing that decides is forgotten."""

from __future__ import annotations

from typing import Final

from cxc_metrics.contract import TABLES, Column

from .declared_mapping import Mapping
from .mapping_faults import FLOWS_LACK

# Without the countries of its sides a row counts for nothing: never said to be lacking.
_NEVER: Final = frozenset({"vo_country", "ho_country", "country_code", "person_country"})


def may_lack(column: Column) -> bool:
    """Whether a file may do without a column that decides, if the mapping says so."""
    return column.deciding and not column.nullable and not column.key and column.name not in _NEVER


def with_lacks(draft: Mapping) -> Mapping:
    """The mapping with every deciding column that it does not fill listed under `lacks`, where it may be."""
    filled = {f"{table}.{name}" for table, part in draft.parts() for name in part.columns}
    lacking = dict.fromkeys(name for name in draft.lacks if name not in filled)
    for table, part in draft.parts():
        for column in TABLES[table].columns():
            flow = draft.shape == "flows" and table == "exchange" and column.name in FLOWS_LACK
            if may_lack(column) and column.name not in part.columns and not flow:
                lacking[f"{table}.{column.name}"] = None
    return draft.model_copy(update={"lacks": tuple(lacking)})
