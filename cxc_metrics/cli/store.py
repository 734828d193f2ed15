"""`cxc history` and `cxc rollback`: data versions that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxc_metrics.errors import RegisterError

from .screen import (
    Format,
    remark,
    say,
    show_list,
)

if TYPE_CHECKING:
    from cxc_metrics.access import Manifest, Operator, Reader

NOTHING_PUBLISHED = (
    "Nothing has been published yet. "
    "Publish a register with cxc publish PATH, or the synthetic one with cxc demo"
)

_COLUMNS = ("id", "served", "published_at", "as_at", "title", "source", "synthetic", "held", "issues", "note")


def chosen_reader(register: Operator, version_id: str | None) -> Reader:
    """A reader of the version asked for, else of the one served; RegisterError if nothing was published."""
    from cxc_metrics.words import register_words

    reader = register.reader(version_id)
    if reader is None:
        raise RegisterError(NOTHING_PUBLISHED)
    register_words.choose(reader.vocabulary)
    return reader


def history(
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
) -> None:
    """List the data versions that were published, newest first."""
    from cxc_metrics.access import open_register

    register = open_register()
    served = register.served_id()
    rows = [_row(manifest, served) for manifest in register.history()]
    for damaged, problem in register.damaged().items():
        remark(f"Data version {damaged} cannot be read: {problem}")
    if not rows and format_ is Format.TABLE:
        say(NOTHING_PUBLISHED)
        return
    show_list(format_, _COLUMNS, rows)


def _row(manifest: Manifest, served: str | None) -> tuple[object, ...]:
    return (
        manifest.id,
        manifest.id == served,
        manifest.published_at.isoformat(timespec="minutes"),
        manifest.as_at.isoformat() if manifest.as_at else None,
        manifest.title,
        manifest.source,
        manifest.is_synthetic,
        manifest.countable_exchanges,
        sum(manifest.findings_by_severity.values()),
        manifest.note,
    )


def rollback(
    version_id: Annotated[
        str, typer.Argument(help="The data version, or how its id begins.", metavar="ID", show_default=False)
    ],
    note: Annotated[
        str | None, typer.Option("--note", help="A remark kept with it.", show_default=False)
    ] = None,
) -> None:
    """Serve a data version that was published before."""
    from cxc_metrics.access import open_register

    done = open_register().rollback(version_id, note=note)
    if done.outcome == "unchanged":
        say(f"Data version {done.version_id} is served already: nothing has changed.")
    else:
        say(f"Data version {done.version_id} is served again.")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (history, rollback):
        app.command()(command)
