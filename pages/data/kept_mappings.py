"""Kept mappings: a delivery is recognised by them, and a new one is kept beside the data versions."""

from __future__ import annotations

from pathlib import Path

from cxc_metrics.contract import TABLES
from cxc_metrics.errors import SourceError
from cxc_metrics.intake import (
    Explored,
    ExploredTable,
    Mapping,
    Recognised,
    Source,
    compile_mapping,
    load_sources,
    recognise,
    save_mapping,
    suggest,
)
from cxc_metrics.intake.layouts.mapping import written
from cxc_metrics.intake.layouts.names import match_header, stem, table_for
from cxc_metrics.intake.layouts.source import MAP_FILE
from cxc_metrics.intake.layouts.source_places import OWN_FOLDER
from pages.data import draft
from pages.data.draft import Editing
from ui import session


def folder() -> Path:
    """Where mappings made on this page are kept."""
    return session.store().root / OWN_FOLDER


def broken() -> tuple[str, ...]:
    """What is wrong with the kept mappings and sources that cannot be used."""
    return tuple(message for _, message in load_sources(store=session.store().root).broken)


def is_of_contract(table: ExploredTable) -> bool:
    """Whether a file or sheet is a table of the contract by its name and most of its columns.

    Then its own problems are told. Somebody else's list of meetings is none, whatever it is called.
    """
    name = table_for(table.sheet or stem(table.file))
    if name is None:
        return False
    match = match_header(table.header, ((column.name, column.aliases) for column in TABLES[name].columns()))
    return len(match.position) >= len(match.unknown)


def recognised(explored: Explored) -> Recognised | None:
    """What a delivery was mapped by before."""
    return recognise(explored, load_sources(store=session.store().root).declared)


def source_of(known_by: Recognised) -> Source:
    """The source that a recognised delivery is read by."""
    declared = known_by.declared
    return compile_mapping(declared) if isinstance(declared, Mapping) else declared


def largest(explored: Explored) -> ExploredTable:
    """The table of a delivery that is mapped first."""
    return max(explored.tables, key=lambda table: table.rows)


def begun(table: ExploredTable, recognised_by: Recognised | None) -> Editing:
    """A mapping to go on with: the one made for the header before, if there is one, else a suggestion."""
    if recognised_by is not None and (mapping := editable(recognised_by)) is not None:
        return Editing(table, draft.adapted(mapping, recognised_by.changes, table), kept_as=mapping.name)
    return Editing(table, suggest(table))


def editable(recognised_by: Recognised) -> Mapping | None:
    """The mapping, where this page can edit it: it reads one file, and is no SQL."""
    mapping = recognised_by.mapping
    return mapping if mapping is not None and len(mapping.files) == 1 else None


def is_in_the_way(editing: Editing) -> bool:
    """Whether another mapping of this name is kept already, which keeping this one would replace."""
    file = folder() / editing.mapping.name / MAP_FILE
    if editing.mapping.name == editing.kept_as or not file.is_file():
        return False
    try:
        return file.read_text(encoding="utf-8") != written(draft.sound(editing.mapping))
    except (SourceError, OSError, UnicodeDecodeError):
        return True


def keep(editing: Editing, *, replace: bool) -> Path:
    """Keep the mapping in the store. SourceError where it is not usable or another one is in the way."""
    mapping = draft.sound(editing.mapping)
    file = save_mapping(mapping, folder(), replace=replace or mapping.name == editing.kept_as)
    editing.kept_as = mapping.name
    return file
