"""What cards and work lists are made of: one table each, or why the register has not got it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Final

import pandas as pd

from cxc_metrics.contract import TABLES, CodeList, ecosystems, organisation_types
from cxc_metrics.errors import UnknownName
from cxc_metrics.scope import country_name
from cxc_metrics.store import DataVersion

Params = Mapping[str, int | str | date]


def _code_lists() -> dict[str, CodeList]:
    """The code list of a column by its name, as the contract says.

    A list is found under its own name too (`meeting_kind`): where tables have different lists under one
    column name, that name is the exchange's.
    """
    lists: dict[str, CodeList] = {}
    by_column: dict[str, set[CodeList]] = defaultdict(set)
    for model in TABLES.values():
        for column in model.columns():
            if column.codes:
                lists[column.codes.name] = column.codes
                by_column[column.name].add(column.codes)
    lists |= {name: next(iter(listed)) for name, listed in by_column.items() if len(listed) == 1}
    return lists | {column.name: column.codes for column in TABLES["exchange"].columns() if column.codes}


_CODES: Final = _code_lists()


@dataclass(frozen=True)
class Part:
    """One table, or an empty one with the reason why this register cannot give it."""

    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    reason: str = ""


def cell_in_words(column: str, value: object) -> str | None:
    """A coded cell of these tables in words (`status`, `visitor_country`, …); None where the column has no
    codes.
    """
    text = str(value)
    if column == "country" or column.endswith("_country"):
        return country_name(text)
    if column == "sector":
        number = int(float(text))
        return ecosystems()[number].name_en if number in ecosystems() else text
    if column == "org_type":
        kind = organisation_types().get(text)
        return kind.label if kind else text
    return _CODES[column].labels.get(text, text) if column in _CODES else None


def missing(version: DataVersion, *needed: str) -> str:
    """Why something cannot be told: tables (`document`) and columns (`exchange.paid_on`) that are not there.

    Alternatives are joined by `|`. An empty text where all is there.
    """
    present = version.manifest.columns_present
    delivered = set(version.manifest.tables)
    delivered |= {f"{table}.{name}" for table in delivered for name in present.get(table, ())}
    lacking = [column for column in needed if not delivered & set(column.split("|"))]
    if not lacking:
        return ""
    table = next((table_name for table_name in lacking if "." not in table_name), None)
    absent = f"table {table}" if table else lacking[0].replace("|", " or ")
    return f"not measurable with this register: it has no {absent}"


def part(version: DataVersion, sql: str, params: Params, *needed: str) -> Part:
    """The rows of a SELECT, asked only where the register has what it needs."""
    reason = missing(version, *needed)
    return Part(reason=reason) if reason else Part(version.query(sql, params).to_pandas())


def name_of(version: DataVersion, column: str) -> str:
    """SQL for the name of the organisation a column refers to; its identifier where nobody knows a name."""
    if "organisation" not in version.manifest.tables:
        return column
    return f"coalesce((SELECT o.name FROM organisation o WHERE o.organisation_id = {column}), {column})"


def acronym_of(version: DataVersion, column: str) -> str:
    """SQL for the acronym of the partnership a column refers to."""
    if "partnership" not in version.manifest.tables:
        return column
    return f"coalesce((SELECT q.acronym FROM partnership q WHERE q.partnership_id = {column}), {column})"


def in_order(column: str, listed: CodeList | Iterable[str]) -> str:
    """SQL that sorts codes as their list does, which is the order of the process."""
    names = listed.codes if isinstance(listed, CodeList) else tuple(listed)
    places = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(names))
    return f"CASE {column} {places} END"


def unknown(version: DataVersion, kind: str, key: str) -> UnknownName:
    """The error for an identifier that no row of the table has, with the nearest one that there is."""
    column = f"{kind}_id"
    distance = version.dialect.spelling_distance(f"lower({column})", "lower($key)")
    near = version.query(
        f"SELECT {column} AS id FROM {kind} ORDER BY {distance}, id LIMIT 5",
        {"key": key[:60]},
    )["id"].to_pylist()
    return UnknownName(kind, key[:60], get_close_matches(key.upper(), near, n=1, cutoff=0.8))
