"""`cxc map new`, `check` and `show-sql`: from any file to the contract's tables without SQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxc_metrics.errors import CxcError, SourceError

from .checked_delivery import checked_register, summarise
from .delivery_options import AsAtOption
from .screen import CLEAN, ISSUES, progress_bar, remark, say, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxc_metrics.intake import CheckedTables, Explored, Mapping, NotUnderstood
    from cxc_metrics.intake.explore import ExploredTable

_PREVIEWED = 10
_LISTED = 40

FileArgument = Annotated[
    Path, typer.Argument(help="The file, folder, zip or workbook to map.", show_default=False)
]
MapOption = Annotated[
    str | None,
    typer.Option(
        "--map",
        help="The mapping: its name or path. Unless said, map.toml beside the data, else the one that fits.",
        metavar="MAP",
        show_default=False,
    ),
]
NameOption = Annotated[
    str | None, typer.Option("--name", help="What the register shall be called.", show_default=False)
]
ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", help="The file to write; unless said, map.toml beside the data.", show_default=False
    ),
]
TableOption = Annotated[
    str | None,
    typer.Option("--table", help="Which table, where there are several.", metavar="NAME", show_default=False),
]
AcceptOption = Annotated[
    bool, typer.Option("--accept-proposals", help="Take every proposal for values not understood.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]

map_app = typer.Typer(
    name="map", help="Map any file to the contract's tables, without SQL.", no_args_is_help=True
)


@map_app.command("new")
def new(
    path: FileArgument,
    name: NameOption = None,
    to: ToOption = None,
    table: TableOption = None,
    accept: AcceptOption = False,
    force: ForceOption = False,
) -> None:
    """Write a first mapping of a file: what its columns may be, to be looked at and gone on with.

    Exit code 0 if it can be used as it is, 1 if something is left to say, 2 if nothing was written.
    """
    from cxc_metrics.intake import faults_of, suggest, understood, with_answers, write_map

    explored = _explored(path)
    chosen = _chosen_table(explored, table)
    mapping = suggest(chosen, name)
    left = understood(chosen, mapping)
    if accept:
        mapping = with_answers(mapping, {value: value.proposal for value in left if value.proposal})
        left = tuple(value for value in left if not value.proposal)
    faults = faults_of(mapping)
    file = write_map(mapping, to or (path if path.is_dir() else path.parent) / "map.toml", replace=force)
    say(f"Wrote {file}: {chosen.shown} as {mapping.shape}")
    _show_columns(mapping)
    for fault in faults:
        say(f"To be said: {fault}")
    _show_left(left)
    say(f"Look at {file}, then: cxc map check {path}" + (f" --map {to}" if to else ""))
    raise typer.Exit(ISSUES if faults or left else CLEAN)


@map_app.command("check")
def check(path: FileArgument, map_: MapOption = None, as_at: AsAtOption = None) -> None:
    """Say what a mapping makes of a file: what is not understood, ten rows, all issues. Nothing is published.

    Exit code 0 if it is clean, 1 with values that are not understood or data issues, 2 if it cannot be read.
    """
    from cxc_metrics.intake import fitting_sources, understood

    explored = _explored(path)
    mapping = _mapping_for(path, explored, map_)
    recognised = next(iter(fitting_sources(explored, [mapping])), None)
    for change in recognised.changes if recognised else ():
        say(f"Changed since it was mapped: {change}")
    left = [
        value
        for table in explored.tables
        if recognised is None or table.shown in recognised.files.values()
        for value in understood(table, mapping)
    ]
    _show_left(left)
    with checked_register(path, source=mapping, as_at=as_at) as checked:
        _preview(checked, mapping)
        code = summarise(checked, None)
    raise typer.Exit(ISSUES if left else code)


@map_app.command("show-sql")
def show_sql(
    map_: Annotated[str, typer.Argument(help="The mapping: its name or path.", metavar="MAP")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            help="Write source.toml and the SELECTs into this folder.",
            metavar="FOLDER",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print the source.toml and the SELECTs that a mapping becomes, to go on by hand from there."""
    from cxc_metrics.intake import load_source, source_files, write_source

    source = load_source(map_)
    if to is not None:
        for file in write_source(source, to):
            say(f"Wrote {file}")
        return
    for name, text in source_files(source).items():
        say(f"-- {name}\n{text}")


def _explored(path: Path) -> Explored:
    from cxc_metrics.access import Operator

    with progress_bar() as progress:
        return Operator.explore(path, progress=progress)


def _chosen_table(explored: Explored, name: str | None) -> ExploredTable:
    """The table that is named, else the only one, else the one with most rows, which is said."""
    tables = {table.shown: table for table in explored.tables}
    if name is not None:
        fitting = [table for table in tables.values() if name in (table.shown, table.sheet, table.file)]
        if len(fitting) != 1:
            raise CxcError(f"There is no single table {name!r}. There are: {', '.join(tables)}")
        return fitting[0]
    largest = max(tables.values(), key=lambda table: table.rows)
    if len(tables) > 1:
        others = ", ".join(shown for shown in tables if shown != largest.shown)
        remark(f"Mapped is {largest.shown}, which has most rows; --table takes another: {others}")
    return largest


def _mapping_for(path: Path, explored: Explored, name: str | None) -> Mapping:
    from cxc_metrics.intake import load_sources, mapping_beside, recognise, source_place

    if name is not None:
        mapping = source_place(name).mapping()
        if mapping is None:
            raise SourceError(f"{name} is a source in SQL: cxc check {path} --source {name} checks by it")
        return mapping
    mapping = mapping_beside(path)
    if mapping is not None:
        return mapping
    loaded = load_sources()
    recognised = recognise(explored, loaded.declared)
    if recognised is None or recognised.mapping is None:
        raise SourceError(f"No mapping fits {path}. Make one with: cxc map new {path}")
    remark(f"Recognised by its header: {recognised.mapping.name}")
    return recognised.mapping


def _show_columns(mapping: Mapping) -> None:
    rows = []
    for name, part in mapping.parts():
        for column, mapped in part.columns.items():
            plain = mapped.model_dump(exclude_defaults=True)
            made = ", ".join(f"{key} = {value}" for key, value in plain.items() if key != "values")
            rows.append((name, column, made))
    show(("table", "column", "made of"), rows)


def _show_left(left: Sequence[NotUnderstood]) -> None:
    if not left:
        return
    say("Values that are not understood; say what they mean under aliases (countries) or values (codes):")
    show(
        ("column of the file", "for", "value", "rows", "proposal", "because"),
        [
            (each.source, f"{each.table}.{each.column}", each.value, each.rows, each.proposal, each.why)
            for each in left[:_LISTED]
        ],
    )
    if len(left) > _LISTED:
        say(f"and {len(left) - _LISTED} more")


def _preview(checked: CheckedTables, mapping: Mapping) -> None:
    """The first rows of every table, as they would be published."""
    for name in mapping.tables:
        columns = checked.columns_present.get(name)
        if columns:
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = checked.connection.execute(f'SELECT {listed} FROM "{name}" LIMIT {_PREVIEWED}').fetchall()
            say(f"{name}, the first {len(rows)} rows:")
            show(columns, rows)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(map_app)
