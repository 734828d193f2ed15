"""Which values of a file a mapping does not understand: countries and codes, how often, what may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from cxc_metrics.contract import TABLES, Column
from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.intake.explore.explored import ExploredTable, ValueCount
from cxc_metrics.intake.layouts.country_reader import CountryReader

from . import declared_mapping as declared
from .code_lists import spellings
from .mapped_column import CodesColumn, CountryColumn, MappedColumn
from .recognised import column_named

# Of words less alike or shorter every other word is near.
_NEAR, _SHORTEST = 0.86, 4
_MOST_WORDS, _MOST_LETTERS = 12, 100


@dataclass(frozen=True)
class NotUnderstood:
    """A value that is no country, or no code of its list, for whoever reads the mapping.

    `table`, part `part` and `column` are of the contract, `source` is the file's column, `rows` how many hold
    the value. `proposal` is the code that may be meant, `why` says what speaks for it.
    """

    table: str
    part: int
    column: str
    source: str
    value: str
    rows: int
    proposal: str | None = None
    why: str = ""

    @property
    def is_country(self) -> bool:
        """Whether it is answered by an alias for the whole mapping, not by a value of one column."""
        return TABLES[self.table].column(self.column).references == "ref_country"


def understood(table: ExploredTable, mapping: declared.Mapping) -> tuple[NotUnderstood, ...]:
    """The distinct values that a mapping does not understand, most frequent first, each once.

    A country that stands in several columns is told once for each column of the file. Only the values that
    exploring gives are looked at; of a column with more of them the check tells the rest. What a condition
    on the same column leaves out is not looked at.
    """
    reader = _Reader(mapping)
    seen: dict[tuple[str, str, str], NotUnderstood] = {}
    for name, number, part in _parts(mapping):
        for column, mapped in part.columns.items():
            for left in _not_understood(table, reader, part, TABLES[name].column(column), mapped):
                place = "" if isinstance(mapped, CountryColumn) else f"{name} {number} {column}"
                source = mapped.reads()[0]
                proposal, why = reader.proposal(TABLES[name].column(column), mapped, left.value)
                seen.setdefault(
                    (place, source, left.value),
                    NotUnderstood(name, number, column, source, left.value, left.rows, proposal, why),
                )
    return tuple(sorted(seen.values(), key=lambda left: -left.rows))


def _parts(mapping: declared.Mapping) -> Iterator[tuple[str, int, declared.MappedTable]]:
    for name, parts in mapping.tables.items():
        for number, part in enumerate(parts):
            yield name, number, part


def with_answers(mapping: declared.Mapping, answers: Mapping[NotUnderstood, str]) -> declared.Mapping:
    """The mapping with a code for each of these values: an alias of a country, or a value of a code list."""
    aliases = dict(mapping.countries.aliases)
    tables = {name: list(parts) for name, parts in mapping.tables.items()}
    for left, code in answers.items():
        if left.is_country:
            aliases[left.value] = code
            continue
        part = tables[left.table][left.part]
        mapped = part.columns[left.column]
        if isinstance(mapped, CodesColumn):
            values = {**mapped.values, left.value: code}
            columns = {**part.columns, left.column: mapped.model_copy(update={"values": values})}
            tables[left.table][left.part] = part.model_copy(update={"columns": columns})
    return mapping.model_copy(
        update={
            "countries": mapping.countries.model_copy(update={"aliases": aliases}),
            "tables": {name: tuple(parts) for name, parts in tables.items()},
        }
    )


def _not_understood(
    table: ExploredTable,
    reader: _Reader,
    part: declared.MappedTable,
    column: Column,
    mapped: MappedColumn,
) -> Iterator[ValueCount]:
    if not isinstance(mapped, CountryColumn | CodesColumn):
        return
    explored = column_named(table, mapped.reads()[0])
    if explored is None:
        return
    conditions = [condition for condition in part.where if column_named(table, condition.column) == explored]
    for counted in explored.values:
        is_taken = all(condition.takes(counted.value) for condition in conditions)
        if is_taken and reader.code(column, mapped, counted.value) is None:
            yield counted


class _Reader:
    """Reads countries and codes as a mapping says, and guesses what is meant by what it cannot read."""

    def __init__(self, mapping: declared.Mapping) -> None:
        self._countries = CountryReader(mapping.name, mapping.countries)
        self._codes: dict[int, dict[str, str]] = {}

    def code(self, column: Column, mapped: MappedColumn, value: str) -> str | None:
        """The code a value means."""
        if isinstance(mapped, CountryColumn):
            return self._countries.code(value)
        return self._meant(column, mapped).get(fold_country(value))

    def proposal(self, column: Column, mapped: MappedColumn, value: str) -> tuple[str | None, str]:
        """The one code that a value may mean by a slip of the pen or by a word in it, and why."""
        names = self._countries.names if isinstance(mapped, CountryColumn) else self._meant(column, mapped)
        folded = fold_country(value)[:_MOST_LETTERS]
        return _named_in(folded, names) or _near(folded, names) or (None, "")

    def _meant(self, column: Column, mapped: MappedColumn) -> dict[str, str]:
        values = mapped.values if isinstance(mapped, CodesColumn) else {}
        return self._codes.setdefault(id(mapped), spellings(column, values))


def _named_in(folded: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """The one code of which a name stands among the words of a text; a longer name before one in it."""
    words = folded.split()[:_MOST_WORDS]
    taken: set[int] = set()
    meant: dict[str, str] = {}
    for size in range(len(words) - 1, 0, -1):
        for first in range(len(words) - size + 1):
            places = set(range(first, first + size))
            name = " ".join(words[first : first + size])
            code = names.get(name)
            if code is not None and len(name) >= _SHORTEST and not places & taken:
                taken |= places
                meant.setdefault(code, name)
    if len(meant) != 1:
        return None
    code, name = meant.popitem()
    return code, f"{name!r} stands in it"


def _near(folded: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    if len(folded) < _SHORTEST:
        return None
    alike = [name for name in names if name[:1] == folded[:1] and abs(len(name) - len(folded)) <= 2]
    near = get_close_matches(folded, alike, n=3, cutoff=_NEAR)
    near += [name for name in alike if sorted(name) == sorted(folded)]
    codes = {names[name] for name in near}
    return (codes.pop(), f"it is written almost as {near[0]!r}") if len(codes) == 1 else None
