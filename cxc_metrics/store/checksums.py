"""Hashes of the files of a data version, beside them: what `sha256sum --check SHA256SUMS` reads too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from .layout import CHECKSUMS_FILE, write_atomically

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[A-Za-z0-9._-]+)")


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal. OSError where it cannot be read."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_checksums(folder: Path, names: Iterable[str]) -> None:
    """Write the hashes of these files of a folder beside them."""
    lines = [f"{sha256_of(folder / name)}  {name}\n" for name in names]
    write_atomically(folder / CHECKSUMS_FILE, "".join(lines).encode())


def changed_files(folder: Path) -> list[str] | None:
    """The names of files that are not as they were written; None in a version from before there were hashes.

    A file of hashes that cannot be read is among them. OSError where a file cannot be read.
    """
    sums = folder / CHECKSUMS_FILE
    if not sums.exists():
        return None
    lines = sums.read_bytes().decode("ascii", errors="replace").split("\n")
    read = [_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not read or not all(read):
        return [CHECKSUMS_FILE]
    named = {match["name"]: match["digest"] for match in read if match}
    return [
        name
        for name, digest in named.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != digest
    ]
