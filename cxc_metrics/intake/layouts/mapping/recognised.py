"""Headers as they are compared: a delivery is known again by them, whatever their case and accents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from cxc_metrics.errors import shown
from cxc_metrics.intake.explore.explored import Explored, ExploredColumn, ExploredTable
from cxc_metrics.intake.layouts.names import folded_column
from cxc_metrics.intake.layouts.source import Source

from .compiled import source_of
from .declared_mapping import Mapping, folded_header

# Of two headers so many columns are the same if one is the other's next edition.
_SAME_SHARE: Final = 0.5
# Fewer columns are in files of all kinds.
_FEWEST: Final = 3
_NEAR: Final = 0.7
_NAMES_SHOWN: Final = 12


@dataclass(frozen=True)
class HeaderChange:
    """How the header of a file differs from the one that was mapped.

    `missing` are columns that the mapping needs, each with the new column that may be meant; `gone` others
    that were there, `new` those that were not.
    """

    file: str
    missing: tuple[tuple[str, str | None], ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    def __str__(self) -> str:
        """What changed, in one line."""
        parts = []
        if self.missing:
            listed = [
                f"{shown(name)} (now {shown(near)}?)" if near else shown(name) for name, near in self.missing
            ]
            parts.append(f"columns that the mapping needs are missing: {_listed(listed)}")
        if self.gone:
            parts.append(f"gone, and not needed: {_listed(map(shown, self.gone))}")
        if self.new:
            parts.append(f"new, and not read: {_listed(map(shown, self.new))}")
        return f"{self.file}: {'; '.join(parts)}"


@dataclass(frozen=True)
class Recognised:
    """A delivery that was mapped before: by which mapping or source, and what is not as it was.

    `files` says which table of the delivery is which file of it.
    """

    declared: Mapping | Source
    files: dict[str, str]
    changes: tuple[HeaderChange, ...]

    @property
    def mapping(self) -> Mapping | None:
        """The mapping; None where it is a source in SQL."""
        return self.declared if isinstance(self.declared, Mapping) else None

    @property
    def source(self) -> Source:
        """What reads it."""
        return source_of(self.declared)

    @property
    def is_same(self) -> bool:
        """Whether the headers are the same: the delivery is mapped already."""
        return not self.changes

    @property
    def fits(self) -> bool:
        """Whether it can be read as it is: no column is missing that is needed."""
        return not any(change.missing for change in self.changes)


def recognise(explored: Explored, candidates: Iterable[Mapping | Source]) -> Recognised | None:
    """The mapping or source that a delivery was made for, the best one of several; None if there is none.

    Of equals the first: give a user's own before those shipped.
    """
    fitting = fitting_sources(explored, candidates)
    return fitting[0] if fitting else None


def fitting_sources(explored: Explored, candidates: Iterable[Mapping | Source]) -> tuple[Recognised, ...]:
    """All mappings and sources that may read a delivery, the best one first."""
    ranked: list[tuple[int, int, int, Recognised]] = []
    for declared in candidates:
        recognised = _recognised(explored, declared)
        if recognised is not None:
            missing = sum(len(change.missing) for change in recognised.changes)
            other = sum(len(change.gone) + len(change.new) for change in recognised.changes)
            ranked.append((missing, other, len(ranked), recognised))
    return tuple(recognised for *_, recognised in sorted(ranked, key=lambda entry: entry[:3]))


def column_named(table: ExploredTable, name: str) -> ExploredColumn | None:
    """The column that a mapping means by a name: as it is written, else in another case or spelling."""
    for form in (str, str.casefold, folded_column):
        for column in table.columns:
            if column.name and form(column.name) == form(name):
                return column
    return None


def _recognised(explored: Explored, declared: Mapping | Source) -> Recognised | None:
    files, changes = {}, []
    for relation in declared.files:
        best = min(
            (
                (_change(table, declared, relation), table)
                for table in explored.tables
                if _is_edition(table, declared, relation)
            ),
            key=lambda pair: (len(pair[0].missing), len(pair[0].gone) + len(pair[0].new)),
            default=None,
        )
        if best is None:
            return None
        change, table = best
        files[relation] = table.shown
        if change.missing or change.gone or change.new:
            changes.append(change)
    return Recognised(declared, files, tuple(changes)) if files else None


def _needed(declared: Mapping | Source, relation: str) -> tuple[str, ...]:
    return declared.reads(relation) if isinstance(declared, Mapping) else declared.files[relation].columns


def _header(declared: Mapping | Source, relation: str) -> tuple[str, ...]:
    """The header as it was; empty where only what is needed was written down."""
    return declared.files[relation].header if isinstance(declared, Mapping) else ()


def _is_edition(table: ExploredTable, declared: Mapping | Source, relation: str) -> bool:
    present = folded_header(table.header)
    header = folded_header(_header(declared, relation))
    needed = folded_header(_needed(declared, relation))
    if header:
        return len(present & header) >= _SAME_SHARE * len(present | header)
    return len(needed) >= _FEWEST and needed <= present


def _change(table: ExploredTable, declared: Mapping | Source, relation: str) -> HeaderChange:
    present = folded_header(table.header)
    needed = [name for name in _needed(declared, relation) if folded_column(name) not in present]
    header = _header(declared, relation)
    before = folded_header(header)
    gone = [name for name in header if name.strip() and folded_column(name) not in present]
    others = [name for name in table.header if name.strip() and folded_column(name) not in before]
    new = others if header else []
    free = {folded_column(name): name for name in others}
    missing = []
    for name in needed:
        near = get_close_matches(folded_column(name), free, n=1, cutoff=_NEAR)
        missing.append((name, free[near[0]] if near else None))
    return HeaderChange(
        table.shown, tuple(missing), tuple(name for name in gone if name not in needed), tuple(new)
    )


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _NAMES_SHOWN} more" if len(listed) > _NAMES_SHOWN else ""
    return ", ".join(listed[:_NAMES_SHOWN]) + more
