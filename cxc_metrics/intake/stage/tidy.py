"""Spaces around cells, looked for after the first pass: trimming each would cost more than reading it."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.intake.bench import Workbench
from cxc_metrics.intake.sqltext import literal
from cxc_metrics.vocabulary import Column

from .casts import keeps_raw, raw
from .staged import Staged


def tidy(bench: Workbench, staged: Staged, unread: Sequence[Column], *, spaces: str) -> None:
    """Trim the texts of a table and what the first pass left unread; a cell of spaces alone is empty.

    Coded columns need no trimming: their spelling is brought to the list's anyway. `spaces` are those
    besides the plain one that may occur.
    """
    texts = [column.name for column in staged.columns() if not keeps_raw(column)]
    names = texts + [raw(column.name) for column in unread]
    if not names:
        return
    edges = [_at_edge(name, spaces=spaces) for name in names]
    counts = ", ".join(f"count(*) FILTER ({edge})" for edge in edges)
    found = bench.rows(f"SELECT {counts} FROM {staged.relation}")[0]
    around = literal(" " + spaces)
    for name, edge, count in zip(names, edges, found, strict=True):
        if count:
            bench.connection.execute(
                f'UPDATE {staged.relation} SET "{name}" = nullif(trim("{name}", {around}), \'\') WHERE {edge}'
            )


def _at_edge(name: str, *, spaces: str) -> str:
    """Whether a text begins or ends with a space. What sorts before `!` begins with a space or a control."""
    tests = [f"\"{name}\" < '!'"] + [f'ends_with("{name}", {literal(space)})' for space in " " + spaces]
    tests += [f'starts_with("{name}", {literal(space)})' for space in spaces if not space.isascii()]
    return f"({' OR '.join(tests)})"
