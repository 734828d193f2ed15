"""Who reads: part of every answer, and of every key under which an answer is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cxc_metrics.errors import UnknownName

_KINDS: Final = ("internal",)


@dataclass(frozen=True)
class Viewer:
    """A reader of data versions. `internal` sees everything.

    Raises UnknownName for a kind there is not.
    """

    kind: str = "internal"

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise UnknownName("viewer", self.kind, _KINDS)

    def __str__(self) -> str:
        return self.kind


INTERNAL: Final = Viewer()
