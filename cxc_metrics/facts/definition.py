"""What a fact's SQL file says about itself: grain, tables it cannot do without, lineage of its columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cxc_metrics.contract import CONTRACT_VERSION, TABLES, CodeList
from cxc_metrics.contract.dimensions import dimensions
from cxc_metrics.engine.dialect import calls
from cxc_metrics.errors import RegisterError, UnknownName

from .splice import spliced

FOLDER = Path(__file__).resolve().parent
SHARED = "_dimensions"
# Raised when the builder itself (types, views) changes what the same SQL yields.
BUILDER_VERSION = "3"

_HEADING = re.compile(r"^-- (fact|grain|key|tables|inputs|guarantees|columns):\s*(.*)$")
_VIEW = re.compile(r"^CREATE VIEW (\w+) AS\n", re.MULTILINE)
# A semicolon at the end of a line that is no comment, and all behind it.
_END = re.compile(r"^((?!--).*);$[\s\S]*", re.MULTILINE)
_COLUMN = re.compile(r"^--   (\w+(?:, \w+)*)(?: \[(\w+)\])?: (.+)$")


@dataclass(frozen=True, eq=False)
class FactDefinition:
    """A fact as its file declares it.

    `lineage[column][rule]` is what the column is made of under a rule for countable (`""`: under any):
    groups of alternatives, and of every group one `table.column` has to be there.
    """

    name: str
    grain: str
    tables: tuple[str, ...]
    guarantees: str
    lineage: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    sql: str
    named_key: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell its rows apart: the first one, unless the header names others."""
        return self.named_key or self.columns[:1]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, available or not, in the order of the header."""
        return tuple(self.lineage)

    @property
    def digest(self) -> str:
        """Hash of the SQL, the shared dimensions, the builder and the contract: the key of a built file."""
        return _digest(self.sql, sql_of(SHARED), BUILDER_VERSION, CONTRACT_VERSION)

    def missing(self, column: str, rule: str, delivered: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
        """The contract columns (`table.column`) for want of which a column of the fact is empty.

        `delivered` are the columns present by table. Raises UnknownName for a column the fact does not have.
        """
        if column not in self.lineage:
            raise UnknownName(f"column of fact {self.name}", column, self.columns)
        by_rule = self.lineage[column]
        groups = by_rule.get(rule, by_rule.get("", ()))
        # Asked for every column of every figure of a page: only those named are looked for.
        return tuple(
            " or ".join(group)
            for group in groups
            if not any(_is_present(named, delivered) for named in group)
        )


def _is_present(named: str, delivered: Mapping[str, Iterable[str]]) -> bool:
    table, _, column = named.partition(".")
    return column in delivered.get(table, ())


# Each statement names a fact by it.
@cache
def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@cache
def sql_of(name: str) -> str:
    """The SQL of a fact, or of what they share, with the columns of dimensions written in."""
    return spliced((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


@cache
def shared() -> Mapping[str, str]:
    """The SELECTs of the views that facts share, by name, in the order in which they are made."""
    parts = _VIEW.split(sql_of(SHARED))
    return MappingProxyType(
        {name: _END.sub(r"\1", sql, count=1) for name, sql in zip(parts[1::2], parts[2::2], strict=True)}
    )


@cache
def fact_names() -> tuple[str, ...]:
    """Names of all facts there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql") if not path.name.startswith("_")))


@cache
def fact_definition(name: str) -> FactDefinition:
    """The declaration of one fact; UnknownName with the nearest one if there is none."""
    if name not in fact_names():
        raise UnknownName("fact", name, fact_names())
    return parse(name, sql_of(name))


def parse(name: str, sql: str) -> FactDefinition:
    """Reads the header comment of a fact's SQL; RegisterError naming the part that is not there."""
    said: dict[str, list[str]] = {}
    lineage: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {}
    heading = ""
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        if heading_line := _HEADING.match(line):
            heading = heading_line[1]
            said[heading] = [heading_line[2]]
        elif heading == "columns" and (column := _COLUMN.match(line)):
            for named in column[1].split(", "):
                lineage.setdefault(named, {})[column[2] or ""] = _groups(column[3])
        elif heading:
            said[heading].append(line.removeprefix("--").strip())
    absent = [part for part in ("fact", "grain", "tables", "guarantees", "columns") if part not in said]
    if absent or not lineage:
        raise RegisterError(f"The header of fact {name}.sql does not state: {', '.join(absent) or 'columns'}")
    return FactDefinition(
        name=name,
        grain=" ".join(said["grain"]),
        tables=tuple(part.strip() for part in said["tables"][0].split(",")),
        guarantees=" ".join(said["guarantees"]),
        lineage=lineage,
        sql=sql,
        named_key=tuple(part.strip() for part in said.get("key", [""])[0].split(",") if part),
    )


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name.strip() for name in group.split("|")) for group in text.split(","))


@cache
def code_types() -> Mapping[CodeList, tuple[tuple[str, str], ...]]:
    """The code lists by whose codes facts compare and group (as integers, in the order of the list), and the
    contract columns (table, column) that may hold codes which a later contract dropped.
    """
    wanted = {name for part in (SHARED, *fact_names()) for _, name in calls(sql_of(part), "coded")}
    typed_columns: dict[CodeList, list[tuple[str, str]]] = {
        declared.code_list: []
        for declared in dimensions().values()
        if declared.code_list and declared.code_list.name in wanted
    }
    for table, model in TABLES.items():
        for column in model.columns():
            if column.codes and column.codes.name in wanted:
                typed_columns.setdefault(column.codes, []).append((table, column.name))
    return MappingProxyType({code_list: tuple(columns) for code_list, columns in typed_columns.items()})
