"""What a contract table is: a pydantic model whose fields carry keys, links, code lists and words.

From these declarations come the DuckDB schema, the checks of intake, the data dictionary, the template
workbook and the sample register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from .codes import CodeList

# Amounts are exact: 16 digits before the mark and cents.
MONEY = "DECIMAL(18,2)"
_SQL_TYPES: dict[type, str] = {
    str: "VARCHAR",
    bool: "BOOLEAN",
    int: "INTEGER",
    float: "DOUBLE",
    Decimal: MONEY,
    date: "DATE",
    datetime: "TIMESTAMP",
}


@dataclass(frozen=True)
class RowCheck:
    """A condition between columns of one row, which `violated` says to be broken.

    Where it `decides` the row is rejected, elsewhere `column` is emptied; with `unless_filled` it decides
    only where that column is empty.
    """

    reason: str
    violated: str
    column: str
    message: str
    decides: bool = False
    unless_filled: str | None = None


def in_order(*steps: str, only_last: bool = False) -> tuple[RowCheck, ...]:
    """Checks that none of these dates lies before one that comes earlier in the list.

    The later of the two is emptied. Steps may be left out: who is matched need not have been shortlisted.
    """
    first = len(steps) - 1 if only_last else 1
    return tuple(
        RowCheck(
            "out_of_order",
            f"{step} < greatest({', '.join(steps[:place])})" if place > 1 else f"{step} < {steps[0]}",
            step,
            f"{step} lies before an earlier step: {' or '.join(steps[:place])}",
        )
        for place, step in enumerate(steps)
        if place >= first
    )


@dataclass(frozen=True)
class Column:
    """One column of a contract table.

    `example` is a value of a text that has a form of its own, so that what depends on it can be tried.
    `nullable` columns may be left out of a file; the manifest says which were present, so that a KPI on a
    column nobody delivered is not measurable instead of zero. An `activity` date says that something happened
    (definitions 1: as_at; plans, validity and availability may lie ahead). A flaw in a `deciding` column
    rejects the row; with `unless_filled` it does so only where that column is empty. A flaw anywhere else
    empties the cell.
    """

    name: str
    python_type: type
    description: str
    nullable: bool
    key: bool = False
    references: str | None = None
    codes: CodeList | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    aliases: tuple[str, ...] = ()
    example: str = ""
    activity: bool = False
    deciding: bool = False
    unless_filled: str | None = None

    @property
    def sql_type(self) -> str:
        """DuckDB type name."""
        return _SQL_TYPES[self.python_type]


class Table(BaseModel):
    """Base of the contract tables. A subclass is one table; an instance is one valid row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[str]
    grain: ClassVar[str]
    row_checks: ClassVar[tuple[RowCheck, ...]] = ()

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """All columns in file order."""
        return tuple(_column(name, info) for name, info in cls.model_fields.items())

    @classmethod
    def key(cls) -> tuple[str, ...]:
        """Names of the primary key's columns."""
        return tuple(column.name for column in cls.columns() if column.key)

    @classmethod
    def column(cls, name: str) -> Column:
        """One column by name; KeyError if there is none."""
        return {column.name: column for column in cls.columns()}[name]


def required(description: str, **traits: Any) -> Any:
    """A column that every row must fill. Traits: those of `Column`."""
    return Field(..., description=description, **_split(traits))


def nullable(description: str, **traits: Any) -> Any:
    """A column that may be empty or absent. Traits as in `required`."""
    return Field(None, description=description, **_split(traits))


def _split(traits: dict[str, Any]) -> dict[str, Any]:
    bounds = {"ge": traits.get("minimum"), "le": traits.get("maximum")}
    return {**{k: v for k, v in bounds.items() if v is not None}, "json_schema_extra": {"contract": traits}}


def _column(name: str, info: FieldInfo) -> Column:
    extra = info.json_schema_extra
    traits: dict[str, Any] = extra.get("contract", {}) if isinstance(extra, dict) else {}  # type: ignore[assignment]
    python_type, may_be_null = _unwrap(info.annotation)
    # What a row is, and what it cannot be told without.
    links = not may_be_null and not traits.get("references", "ref_").startswith("ref_")
    if traits.get("key") or links:
        traits = {**traits, "deciding": True}
    return Column(
        name=name, python_type=python_type, description=info.description or "", nullable=may_be_null, **traits
    )


def _unwrap(annotation: Any) -> tuple[type, bool]:
    if get_origin(annotation) in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        return inner[0], True
    return annotation, False
