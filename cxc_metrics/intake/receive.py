"""Receive a delivery: every file becomes staged tables, a finding, or a problem that stops the check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cxc_metrics.errors import IntakeError

from .intake_options import REGISTER_FILE, RegisterFile, read_register_file
from .layouts.contract_tables import ContractIntake
from .layouts.foreign import receive_foreign
from .layouts.leads import lead_from
from .layouts.names import stem, table_for
from .layouts.required import require_tables
from .layouts.source import MAP_FILE, Source
from .read.members import Member
from .read.set_aside import (
    NoTable,
    no_table_kind,
    set_aside,
    tell_set_aside,
)
from .read.signatures import ZIP, kind_of
from .read.unpack import unpack_zip
from .received import Received
from .stage.resolve import resolve
from .workbench import Workbench


def receive(bench: Workbench, path: Path, source: Source) -> Received:
    """Read everything at the path. What stops the check is noted, so that the rest is looked at too."""
    bench.step("Reading files", 0.0)
    members = members_of(bench, path)
    declared, members = _register_file(bench, members)
    _declare(bench, declared, source)
    received = Received(declared=declared)
    if source.selects:
        # It was read already, or another source is obeyed in its place.
        members = [member for member in members if member.base.casefold() != MAP_FILE]
    members, no_tables = set_aside(members)
    tell_set_aside(bench, no_tables)
    if source.selects:
        receive_foreign(bench, source, members, received)
    else:
        _receive_tables(bench, source, members, received)
        _name_instead(received, no_tables)
    bench.step("Reading cells", 0.45)
    resolve(bench, list(received.tables.values()))
    require_tables(bench, received, lambda: lead_from(bench, members))
    return received


def _receive_tables(bench: Workbench, source: Source, members: list[Member], received: Received) -> None:
    intake = ContractIntake(bench, source, received)
    for number, member in enumerate(members):
        bench.step(f"Reading {member.name}", 0.3 * number / len(members))
        with bench.collecting():
            intake.take(member)
    intake.finish()


def _name_instead(received: Received, no_tables: list[NoTable]) -> None:
    """For a table that is missing, say that a file of its name was no table."""
    for no_table in no_tables:
        table = table_for(stem(no_table.member.name))
        if table is not None:
            received.instead.setdefault(
                table, f"{no_table.member.name} is no table but {no_table.kind}, and was not read"
            )


def members_of(bench: Workbench, path: Path) -> list[Member]:
    """The files of a folder or of a zip, or the one file with the `register.toml` beside it.

    IntakeError when there is nothing to read.
    """
    try:
        if path.is_dir():
            return _folder(bench, path)
        if not path.exists():
            raise IntakeError(f"There is no file or folder {path}")
        return _members_of(bench, path)
    except OSError as error:
        raise IntakeError(f"{path} cannot be read: {error.strerror or error}") from None


def _members_of(bench: Workbench, path: Path) -> list[Member]:
    """One file, or what a zip holds; with the `register.toml` beside it, unless it holds one itself."""
    kind = no_table_kind(path.name)
    if kind is not None:
        raise IntakeError(
            f"{path.name} is no table but {kind}. Give the tables as CSV, Excel (.xlsx), Parquet or JSON"
        )
    member = Member(path.name, path)
    members = [member]
    if kind_of(path, path.name) == ZIP:
        members = sorted(unpack_zip(bench, member), key=lambda unpacked: unpacked.name)
    if any(member.base.casefold() == REGISTER_FILE for member in members):
        return members
    about = [entry for entry in path.parent.iterdir() if entry.name.casefold() == REGISTER_FILE]
    return [*(Member(entry.name, entry) for entry in about if entry.is_file()), *members]


def _folder(bench: Workbench, path: Path) -> list[Member]:
    entries = sorted(path.iterdir())
    members = [Member(entry.name, entry) for entry in entries if entry.is_file()]
    if not members:
        raise IntakeError(f"The folder {path} holds no files")
    for entry in entries:
        if entry.is_dir() and no_table_kind(entry.name) is None:
            bench.warn(
                entry.name,
                None,
                "folder_not_read",
                f"the folder {entry.name} inside was not read",
                "Put all tables into one folder",
            )
    return members


def _register_file(bench: Workbench, members: list[Member]) -> tuple[RegisterFile, list[Member]]:
    declared = RegisterFile()
    rest = []
    for member in members:
        if member.base.casefold() != REGISTER_FILE:
            rest.append(member)
            continue
        with bench.collecting():
            declared = read_register_file(member.path)
    return declared, rest


def _declare(bench: Workbench, declared: RegisterFile, source: Source) -> None:
    """What the caller says stands before the register, the register before the source."""
    options = bench.options
    bench.options = replace(
        options,
        date_format=options.date_format or declared.date_format or source.date_format,
        decimal=options.decimal or declared.decimal or source.decimal,
    )
