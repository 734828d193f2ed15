"""How much text a delivery may unpack to: bytes say little where one text is shown in a thousand cells."""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.errors import IntakeError

MAX_BOOK_TEXT = 200_000_000
MAX_CELLS = 60_000_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_CELL_TEXT = 1_000_000


@dataclass
class TextBudget:
    """The characters of a file as its cells show them, and those it holds in a list of texts of its own.

    `kind` is what a message calls the file.
    """

    shown: str
    kind: str = "a workbook"
    limit: int = MAX_BOOK_TEXT
    held: int = 0
    delivered: int = 0

    def hold(self, characters: int) -> None:
        """Count what the file's own list of texts holds."""
        self.held += characters
        if self.held > self.limit:
            self._refuse()

    def deliver(self, characters: int) -> None:
        """Count the text of one cell, or of several."""
        self.delivered += characters
        if self.delivered > self.limit:
            self._refuse()

    def _refuse(self) -> None:
        otherwise = ", or as CSV" if self.limit == MAX_BOOK_TEXT else ""
        raise IntakeError(
            f"{self.shown} holds more than {self.limit / 1e6:,.0f} million characters in its cells, the "
            f"limit for {self.kind}. Send the tables in parts{otherwise}"
        )


def check_extent(shown: str, row: int, column: int) -> None:
    """IntakeError when a sheet reaches so far that it must be nearly empty. Row and column from 1."""
    if row * column > MAX_CELLS or row > MAX_ROWS or column > MAX_COLUMNS:
        raise IntakeError(
            f"{shown} reaches to row {row:,}, column {column:,}, nearly all of it empty. Delete the cells "
            "far from the table, or send the table as CSV"
        )


def check_cell(shown: str, row: int, column: int, characters: int) -> None:
    """IntakeError when one cell holds a text that no person wrote."""
    if characters > MAX_CELL_TEXT:
        raise IntakeError(
            f"{shown}, row {row:,}, column {column:,}: the cell holds {characters:,} characters; at most "
            f"{MAX_CELL_TEXT:,} are read. Shorten it, or leave the column out"
        )
