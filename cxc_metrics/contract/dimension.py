"""What a dimension is, and how one is declared: by its contract column and the side it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, cast

from .codes import CodeList
from .column import Column
from .reference import countries, ecosystems, organisation_types
from .tables.registry import TABLES

# Groups of alternatives: of every group one contract column has to be there.
Lineage = tuple[tuple[str, ...], ...]


# How a selection is told that says what kind of visits are meant.
KIND_OF_VISIT: Final = "{} visits"


def noun_of(heading: str) -> str:
    """A heading within a sentence: with a small letter, unless its first word is written in capitals (EU)."""
    first = heading.split(" ", 1)[0]
    return heading if first != first.capitalize() else heading[:1].lower() + heading[1:]


class Values(StrEnum):
    """What the values of a dimension are: decides order, label and how a filter value is read."""

    WAVE = "wave"
    COUNTRY = "country"
    SECTOR = "sector"
    PARTNERSHIP = "partnership"
    CODE = "code"
    FLAG = "flag"
    TIME = "time"


@dataclass(frozen=True)
class Origin:
    """Where a dimension stands among the rows of a table: SQL over its aliases, and what that is made of."""

    sql: str
    made_of: Lineage


@dataclass(frozen=True)
class Attribute:
    """What is told of an organisation wherever it visits or hosts: `name` in the facts' own relation of
    organisations, SQL over the contract's columns, and which of them.
    """

    name: str
    sql: str
    made_of: Lineage


@dataclass(frozen=True)
class Dimension:
    """One dimension.

    `exchange`, `registration`, `participant` and `attendance` say where it stands among exchanges,
    registrations, participants of projects and persons at events: every fact that hangs on one of them has
    it. One without any is a column of single facts, or, where its values are periods, follows from the date
    of each fact.

    `column` is the contract column that holds its values, `codes` their list where no column has one;
    `example` is how a value is written where there is no list. `side` is `visitor`, `host` or `participant`
    where it tells of an organisation. A filter says how a selection is told: `in_sentence` (after the period
    where it begins with a comma) with the values in the place of `{}`. `alias` is what addresses and command
    lines call it besides, `list_name` what its list is called among others; `attribute` what of an
    organisation it tells.
    """

    id: str
    label: str
    values: Values
    description: str
    column: str = ""
    codes: CodeList | None = None
    example: str = ""
    side: str = ""
    is_filter: bool = False
    in_sentence: str = ""
    alias: str = ""
    list_name: str = ""
    attribute: Attribute | None = None
    exchange: Origin | None = None
    registration: Origin | None = None
    participant: Origin | None = None
    attendance: Origin | None = None

    @property
    def code_list(self) -> CodeList | None:
        """The closed list of its codes: that of its contract column, or its own."""
        return contract_column(self.column).codes if self.column and not self.codes else self.codes

    @property
    def noun(self) -> str:
        """The label within a sentence."""
        return noun_of(self.label)

    @property
    def is_open(self) -> bool:
        """Whether its values are codes of no list, which are shown as they are."""
        return self.values is Values.CODE and not self.labels

    @property
    def is_kind(self) -> bool:
        """Whether a selection says by it what kind of visits these are: Physical health visits."""
        return self.in_sentence == KIND_OF_VISIT

    @property
    def labels(self) -> Mapping[str | int, str]:
        """Code → English label of a closed list, in its order; empty for partnerships, open codes, time."""
        if self.values is Values.COUNTRY:
            return {code: country.name_en for code, country in countries().items()}
        if self.values is Values.SECTOR:
            return {number: ecosystem.name_en for number, ecosystem in ecosystems().items()}
        if self.values is Values.WAVE:
            return {1: "Wave 1 (2020–22)", 2: "Wave 2 (2022–24)"}
        if self.column and contract_column(self.column).references == "ref_org_type":
            return {code: kind.label for code, kind in organisation_types().items()}
        return cast("dict[str | int, str]", self.code_list.labels) if self.code_list else {}

    @property
    def is_time(self) -> bool:
        """Whether the values are periods (year, quarter, month)."""
        return self.values is Values.TIME

    @property
    def is_integer(self) -> bool:
        """Whether the values are whole numbers in tables and exports."""
        return self.id == "year" or self.values in {Values.WAVE, Values.SECTOR}


def contract_column(name: str) -> Column:
    """The contract column of a name `table.column`; KeyError if there is none."""
    table, column = name.split(".")
    return TABLES[table].column(column)


_BY_REFERENCE: Final = {
    "ref_country": (Values.COUNTRY, "country"),
    "ref_ecosystem": (Values.SECTOR, ""),
    "ref_org_type": (Values.CODE, "org_type"),
    "partnership": (Values.PARTNERSHIP, "partnership"),
}


def _kind(column: str) -> tuple[Values, str]:
    """What the values of a contract column are, and the type of facts that holds them (empty: its own)."""
    declared = contract_column(column)
    if declared.references:
        return _BY_REFERENCE[declared.references]
    return Values.CODE, declared.codes.name if declared.codes else ""


def _typed(expression: str, column: str) -> str:
    kind = _kind(column)[1]
    return f"coded({expression}, {kind})" if kind else expression


# The aliases of the facts' SQL and of their views in _dimensions.sql: e, r, t and a are the rows (exchanges,
# registrations, participants, attendances); v, h and o the organisations; p the partnership or project; w the
# event.
_SIDES: Final = {"visitor": ("v", "exchange.vo_id", "VO"), "host": ("h", "exchange.ho_id", "HO")}
PARTICIPANT: Final = "participant"
_SAID: Final = {"visitor": "visiting", PARTICIPANT: "participating"}


def of_organisation(
    name: str,
    label: str,
    description: str,
    column: str,
    *,
    sql: str = "",
    also: tuple[str, ...] = (),
    sides: tuple[str, ...] = ("visitor", "host"),
    exchange: Mapping[str, str] = MappingProxyType({}),
    participant: str = "",
    attendance: Mapping[str, Origin] = MappingProxyType({}),
    each: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    **more: Any,
) -> tuple[Dimension, ...]:
    """What is true of an organisation, as a dimension of each side; `{side}`, `{Side}` and
    `{visiting}` in texts are replaced.

    `column` (and `also`) are the contract columns it is made of by `sql`; `exchange` names a column of the
    exchange that says it on a side instead, `participant` one of the participant of a project. `attendance`
    is where it stands among persons at events, by side; without it a visitor's is that of the person's
    organisation. `each` is what only one side's dimension declares.
    """
    made_of = tuple((name,) for name in (column, *also))
    attribute = Attribute(name, sql or _typed(column.split(".")[1], column), made_of)
    return tuple(
        Dimension(
            f"{side}_{name}",
            label.format(side=side, Side=side.capitalize()),
            _kind(column)[0],
            description.format(side=side, visiting=_SAID.get(side, side)),
            column,
            side=side,
            attribute=attribute,
            **_origins(attribute, side, column, exchange.get(side, ""), participant),
            attendance=attendance.get(side) or _of_person(attribute, side),
            **{**more, **each.get(side, {})},
        )
        for side in sides
    )


def _origins(
    attribute: Attribute, side: str, column: str, on_exchange: str, on_participant: str
) -> dict[str, Any]:
    """Where it stands among exchanges and registrations, or among the participants of projects."""
    if side != PARTICIPANT:
        return {
            "exchange": _on_exchange(attribute, side, column, on_exchange),
            "registration": _on_registration(attribute, side),
        }
    if on_participant:
        return {"participant": _own("t", on_participant, column)}
    link = "project_participant.organisation_id"
    return {"participant": Origin(f"o.{attribute.name}", ((link,), *attribute.made_of))}


def _of_person(attribute: Attribute, side: str) -> Origin | None:
    """What is true of the organisation that a person at an event comes from."""
    if side != "visitor":
        return None
    return Origin(f"o.{attribute.name}", (("event_attendance.organisation_id",), *attribute.made_of))


def _own(alias: str, own: str, column: str) -> Origin:
    return Origin(_typed(f"{alias}.{own.split('.')[1]}", column), ((own,),))


def _on_exchange(attribute: Attribute, side: str, column: str, own: str) -> Origin:
    if own:
        return _own("e", own, column)
    alias, link, _ = _SIDES[side]
    return Origin(f"{alias}.{attribute.name}", ((link,), *attribute.made_of))


def _on_registration(attribute: Attribute, side: str) -> Origin:
    role = _SIDES[side][2]
    return Origin(
        f"CASE WHEN r.role = '{role}' THEN o.{attribute.name} END",
        (("registration.organisation_id",), *attribute.made_of),
    )


def of_exchange(
    name: str,
    label: str,
    description: str,
    column: str,
    *,
    registration: Origin | None = None,
    **more: Any,
) -> Dimension:
    """A column of the exchange."""
    held = Origin(_typed(f"e.{column.split('.')[1]}", column), ((column,),))
    return Dimension(
        name, label, _kind(column)[0], description, column, exchange=held, registration=registration, **more
    )


def differing(name: str, label: str, description: str, sql: str, *columns: str) -> Dimension:
    """Whether visitor and host differ in something."""
    held = Origin(sql, tuple((column,) for column in columns))
    return Dimension(name, label, Values.FLAG, description, exchange=held)


def of_fact(name: str, label: str, description: str, column: str, **more: Any) -> Dimension:
    """A column of a table of its own, which the fact of that table states."""
    return Dimension(name, label, _kind(column)[0], description, column, **more)


def of_participant(name: str, label: str, description: str, column: str, **more: Any) -> Dimension:
    """A column of the participant of a project."""
    return Dimension(
        name, label, _kind(column)[0], description, column, participant=_own("t", column, column), **more
    )


def of_event(name: str, label: str, description: str, column: str) -> Dimension:
    """A column of the event that persons are at."""
    return Dimension(name, label, _kind(column)[0], description, column, attendance=_own("w", column, column))
