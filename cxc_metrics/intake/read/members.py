"""A file to read: the name findings call it by, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Member:
    """One file. Inside an archive `name` is its path there; on disk it always bears a name of ours."""

    name: str
    path: Path

    @property
    def base(self) -> str:
        """The name without folders."""
        return PurePosixPath(self.name).name
