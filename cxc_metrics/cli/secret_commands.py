"""`cxc secret`: whether the store has what figures are protected with, whose value is never printed.

`cxc protection`: what of a register is protected with it, and what is exact, or not shown.
"""

from __future__ import annotations

from typing import Annotated

import typer

from .screen import Format, remark, say, show_list
from .store import RegisterOption, chosen_reader

_MEANING = (
    "Public figures are changed by it. Back it up with the store, apart from what is published. Whoever has "
    "it and the records can take the changes back; where it is lost, public figures are refused until it is "
    "back or another is made, which changes all of them."
)

commands = typer.Typer(help="The secret that public figures are protected with.", no_args_is_help=False)


@commands.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """Say whether the store has its secret, and its fingerprint."""
    if context.invoked_subcommand is not None:
        return
    from cxc_metrics.access import open_register

    secret = open_register().secret()
    if secret.fingerprint:
        say(f"The store has its secret: fingerprint {secret.fingerprint}, in {secret.file}.")
    elif secret.state == "lost":
        say(f"The secret of this store is lost ({secret.file}): public figures are refused.")
        say("Put it back from a backup; if there is none: cxc secret make --replace.")
    else:
        say("The store has no secret yet: the next publication makes it, or cxc secret make.")
    say(_MEANING)
    if not secret.fingerprint:
        raise typer.Exit(1)


@commands.command()
def make(
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Also where there is, or was, one: every public figure changes."),
    ] = False,
) -> None:
    """Make the store's secret."""
    from cxc_metrics.access import open_register

    secret = open_register().make_secret(replace=replace)
    say(f"Made: fingerprint {secret.fingerprint}, in {secret.file}.")
    say(_MEANING)


def protection(
    register: RegisterOption = None,
    viewer: Annotated[
        str, typer.Option("--viewer", help="As whom: public, partnership:ID, or internal.")
    ] = "public",
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
) -> None:
    """What the public sees of a register: what has keys, which figures are protected, and which not shown.

    Figures that the register cannot tell to anybody are left out. docs/disclosure.md explains the ways.
    """
    from cxc_metrics.access import what_is_protected
    from cxc_metrics.disclosure import viewer_named

    reader = chosen_reader(register, None, viewer_named(viewer))
    if reader.viewer.partnerships:
        remark("In a selection of its own partnerships all of it is exact.")
    parts = what_is_protected(reader)
    show_list(format_, parts[0]._fields, parts)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(protection)
    app.add_typer(commands, name="secret")
