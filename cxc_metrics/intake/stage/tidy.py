"""Spaces around cells, looked for after the first pass: trimming each would cost more than reading it."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.intake.bench import Workbench
from cxc_metrics.intake.sqltext import literal
from cxc_metrics.vocabulary import Column

from .casts import keeps_raw, raw
from .staged import Staged

_ASCII_SPACES = " \t\r\n"
_WIDE_SPACES = "\u00a0\u202f\ufeff"


def tidy(bench: Workbench, staged: Staged, unread: Sequence[Column], *, ascii_only: bool) -> None:
    """Trim the texts of a table and what the first pass left unread; a cell of spaces alone is empty.

    Coded columns need no trimming: their spelling is brought to the list's anyway. `ascii_only` says that the
    file holds no other characters, so that wide spaces need not be looked for.
    """
    texts = [column.name for column in staged.columns() if not keeps_raw(column)]
    names = texts + [raw(column.name) for column in unread]
    if not names:
        return
    edges = [_at_edge(name, ascii_only=ascii_only) for name in names]
    counts = ", ".join(f"count(*) FILTER ({edge})" for edge in edges)
    found = bench.rows(f"SELECT {counts} FROM {staged.relation}")[0]
    for name, edge, count in zip(names, edges, found, strict=True):
        if count:
            trimmed = f'trim("{name}", {literal(_ASCII_SPACES + _WIDE_SPACES)})'
            bench.connection.execute(
                f"UPDATE {staged.relation} SET \"{name}\" = nullif({trimmed}, '') WHERE {edge}"
            )


def _at_edge(name: str, *, ascii_only: bool) -> str:
    """Whether a text begins or ends with a space. What sorts before `!` begins with a space or a control."""
    spaces = _ASCII_SPACES if ascii_only else _ASCII_SPACES + _WIDE_SPACES
    tests = [f"\"{name}\" < '!'"] + [f'ends_with("{name}", {literal(mark)})' for mark in spaces]
    if not ascii_only:
        tests += [f'starts_with("{name}", {literal(mark)})' for mark in _WIDE_SPACES]
    return f"({' OR '.join(tests)})"
