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
    """The characters of a workbook: those held in its list of texts, and those of all its cells."""

    shown: str
    held: int = 0
    delivered: int = 0

    def hold(self, characters: int) -> None:
        """Count what the workbook's own list of texts holds."""
        self.held += characters
        if self.held > MAX_BOOK_TEXT:
            self._refuse()

    def deliver(self, characters: int) -> None:
        """Count the text of one cell."""
        self.delivered += characters
        if self.delivered > MAX_BOOK_TEXT:
            self._refuse()

    def _refuse(self) -> None:
        raise IntakeError(
            f"{self.shown} holds more than {MAX_BOOK_TEXT / 1e6:,.0f} million characters in its cells, the "
            "limit for a workbook. Send the tables as CSV or Parquet"
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
