"""The pointer: one small file that says which version is served and how that came about.

State and log are one file, so that replacing it is the one moment at which a publication takes effect.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxc_metrics.errors import RegisterError

from .layout import Layout, unreadable, write_atomically


class PointerMove(BaseModel):
    """One move of the pointer; `previous` is none for the first.

    In the file a data version is called a snapshot, as it was when the first stores were written.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    at: datetime
    action: Literal["publish", "rollback"]
    version: str = Field(alias="snapshot")
    previous: str | None
    note: str | None = None


class Pointer(BaseModel):
    """The pointer's file: moves, oldest first; the last one is served."""

    model_config = ConfigDict(frozen=True)

    current: str | None = None
    moves: tuple[PointerMove, ...] = ()


def read_pointer(layout: Layout) -> Pointer:
    """The pointer, empty where nothing was published; RegisterError if the file is damaged."""
    try:
        return Pointer.model_validate_json(layout.pointer.read_bytes())
    except FileNotFoundError:
        return Pointer()
    except OSError as error:
        raise unreadable(layout.pointer, error) from error
    except ValidationError as error:
        version_ids = ", ".join(layout.version_ids()) or "none"
        raise RegisterError(
            f"The pointer {layout.pointer} is damaged, so it is not known which data version is served. "
            f"Delete that file, then serve a version with cxc rollback ID (there are: {version_ids})."
        ) from error


def move_pointer(layout: Layout, move: PointerMove) -> None:
    """Serves another data version from the moment this returns. The caller holds the lock."""
    pointer = read_pointer(layout)
    moved = Pointer(current=move.version, moves=(*pointer.moves, move))
    write_atomically(layout.pointer, moved.model_dump_json(indent=1, by_alias=True).encode())
