"""One column looked at from all sides, before its table says which role it has."""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.intake.workbench import Workbench

from .column_values import MOST_EXAMPLES, column_values
from .explored import ColumnKind, ExploredColumn, RoleGuess, ValueCount
from .header_words import Senses, senses_of
from .kinds_of_cells import LINKS, TESTS, CellKind, kind_of_cells


@dataclass(frozen=True)
class LookedAt:
    """A column with the senses of its name, its kind, and what is plain of its values.

    `letters` is how long a value is on average, `links` the share of rows that hold an address of the web.
    """

    name: str
    position: int
    rows: int
    filled: int
    distinct: int
    senses: Senses
    cells: CellKind
    values: tuple[ValueCount, ...]
    letters: float
    links: float

    @property
    def kind(self) -> ColumnKind:
        """What its cells are."""
        return self.cells.kind

    @property
    def is_text(self) -> bool:
        """Whether its cells are words, or numbers that are no quantities."""
        return self.kind is ColumnKind.TEXT or self.cells.is_code

    @property
    def is_unique(self) -> bool:
        """Whether no row is empty and no two are alike."""
        return self.rows > 0 and self.filled == self.distinct == self.rows

    def has(self, sense: str) -> bool:
        """Whether a word of the name has this sense."""
        return sense in self.senses

    def explored(self, roles: tuple[RoleGuess, ...]) -> ExploredColumn:
        """What is said of it."""
        cells = self.cells
        return ExploredColumn(
            name=self.name,
            position=self.position,
            kind=cells.kind,
            empty=self.rows - self.filled,
            distinct=self.distinct,
            examples=tuple(counted.value for counted in self.values[:MOST_EXAMPLES]),
            values=self.values,
            roles=roles,
            date_format=cells.date_format,
            precision=cells.precision,
            order=cells.order,
            decimal=cells.decimal,
            unit=cells.unit,
            is_open=cells.is_open,
            least=cells.least,
            greatest=cells.greatest,
            unlike=self.filled - cells.like,
            unlike_examples=cells.unlike_examples,
        )


def look_at(bench: Workbench, table: str, position: int, name: str, rows: int, *, marked: bool) -> LookedAt:
    """Look at column `c<position>` of a stored table."""
    values = column_values(bench, table, position, name, rows, marked=marked, tests=TESTS)
    try:
        senses = senses_of(name)
        cells = kind_of_cells(values, senses)
        is_country = cells.kind is ColumnKind.COUNTRY
        return LookedAt(
            name=name,
            position=position,
            rows=rows,
            filled=values.filled + (values.namibias if is_country else 0),
            distinct=values.distinct + (1 if is_country and values.namibias else 0),
            senses=senses,
            cells=cells,
            values=tuple(values.top(but_nothing=not is_country)),
            letters=values.letters,
            links=values.share(LINKS),
        )
    finally:
        values.drop()
