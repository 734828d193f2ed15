"""`cxc register export`: a data version as Parquet, on which the SQL behind every figure runs elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .measure import VersionOption
from .screen import say
from .store import RegisterOption

commands = typer.Typer(help="A register as files for other tools.", no_args_is_help=True)


@commands.callback()
def _register() -> None:
    """Keeps `export` a command of its own: a group of one command would be that command."""


@commands.command()
def export(
    folder: Annotated[
        Path, typer.Argument(help="A new folder to write into.", metavar="FOLDER", show_default=False)
    ],
    register: RegisterOption = None,
    version_id: VersionOption = None,
) -> None:
    """Write all facts and clean tables of a data version as Parquet: the SQL of every figure runs on them.

    Every record is in it, with names: for those who may see all of it.
    """
    from cxc_metrics.access import open_register

    copied = open_register(name=register).export(folder, version_id)
    rows = sum(table.rows for table in copied)
    say(f"Written to {folder}: {len(copied)} Parquet files with {rows} rows, a manifest and a README.")
    say("SQL that cxc measure … --sql prints, or a page shows behind a figure, runs in that folder.")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(commands, name="register")
