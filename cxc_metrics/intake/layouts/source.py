"""How a foreign register becomes ours: `data/sources/<name>/source.toml`, and a SELECT per contract table."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from cxc_metrics.contract import RULES, SCHEME_RULES, TABLES, UNIT_TABLES, countries
from cxc_metrics.contract.nouns import Nouns
from cxc_metrics.errors import SourceError, did_you_mean
from cxc_metrics.intake.intake_options import DateFormat, DecimalMark, explain_validation

SOURCE_FILE = "source.toml"
MAP_FILE = "map.toml"
# How exact the dates of a column are: a month stands for its first day, in a column of ends for its last.
DatePrecision = Literal["day", "month", "year"]
# A year outside these is taken for a slip of the pen (0202, 2202); a source may widen them.
EARLIEST = date(1950, 1, 1)
LATEST = date(2050, 12, 31)
NAME = re.compile(r"[a-z][a-z0-9_]*")
# What every raw relation has besides the columns of its file.
CARRIED = ("_file", "_line")


_UNSAID = {"date_precision": {}, "nouns": Nouns()}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RawFile(_Strict):
    """One file of the foreign register, read as a raw relation of text columns with `_file` and `_line`.

    `pattern` is a file name with `*` and `?`, compared regardless of case; `columns` are those the SQL needs.
    `header_line` is the line (row of a sheet) of the header, where it cannot be found by these columns.
    """

    pattern: str
    columns: tuple[str, ...] = ()
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str | None = None
    sheet: str | None = None
    header_line: int | None = Field(default=None, ge=1)


class CountryNames(_Strict):
    """Country names in the languages the source uses, and its spellings that differ from Babel's."""

    languages: tuple[str, ...] = ()
    aliases: dict[str, str] = {}

    @field_validator("aliases")
    @classmethod
    def _known_codes(cls, aliases: dict[str, str]) -> dict[str, str]:
        for name, code in aliases.items():
            if code not in countries():
                raise ValueError(f"{name!r} is mapped to {code!r}, which is no country code of ours")
        return aliases


class Source(_Strict):
    """A register's own rules: its files, its grain, what it lacks, which rules bind it, what is countable.

    `date_precision` names the dates (`table.column`) that are months or years: each stands as its first day.
    """

    name: Annotated[str, Field(pattern=NAME.pattern)]
    title: str
    reference: str
    licence: str
    grain: Literal["record", "aggregate"] = "record"
    countable: Literal["cxc", "cross_border"] = "cxc"
    rules: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    date_precision: dict[str, Literal["month", "year"]] = {}
    as_at: date | None = None
    is_synthetic: bool = False
    earliest: date = EARLIEST
    latest: date = LATEST
    date_format: DateFormat | None = None
    decimal: DecimalMark | None = None
    files: dict[str, RawFile] = {}
    countries: CountryNames = CountryNames()
    mappings: dict[str, dict[str, str]] = {}
    nouns: Nouns = Nouns()
    selects: dict[str, str] = Field(default={}, exclude=True)

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, rules: tuple[str, ...]) -> tuple[str, ...]:
        for rule in rules:
            if rule not in RULES:
                raise ValueError(f"unknown rule {rule!r}{did_you_mean(rule, RULES)}")
        return rules

    @field_validator("lacks")
    @classmethod
    def _known_columns(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        names = [f"{name}.{column.name}" for name, model in TABLES.items() for column in model.columns()]
        for name in listed:
            if name not in names:
                raise ValueError(f"unknown column {name!r}{did_you_mean(name, names)}")
        return listed

    @field_validator("date_precision")
    @classmethod
    def _known_dates(cls, precision: dict[str, str]) -> dict[str, str]:
        dates = [
            f"{name}.{column.name}"
            for name, model in TABLES.items()
            for column in model.columns()
            if column.sql_type == "DATE"
        ]
        for name in precision:
            if name not in dates:
                raise ValueError(f"unknown date {name!r}{did_you_mean(name, dates)}")
        return precision

    @model_validator(mode="after")
    def _sound(self) -> Source:
        if self.earliest > self.latest:
            raise ValueError("earliest lies after latest")
        for name in (*self.files, *self.mappings):
            if not NAME.fullmatch(name):
                raise ValueError(
                    f"{name!r} must be a plain SQL name: lower-case letters, digits, underscores"
                )
        for name in self.files:
            if name in TABLES:
                raise ValueError(f"relation {name!r} bears a contract table's name: call it raw_{name}")
        return self

    def lacking(self, table: str) -> frozenset[str]:
        """The columns of a contract table that the grain of this source does not have."""
        return frozenset(name.split(".", 1)[1] for name in self.lacks if name.split(".", 1)[0] == table)

    def fingerprint(self) -> str:
        """Hash of everything declared, SQL included: two sources that could read differently differ here."""
        # What was not sayable before changes no fingerprint where it is not said.
        unsaid = {name for name, nothing in _UNSAID.items() if getattr(self, name) == nothing}
        declared = json.dumps([self.model_dump(mode="json", exclude=unsaid), self.selects], sort_keys=True)
        return hashlib.sha256(declared.encode()).hexdigest()


CXC = Source(
    name="cxc",
    title="ClusterXchange register",
    reference="Tables of the contract as they are",
    licence="Not stated",
    rules=tuple(SCHEME_RULES),
)


def read_source(folder: Path) -> Source:
    """The source in a folder: `source.toml` and `<table>.sql` files. SourceError when it is not usable."""
    path = folder / SOURCE_FILE
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        selects = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path} cannot be read: {error}") from None
    if "selects" in declared:
        raise SourceError(f"{path}: the SQL stands in files of its own, exchange.sql and so on")
    try:
        source = Source.model_validate({**declared, "selects": selects})
    except ValidationError as error:
        raise SourceError(f"{path}: {explain_validation(error, tuple(Source.model_fields))}") from None
    faults = [
        f"{name}.sql is no table of the contract{did_you_mean(name, TABLES)}"
        for name in selects
        if name not in TABLES
    ]
    if source.name != folder.name:
        faults.append(f"it calls itself {source.name!r} but lies in folder {folder.name!r}")
    if source.files and not set(UNIT_TABLES).intersection(selects):
        named = ", ".join(f"{name}.sql" for name in UNIT_TABLES)
        faults.append(f"none of {named} is there: one of them selects what is counted")
    if selects and not source.files:
        faults.append("no [files.<relation>] says which files the SQL reads")
    if faults:
        raise SourceError(f"{path}: {'; '.join(faults)}")
    return source
