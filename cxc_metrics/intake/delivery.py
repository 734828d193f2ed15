"""Receive a delivery: every file becomes staged tables, a finding, or a problem that stops the check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cxc_metrics.errors import IntakeError

from .bench import Workbench
from .contract import ContractIntake
from .foreignintake import receive_foreign
from .options import REGISTER_FILE, RegisterFile, read_register_file
from .read.members import Member, is_litter
from .read.signatures import ZIP, check_signature, kind_by_name
from .read.unpack import unpack_zip
from .received import Received
from .required import require_tables
from .source import Source


def receive(bench: Workbench, path: Path, source: Source) -> Received:
    """Read everything at the path. IntakeError with all problems listed."""
    bench.step("Reading files", 0.0)
    members = members_of(bench, path)
    declared, members = _register_file(bench, members)
    _declare(bench, declared, source)
    received = Received(declared=declared)
    if source.selects:
        receive_foreign(bench, source, members, received)
    else:
        intake = ContractIntake(bench, source, received)
        for number, member in enumerate(members):
            bench.step(f"Reading {member.name}", 0.45 * number / len(members))
            with bench.collecting():
                try:
                    intake.take(member)
                except IntakeError:
                    received.unread.append(member.name)
                    raise
    require_tables(bench, received)
    bench.raise_problems()
    return received


def members_of(bench: Workbench, path: Path) -> list[Member]:
    """The files of a folder, of a zip, or the one file. IntakeError when there is nothing to read."""
    try:
        if path.is_dir():
            return _folder(bench, path)
        if not path.exists():
            raise IntakeError(f"There is no file or folder {path}")
        member = Member(path.name, path)
        if kind_by_name(path.name) == ZIP:
            check_signature(path, path.name, ZIP)
            return sorted(unpack_zip(bench, member), key=lambda unpacked: unpacked.name)
    except OSError as error:
        raise IntakeError(f"{path} cannot be read: {error.strerror or error}") from None
    return [member]


def _folder(bench: Workbench, path: Path) -> list[Member]:
    entries = sorted(entry for entry in path.iterdir() if not is_litter(entry.name))
    members = [Member(entry.name, entry) for entry in entries if entry.is_file()]
    if not members:
        raise IntakeError(f"The folder {path} holds no files")
    for entry in entries:
        if entry.is_dir():
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
