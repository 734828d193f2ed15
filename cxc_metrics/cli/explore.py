"""`cxc explore`: what any file holds, what a mapping of it would let be measured, and which sources fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxc_metrics.errors import CxcError, IntakeError

from .screen import CLEAN, progress_bar, remark, say, say_json, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxc_metrics.access import Prospects
    from cxc_metrics.intake import Explored
    from cxc_metrics.intake.explore import ExploredColumn, ExploredTable

_EXAMPLES, _LETTERS, _NAMED, _GAINS = 3, 24, 12, 12

PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        help="Files, folders, zips or workbooks of any kind.", metavar="PATH…", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print all of it as JSON.", show_default=False)]


def explore(paths: PathsArgument, as_json: JsonOption = False) -> None:
    """Say of any file what it holds, what each column may be, and which figures it would make measurable.

    Nothing is checked or published. Exit code 0 if something could be read, 2 otherwise.
    """
    explored, unread = _explored(paths)
    if as_json:
        say_json(_as_json(explored, unread))
        raise typer.Exit(CLEAN)
    for path, each in explored.items():
        for table in each.tables:
            _show_table(table)
            _show_prospects(_prospects(table))
        fitting = _fitting(each)
        for name in fitting:
            say(f"Source {name} fits: cxc check {path} --source {name}")
        if not fitting:
            say(f"No source fits {path} yet. A first mapping: cxc map new {path}")
    for line in unread:
        remark(f"Not read: {line}")
    raise typer.Exit(CLEAN)


def _explored(paths: Sequence[Path]) -> tuple[dict[Path, Explored], tuple[str, ...]]:
    """What each path holds; what cannot be read is told beside the others."""
    from cxc_metrics.access import Operator

    explored: dict[Path, Explored] = {}
    unread: list[str] = []
    for path in paths:
        try:
            with progress_bar() as progress:
                explored[path] = Operator.explore(path, progress=progress)
            unread += explored[path].unread
        except IntakeError as error:
            unread += error.problems
    if not explored:
        raise CxcError("\n".join(unread))
    return explored, tuple(unread)


def _fitting(explored: Explored) -> tuple[str, ...]:
    """The sources that read these files as they are."""
    from cxc_metrics.intake import fitting_sources, load_sources

    recognised = fitting_sources(explored, load_sources().declared)
    return tuple(entry.declared.name for entry in recognised if entry.fits)


def _prospects(table: ExploredTable) -> Prospects:
    """What the first mapping of the table would let be measured."""
    from cxc_metrics.access import Operator
    from cxc_metrics.intake import suggest

    return Operator.prospects(suggest(table))


def _show_table(table: ExploredTable) -> None:
    written = [table.format]
    if table.encoding:
        written.append(table.encoding)
    if table.separator:
        written.append(f"separator {'tab' if table.separator == chr(9) else table.separator}")
    if table.header_line:
        written.append(f"header in line {table.header_line}")
    say(f"{table.shown}: {', '.join(written)}; {table.rows:,} rows, {len(table.columns)} columns")
    if table.above:
        say(f"Above the header stands: {table.above}")
    say(f"Rows are told apart by: {', '.join(table.key) or 'nothing; no few columns do'}")
    show(
        ("column", "cells", "empty", "different", "for example", "may be", "sure", "because"),
        [_column_row(column) for column in table.columns],
    )
    for note in table.notes:
        say(f"Note: {note}")


def _column_row(column: ExploredColumn) -> tuple[object, ...]:
    kind = str(column.kind)
    if column.date_format:
        kind += f" {column.date_format}"
    if column.unlike:
        kind += f", but {column.unlike:,} of others"
    examples = ", ".join(
        f"{example[:_LETTERS]}…" if len(example) > _LETTERS else example
        for example in column.examples[:_EXAMPLES]
    )
    guess = column.roles[0] if column.roles else None
    role, sure, why = (
        (guess.role.replace("_", " "), f"{guess.confidence:.0%}", guess.why) if guess else ("", "", "")
    )
    name = column.name or f"(column {column.position + 1} has no name)"
    return name, kind, column.empty, column.distinct, examples, role, sure, why


def _show_prospects(promised: Prospects) -> None:
    """The figures there would be, and what a column or table more would add."""
    ids = [f"{kpi.id} {kpi.name}" for kpi in promised.measurable]
    say(f"Mapped as it looks, {len(ids)} figures are measurable: {_listed(ids)}")
    gains = list(promised.gains().items())[:_GAINS]
    if gains:
        show(
            ("what is missing", "figures it would add", "among them"),
            [(name, len(kpis), _listed([kpi.id for kpi in kpis])) for name, kpis in gains],
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (", ".join(names[:_NAMED]) or "none") + more


def _as_json(explored: dict[Path, Explored], unread: Sequence[str]) -> dict[str, Any]:
    return {
        "paths": [
            {
                "path": str(path),
                "sources": list(_fitting(each)),
                "tables": [
                    {**table.model_dump(mode="json"), "prospects": _prospects_as_json(_prospects(table))}
                    for table in each.tables
                ],
            }
            for path, each in explored.items()
        ],
        "unread": list(unread),
    }


def _prospects_as_json(promised: Prospects) -> dict[str, Any]:
    return {
        "measurable": [kpi.id for kpi in promised.measurable],
        "missing": {other.kpi.id: list(other.missing) for other in promised.others if other.missing},
        "not_measurable": {other.kpi.id: other.reason for other in promised.others if not other.missing},
    }


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(explore)
