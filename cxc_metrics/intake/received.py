"""What a delivery turned out to hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from .intake_options import RegisterFile
from .read.raw import SourceFile
from .stage.staged import Staged


@dataclass
class Received:
    """Staged tables by contract name, the files read, and what the register says about itself.

    `instead` says, for a table that is missing, what was found in its place; `strange` lists the files and
    sheets whose names are no table's; `unread` the files that could not be read, whose own problem says why.
    """

    declared: RegisterFile
    tables: dict[str, Staged] = field(default_factory=dict)
    files: list[SourceFile] = field(default_factory=list)
    instead: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
