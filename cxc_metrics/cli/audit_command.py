"""`cxc audit`: who published, rolled back, took records out, or changed people, keys or the secret."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cxc_metrics.errors import CxcError, UnknownName

from .screen import ISSUES, Format, remark, show_list

_COLUMNS = ("at", "who", "what", "register", "version", "detail")


def audit(
    since: Annotated[
        str | None,
        typer.Option("--since", help="From that day or moment (UTC) on.", metavar="DATE", show_default=False),
    ] = None,
    what: Annotated[
        list[str] | None,
        typer.Option(
            "--what", help="Of that kind: published, rolled-back, exported-records, …", show_default=False
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
) -> None:
    """Who did what in the store, the oldest first; what is damaged in the log is said on stderr.

    Exit code 0 if the log is whole, 1 if lines are damaged, changed or missing, 2 if it cannot be read.
    """
    from cxc_metrics.access import DEEDS, open_register

    for name in what or ():
        if name not in DEEDS:
            raise UnknownName("deed", name, DEEDS)
    reading = open_register().audit.read(_moment(since), what or ())
    show_list(
        format_,
        _COLUMNS,
        [
            (
                entry.at.isoformat(timespec="seconds"),
                entry.who,
                entry.what,
                entry.register_name,
                entry.version,
                ", ".join(f"{key}: {value}" for key, value in entry.detail.items()),
            )
            for entry in reading.entries
        ],
    )
    for problem in reading.problems:
        remark(f"The audit log: {problem}")
    if reading.problems:
        raise typer.Exit(ISSUES)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CxcError(f"--since {text!r} is no day or moment: write 2026-11-28, or with a time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(audit)
