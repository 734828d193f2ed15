"""A first mapping of a file that nobody has described: from what exploring says its columns may be."""

from __future__ import annotations

import re
from typing import Any, Final

from cxc_metrics.contract import TABLES
from cxc_metrics.intake.explore.explored import ColumnRole, ExploredTable
from cxc_metrics.intake.layouts.names import fold, stem

from .declared_mapping import MappedFile, MappedTable, Mapping, Shape
from .lacking import with_lacks
from .mapped_column import MappedColumn
from .suggested_columns import SuggestedColumns

_PAIR: Final = (ColumnRole.SENDING_COUNTRY, ColumnRole.RECEIVING_COUNTRY)
_PARTNERS: Final = (ColumnRole.SENDING_ORGANISATION, ColumnRole.RECEIVING_ORGANISATION)
_DIGITS: Final = re.compile(r"\d+")
# What a pattern of a file's name takes for more than itself.
_GLOB: Final = re.compile(r"[\[\]*?]")
Columns = dict[str, MappedColumn | None]


def suggest(table: ExploredTable, name: str | None = None, *, shape: Shape | None = None) -> Mapping:
    """A first mapping of an explored table, to be gone on with; `name` is what the register shall be called,
    `shape` what a row is, where somebody says so.

    It is a draft: where the file has nothing for a column that decides, the mapping lacks it, and
    `faults_of` says so. What is taken for granted (amounts in EUR) is for a person to look at.
    """
    columns = SuggestedColumns(table)
    shape = shape or shape_of(columns)
    called = plain_name(name or _DIGITS.sub(" ", stem(table.file)))
    relation = f"{called}_file" if called in TABLES else called
    tables = {"pairs": _pairs, "flows": _pairs, "participations": _participations, "meetings": _meetings}
    draft = Mapping.model_construct(
        name=called,
        title=name or title_of(table.file),
        shape=shape,
        files={relation: _file(table)},
        tables={
            name: tuple(part.model_copy(update={"relation": relation}) for part in parts)
            for name, parts in tables[shape](columns, shape).items()
        },
    )
    return with_lacks(draft)


def title_of(file: str) -> str:
    """What a register is called by its file, without the years that only this delivery is of.

    >>> title_of("stsm_missions-2023.csv"), title_of("2024.csv")
    ('Stsm missions', '2024')
    """
    words = " ".join(re.split(r"[\W_]+", _DIGITS.sub(" ", stem(file)))).strip()
    return f"{words[:1].upper()}{words[1:]}" if words else stem(file)


def plain_name(text: str) -> str:
    """A name as registers and files of a mapping bear it.

    >>> plain_name("Mobilité 2023/24"), plain_name("2024"), plain_name("Χώρες")
    ('mobilite_2023_24', 'register_2024', 'register')
    """
    words = [word for part in re.split(r"[\W_]+", text) if (word := fold(part))]
    name = "_".join(words)[:40].strip("_")
    return name if name[:1].isalpha() else f"register_{name}".strip("_")


def shape_of(columns: SuggestedColumns) -> Shape:
    """What a row is: an exchange between two sides, a participation, a person at an event, or a flow."""
    has = columns.first
    two_sides = all(has(role) for role in _PAIR)
    if any(has(role) for role in _PARTNERS):
        return "pairs"
    if has(ColumnRole.EVENT) and (two_sides or not has(ColumnRole.ORGANISATION)):
        return "meetings"
    if two_sides:
        persons_only = has(ColumnRole.PERSONS) and not has(ColumnRole.PERSON, ColumnRole.ORGANISATION)
        return "flows" if persons_only else "pairs"
    organisation = has(ColumnRole.ORGANISATION, ColumnRole.PROJECT)
    return "participations" if organisation and has(ColumnRole.COUNTRY, *_PAIR) else "pairs"


