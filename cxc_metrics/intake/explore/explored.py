"""What exploring says of files: plain frozen models, which also pass between processes as JSON.

Nothing here is a check: no row is judged, and no contract is known.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

Precision = Literal["day", "month", "year"]
DateOrder = Literal["day_first", "month_first"]


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole number"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    YES_NO = "yes/no"
    COUNTRY = "country"
    AMOUNT = "currency amount"


NUMBERS = (ColumnKind.WHOLE, ColumnKind.DECIMAL, ColumnKind.AMOUNT)


class ColumnRole(StrEnum):
    """What a column may be in a register of exchanges, participations, meetings or flows."""

    SENDING_COUNTRY = "sending_country"
    RECEIVING_COUNTRY = "receiving_country"
    COUNTRY = "country"
    SENDING_ORGANISATION = "sending_organisation"
    RECEIVING_ORGANISATION = "receiving_organisation"
    ORGANISATION = "organisation"
    PERSON = "person"
    KEY = "key"
    START = "start"
    END = "end"
    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    DAYS = "days"
    MONEY = "money"
    PERSONS = "persons"
    SECTOR = "sector"
    STATUS = "status"
    PROJECT = "project"
    EVENT = "event"
    IGNORED = "ignored"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleGuess(_Frozen):
    """A role a column may have; `confidence` from 0 to 1, `why` in words."""

    role: ColumnRole
    confidence: float
    why: str


class ValueCount(_Frozen):
    """A value as it is written, and the rows that hold it."""

    value: str
    rows: int


class ExploredColumn(_Frozen):
    """One column. `position` counts from 0; `name` is the header's cell, empty where there is none.

    `empty` are cells without a value, words for nothing included; `distinct` different values; `values` the
    most frequent ones, 500 at most, and `examples` some of them. `unlike` counts cells that are not of the
    column's kind, `unlike_examples` some of those. Of dates: `date_format` as people write it
    (`DD/MM/YYYY`), `precision`, and `order` where slashes need one (None with `is_open`: nothing in the file
    says which). Of numbers: `decimal` mark and `unit` where they are plain to see. `least` and `greatest`
    are the ends of numbers and dates. Roles stand from sure to unsure.
    """

    name: str
    position: int
    kind: ColumnKind
    empty: int
    distinct: int
    examples: tuple[str, ...]
    values: tuple[ValueCount, ...]
    roles: tuple[RoleGuess, ...]
    date_format: str | None = None
    precision: Precision | None = None
    order: DateOrder | None = None
    decimal: Literal[".", ","] | None = None
    unit: str | None = None
    is_open: bool = False
    least: str | None = None
    greatest: str | None = None
    unlike: int = 0
    unlike_examples: tuple[str, ...] = ()

    @property
    def role(self) -> ColumnRole | None:
        """The likeliest role, if there is any."""
        return self.roles[0].role if self.roles else None

    def confidence(self, role: ColumnRole) -> float:
        """How sure it is that the column has this role; 0 where nothing says so."""
        return next((guess.confidence for guess in self.roles if guess.role is role), 0.0)


class ExploredTable(_Frozen):
    """One table: a file, or a sheet of a workbook.

    `format` is what the file is by its content; `encoding` and `separator` are of text files, `header_line`
    is the line (row of a sheet) that the names of columns stand in, None where a format has no such line, and
    `above` what stands above it. `key` are the columns that together tell each row from all others, empty
    where none do. `notes` are one line each: what was odd, what was not read.
    """

    file: str
    sheet: str | None
    format: str
    encoding: str | None
    separator: str | None
    header_line: int | None
    rows: int
    columns: tuple[ExploredColumn, ...]
    above: str = ""
    key: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"{self.file}[{self.sheet}]" if self.sheet else self.file

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ExploredColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def best(self, role: ColumnRole) -> ExploredColumn | None:
        """The column that most surely has a role, of those whose likeliest role it is."""
        fitting = [column for column in self.columns if column.role is role]
        return max(fitting, key=lambda column: column.confidence(role), default=None)

    @property
    def has_countries(self) -> bool:
        """Whether any column holds countries."""
        return any(column.kind is ColumnKind.COUNTRY for column in self.columns)


class Explored(_Frozen):
    """All tables of a delivery; `unread` says of each file that is none why it was not read."""

    tables: tuple[ExploredTable, ...]
    unread: tuple[str, ...] = ()
