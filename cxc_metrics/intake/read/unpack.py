"""Archives: unpacked under names of our own, up to a limit, one level deep."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Workbench

from .members import Member

MAX_ENTRIES = 10_000
# What macOS packs beside every file; nobody put it there.
_SHADOWS = ("__MACOSX/", "._")
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_Readable = IO[bytes] | gzip.GzipFile | zipfile.ZipExtFile
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


def unpack_zip(bench: Workbench, member: Member) -> list[Member]:
    """The files of a zip as members. IntakeError when it is damaged, protected, or unpacks past the limit.

    Names inside decide what a file is called in findings, never where it is written. Archives inside are not
    opened; they are told as files that are no table.
    """
    members = []
    left = bench.options.max_unpacked_bytes
    with open_zip(member) as archive:
        for info in _entries(archive, member.name):
            name = info.filename.replace("\\", "/").lstrip("/")
            if not name or info.is_dir() or name.startswith(_SHADOWS) or "/._" in name:
                continue
            target = bench.folder / bench.new_name("unpacked")
            with target.open("wb") as sink:
                left -= _unpack_entry(
                    archive, info, member.name, left, bench.options.max_unpacked_bytes, sink.write
                )
            members.append(Member(name, target))
    if not members:
        raise IntakeError(f"{member.name} holds no files")
    return members


def open_zip(member: Member) -> zipfile.ZipFile:
    """The archive; IntakeError when its directory cannot be read (it is truncated, for instance)."""
    try:
        return zipfile.ZipFile(member.path)
    except DAMAGE:
        raise IntakeError(
            f"{member.name} is damaged or was not transferred whole. Send or save it again"
        ) from None


def _entries(archive: zipfile.ZipFile, shown: str) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise IntakeError(f"{shown} holds {len(entries):,} files; a register needs at most a few dozen")
    return entries


def open_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> zipfile.ZipExtFile:
    """One entry, ready to be unpacked. IntakeError when it is damaged or protected."""
    if info.flag_bits & _ENCRYPTED:
        raise IntakeError(f"{shown} is protected with a password. Remove the password and save it again")
    try:
        return cast("zipfile.ZipExtFile", archive.open(info))
    except DAMAGE as error:
        raise damaged(shown, info, error) from None


def damaged(shown: str, info: zipfile.ZipInfo, error: Exception) -> IntakeError:
    """What to say of an entry that cannot be unpacked."""
    return IntakeError(
        f"{shown} is damaged: {info.filename[:80]!r} cannot be unpacked ({error}). Send or save it again"
    )


def _unpack_entry(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    shown: str,
    left: int,
    limit: int,
    write: Callable[[bytes], object],
) -> int:
    """Unpack one entry through `write` and return its size. IntakeError when it is damaged or too large."""
    with open_entry(archive, info, shown) as source:
        try:
            return _copy(source, shown, left, limit, write)
        except DAMAGE as error:
            raise damaged(shown, info, error) from None


def unpack_gzip(bench: Workbench, member: Member) -> Path:
    """The text of a `.gz` file, unpacked. IntakeError when it is damaged or unpacks past the limit."""
    target = bench.folder / bench.new_name("unpacked")
    limit = bench.options.max_unpacked_bytes
    try:
        with gzip.open(member.path) as source, target.open("wb") as sink:
            _copy(source, member.name, limit, limit, sink.write)
    except DAMAGE as error:
        raise IntakeError(
            f"{member.name} is damaged and cannot be unpacked ({error}). Send it again"
        ) from None
    return target


def _copy(
    source: IO[bytes] | gzip.GzipFile | zipfile.ZipExtFile,
    shown: str,
    left: int,
    limit: int,
    write: Callable[[bytes], object],
) -> int:
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > left:
            raise IntakeError(
                f"{shown} unpacks to more than {limit / 1e6:,.0f} MB, the set limit. "
                "Send the tables in parts, or raise the limit"
            )
        write(chunk)
    return size
