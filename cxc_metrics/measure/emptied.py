"""Figures that need an emptied cell: which rows leave them, and how many there are ("over n of N").

A row whose needed cell was emptied is in no part of a sum, mean, median, ratio or share: nobody knows what it
would say. It is counted beside, where it might belong to the population. Numbers of rows or of different
things stay what is known for certain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from cxc_metrics.catalogue import Kpi, View
from cxc_metrics.catalogue.declaration import ALL_ROWS
from cxc_metrics.facts.emptied import EMPTIED

_CONJUNCTION = re.compile(r"\bAND\b|\bBETWEEN\b|[()]", re.IGNORECASE)
_WORD = re.compile(r"'[^']*'|[A-Za-z_]\w*")


@dataclass(frozen=True)
class Told:
    """A KPI over the rows that can tell it, and the condition of those that might belong and cannot."""

    kpi: Kpi
    untold: str | None = None


def told(kpi: Kpi, view: View, emptied: Collection[str], filters: Collection[str]) -> Told:
    """How a KPI is measured where cells of these fact columns were emptied.

    `filters` are the columns among them that the selection asks about: such a row may or may not belong.
    """
    if not emptied or kpi.tells_missing:
        return Told(kpi)
    needed = sorted((kpi.words(view) & set(emptied)) | set(filters))
    if not needed:
        return Told(kpi)
    left_out = needed if kpi.needs_every_cell else sorted(filters)
    possible = relaxed(view.read(kpi.among), emptied)
    untold = f"({possible}) AND {holding(needed)}" if possible != ALL_ROWS else holding(needed)
    if not left_out:
        return Told(kpi, untold)
    kept = f"NOT {holding(left_out)}"
    among = kept if kpi.among == ALL_ROWS else f"({kpi.among}) AND {kept}"
    return Told(replace(kpi, among=among), untold)


def relaxed(condition: str, emptied: Collection[str]) -> str:
    """A condition that rows satisfy of which an emptied cell alone keeps it from being true."""
    parts = []
    for part in conjuncts(condition):
        columns = sorted(_words(part) & set(emptied))
        parts.append(f"(({part}) OR {holding(columns)})" if columns else part)
    return " AND ".join(parts)


def holding(columns: Sequence[str]) -> str:
    """The condition of rows that need an emptied cell for one of these columns of the fact."""
    return f"list_has_any({EMPTIED}, [{', '.join(repr(name) for name in columns)}])"


def conjuncts(condition: str) -> Iterator[str]:
    """The parts of a condition that AND joins at its top level; one with an OR there is one part."""
    depth, start, between, found = 0, 0, False, []
    for match in _CONJUNCTION.finditer(condition):
        mark = match[0].upper()
        if mark in "()":
            depth += 1 if mark == "(" else -1
        elif depth == 0 and mark == "BETWEEN":
            between = True
        elif depth == 0 and between:
            between = False
        elif depth == 0:
            found.append(condition[start : match.start()].strip())
            start = match.end()
    parts = [*found, condition[start:].strip()]
    yield from [condition] if any(_is_either(part) for part in parts) else parts


def _is_either(part: str) -> bool:
    depth = 0
    for mark in re.findall(r"[()]|\bOR\b", part, re.IGNORECASE):
        if mark in "()":
            depth += 1 if mark == "(" else -1
        elif depth == 0:
            return True
    return False


def _words(part: str) -> set[str]:
    return {word for word in _WORD.findall(part) if word[0] != "'"}
