"""A table as it was delivered: every cell text, every row with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

# Spaces besides the plain one that people and programs leave around cells.
OTHER_SPACES = "\t\r\n\u00a0\u202f\ufeff"


@dataclass(frozen=True)
class Written:
    """How a file writes a table: what it is by its content, and what of the rest such a file has.

    `header_line` is the line (or row of a sheet) in which the header ends, `above` what stands above it.
    """

    kind: str
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_line: int | None = None
    above: str = ""


@dataclass(frozen=True)
class RawTable:
    """A delivered table, not yet checked. `name` is the contract table or raw relation it was taken for.

    `relation` is SQL that gives text columns `c0`, `c1`, … in header order and, unless `first_line` is set, a
    column `_line`. With `first_line` the relation's order is the file's, and row n stands in line
    `first_line + n`; that holds only if `rows` rows come out, otherwise `careful` reads the file again.

    `typed`: cells may carry the marks of `marks`. `spaces`: which spaces besides the plain one may
    occur in a cell; `is_ascii`: nothing else than ASCII does. `bad_rows` were left out by the reader, each
    with its finding. `file_sql` is set where rows of several files are mixed: the column that says which.
    `hidden`: nobody sees this sheet in its workbook. `from_source`: a source's SELECT gave it.
    `written`: how its file writes it.
    """

    name: str
    file: str
    header: tuple[str, ...]
    relation: str
    first_line: int | None = None
    rows: int | None = None
    careful: Callable[[], RawTable] | None = field(default=None, repr=False, compare=False)
    typed: bool = False
    spaces: str = OTHER_SPACES
    is_ascii: bool = False
    bad_rows: int = 0
    file_sql: str | None = None
    hidden: bool = False
    from_source: bool = False
    written: Written | None = None


@dataclass(frozen=True)
class SourceFile:
    """A file that was read, as the manifest lists it. `rows` is None until it has been counted."""

    name: str
    sha256: str
    bytes: int
    rows: int | None = None