def _file(table: ExploredTable) -> MappedFile:
    """A later delivery has another year in its name; its separator and encoding are looked at again."""
    pattern = _GLOB.sub("?", _DIGITS.sub("*", stem(table.file)))
    return MappedFile(
        pattern=re.sub(r"\*+", "*", f"{pattern}*"),
        sheet=table.sheet,
        header=tuple(name for name in table.header if name),
    )


def _part(columns: Columns, *group: str) -> MappedTable:
    """A part of a table: what the file does not have is left out."""
    filled: dict[str, Any] = {name: mapped for name, mapped in columns.items() if mapped is not None}
    return MappedTable.model_construct(relation="", where=(), group=group, columns=filled)


def _pairs(columns: SuggestedColumns, shape: Shape) -> dict[str, tuple[MappedTable, ...]]:
    exchange: Columns = {"exchange_id": columns.key()}
    organisations = []
    sides = zip(("vo", "ho"), _PAIR, _PARTNERS, strict=True)
    for side, of_country, of_organisation in sides:
        country = columns.country(of_country)
        exchange[f"{side}_country"] = country
        organisation = columns.organisation(of_organisation, country)
        if organisation is not None:
            key, name = organisation
            exchange[f"{side}_id"] = key
            own: Columns = {"organisation_id": key, "name": name, "country_code": country}
            organisations.append(_part(own, "organisation_id"))
    exchange["actual_start"], exchange["actual_end"] = columns.start(), columns.end()
    if shape == "flows":
        exchange["participants"] = columns.number(ColumnRole.PERSONS)
    else:
        exchange["status"] = columns.codes(ColumnRole.STATUS, TABLES["exchange"].column("status"))
        exchange["lump_sum_paid_eur"] = columns.number(ColumnRole.MONEY)
    tables = {"exchange": (_part(exchange),)}
    return tables | ({"organisation": tuple(organisations)} if organisations else {})


def _participations(columns: SuggestedColumns, _shape: Shape) -> dict[str, tuple[MappedTable, ...]]:
    country = columns.country(ColumnRole.COUNTRY, *_PAIR)
    key, name = columns.organisation(ColumnRole.ORGANISATION, country) or (columns.key(), None)
    project = columns.plain(ColumnRole.PROJECT)
    dates: Columns = {"start_date": columns.start(), "end_date": columns.end()}
    participant: Columns = {
        "participant_id": columns.key(),
        "project_id": project,
        "organisation_id": key,
        "country_code": country,
        "started_on": None if project else dates["start_date"],
        "eu_contribution_eur": columns.number(ColumnRole.MONEY),
    }
    organisation: Columns = {"organisation_id": key, "name": name, "country_code": country}
    tables: dict[str, tuple[MappedTable, ...]] = {
        "organisation": (_part(organisation, "organisation_id"),),
        "project_participant": (_part(participant),),
    }
    if project is not None:
        tables["project"] = (_part({"project_id": project, **dates}, "project_id"),)
    return tables


def _meetings(columns: SuggestedColumns, _shape: Shape) -> dict[str, tuple[MappedTable, ...]]:
    sided = columns.country(ColumnRole.SENDING_COUNTRY)
    person_country = sided or columns.country(ColumnRole.COUNTRY)
    event_country = columns.country(ColumnRole.RECEIVING_COUNTRY)
    events = columns.of(ColumnRole.EVENT)
    event_id = columns.plain(ColumnRole.EVENT)
    start, end = columns.start(), columns.end()
    event: Columns = {
        "event_id": event_id,
        "name": type(event_id)(column=events[1].name) if event_id and len(events) > 1 else None,
        "country_code": event_country,
        "start_date": start,
        "end_date": end,
    }
    attendance: Columns = {
        "attendance_id": columns.key(),
        "event_id": event_id,
        "person_ref": columns.plain(ColumnRole.PERSON),
        "person_country": person_country,
        "event_country": event_country,
        "started_on": start,
        "ended_on": end,
        "days": columns.number(ColumnRole.DAYS),
        "amount_eur": columns.number(ColumnRole.MONEY),
    }
    return {"event": (_part(event, "event_id"),), "event_attendance": (_part(attendance),)}
