"""What lies at a path: the files of a folder, of a zip, or the one file itself, each on disk under a safe name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cxc_metrics.errors import IntakeError

from .bench import Workbench

# What operating systems and office programs leave in folders; no content of a register.
LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Member:
    """One file: the name findings call it by, and where it lies."""

    name: str
    path: Path


def members_of(bench: Workbench, path: Path) -> list[Member]:
    """The files to read, sorted by name. IntakeError when there is nothing readable."""
    try:
        if path.is_dir():
            files = sorted(entry for entry in path.iterdir() if entry.is_file() and not is_litter(entry.name))
            if not files:
                raise IntakeError(f"The folder {path} holds no files")
            return [Member(entry.name, entry) for entry in files]
        if not path.exists():
            raise IntakeError(f"There is no file or folder {path}")
    except OSError as error:
        raise IntakeError(f"{path} cannot be read: {error.strerror}") from None
    return [Member(path.name, path)]


def is_litter(name: str) -> bool:
    """Hidden files, lock files of office programs, folder settings."""
    return name.startswith((".", "~$")) or name.casefold() in LITTER
