"""A mapping: how the columns of files become the contract's, declared; read from `map.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.contract.nouns import Nouns
from cxc_metrics.intake.intake_options import DateFormat, DecimalMark
from cxc_metrics.intake.layouts.names import folded_column
from cxc_metrics.intake.layouts.source import EARLIEST, LATEST, CountryNames, RawFile

from .mapped_column import AnyColumn, HeaderName, Strict, Text
from .mapping_faults import faults_of

Shape = Literal["pairs", "participations", "meetings", "flows"]
Several = Annotated[tuple[HeaderName, ...], Field(strict=False)]


def folded_header(header: Iterable[str]) -> frozenset[str]:
    """The columns of a header as they are compared: folded, those without a name left out."""
    return frozenset(folded_column(name) for name in header if name.strip())


class MappedFile(RawFile):
    """A file of the register. `header` is what its header was when it was mapped: it is known again by it."""

    header: Several = ()


class Condition(Strict):
    """Rows to take: where `column` has a value of `keep`, or none of `drop`, or is empty, or is not.

    Values are compared without case and accents.
    """

    column: HeaderName
    keep: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    drop: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    is_empty: bool | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Condition:
        if sum((bool(self.keep), bool(self.drop), self.is_empty is not None)) != 1:
            raise ValueError("say one of keep, drop and is_empty")
        return self

    def takes(self, value: str) -> bool:
        """Whether it takes rows that hold a value; compiled it says the same in SQL."""
        if self.is_empty is not None:
            return not self.is_empty
        values = self.keep or self.drop
        among = value in values or fold_country(value) in {fold_country(given) for given in values} - {""}
        return among if self.keep else not among


class MappedTable(Strict):
    """How rows of a file become rows of a contract table.

    `group` names columns of the file or of this table: of rows that have them alike one is made. Where two
    differ in a column that takes the first, that is told.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    relation: str = Field(alias="from")
    where: Annotated[tuple[Condition, ...], Field(strict=False)] = ()
    group: Several = ()
    columns: Annotated[dict[str, AnyColumn], Field(min_length=1)]

    def reads(self) -> tuple[str, ...]:
        """The columns of the file that it needs."""
        columns = (name for column in self.columns.values() for name in column.reads())
        conditions = (condition.column for condition in self.where)
        grouped = (name for name in self.group if name not in self.columns)
        return tuple(dict.fromkeys((*columns, *conditions, *grouped)))


def _parts(value: Any) -> Any:
    """A table may be put together from several parts: `[[tables.organisation]]`."""
    return value if isinstance(value, list | tuple) else (value,)


Parts = Annotated[tuple[MappedTable, ...], BeforeValidator(_parts), Field(min_length=1, strict=False)]


class Mapping(Strict):
    """How a register's files become the contract's tables. Nothing in it is SQL.

    Raises ValidationError with all faults.
    """

    name: str
    title: str = ""
    reference: str = "Not stated"
    licence: str = "Not stated"
    shape: Shape
    countable: Literal["cxc", "cross_border"] = "cross_border"
    rules: Annotated[tuple[str, ...], Field(strict=False)] = ()
    lacks: Annotated[tuple[str, ...], Field(strict=False)] = ()
    as_at: date | None = None
    is_synthetic: bool = False
    earliest: date = EARLIEST
    latest: date = LATEST
    date_format: DateFormat | None = None
    decimal: DecimalMark | None = None
    nouns: Nouns = Nouns()
    countries: CountryNames = CountryNames()
    files: Annotated[dict[str, MappedFile], Field(min_length=1)]
    tables: Annotated[dict[str, Parts], Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Mapping:
        faults = faults_of(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def reads(self, relation: str) -> tuple[str, ...]:
        """The columns of a file that are needed, in the order in which they are."""
        names = (name for _, part in self.parts() if part.relation == relation for name in part.reads())
        return tuple(dict.fromkeys(names))

    def parts(self) -> tuple[tuple[str, MappedTable], ...]:
        """Every part of every table, with the table's name."""
        return tuple((table, part) for table, parts in self.tables.items() for part in parts)
