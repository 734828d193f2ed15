"""The commands put together; errors of ours become one message on stderr and exit code 2."""

from __future__ import annotations

import errno
import logging
import tomllib
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cxc_metrics.errors import CxcError
from cxc_metrics.paths import ROOT

from . import (
    audit_command,
    brief_commands,
    care_commands,
    catalogue,
    dcat_command,
    explore,
    export_command,
    intake,
    map_commands,
    match_commands,
    measure,
    people_commands,
    register_commands,
    sample,
    secret_commands,
    store,
    studies,
    work_list_command,
)
from .screen import NOTHING_DONE, complain, prepare_streams


class Commands(TyperGroup):
    """The group of all commands: whatever goes wrong in one is told without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; CxcError and refusals of the system end it with exit code 2."""
        prepare_streams()
        # What the log of a server says at length (a process that broke down) is no message to a user.
        logging.getLogger("cxc").addHandler(logging.NullHandler())
        try:
            return super().invoke(ctx)
        except CxcError as problem:
            complain(str(problem))
        except OSError as problem:
            if problem.errno == errno.EPIPE:  # the reader has gone away, as `head` does
                raise
            place = f"{problem.filename}: " if problem.filename else ""
            complain(f"{place}{problem.strerror or problem}")
        raise typer.Exit(NOTHING_DONE)


app = typer.Typer(
    name="cxc",
    cls=Commands,
    help="Check, publish and measure a ClusterXchange register.",
    epilog="Exit codes: 0 clean, 1 data issues of severity reject, cell or breach, 2 nothing was done.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _number() -> str:
    """The installed version, else that of the project this is run from."""
    try:
        return version("cxc-metrics")
    except PackageNotFoundError:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cxc {_number()}")
        raise typer.Exit


@app.callback()
def _common(
    _version_asked: Annotated[
        bool,
        typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Check, publish and measure a ClusterXchange register."""


for commands in (
    intake,
    explore,
    map_commands,
    store,
    register_commands,
    secret_commands,
    people_commands,
    audit_command,
    care_commands,
    sample,
    catalogue,
    measure,
    export_command,
    studies,
    match_commands,
    brief_commands,
    dcat_command,
    work_list_command,
):
    commands.add_to(app)
