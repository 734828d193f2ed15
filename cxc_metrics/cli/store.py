"""`cxc registers`, `cxc history` and `cxc rollback`: registers, and the data versions published of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxc_metrics.errors import NotMeasurable, RegisterError

from .checked_delivery import served_already
from .screen import (
    Format,
    remark,
    say,
    show_list,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from cxc_metrics.access import Manifest, Reader, RegisterSummary
    from cxc_metrics.disclosure import Viewer

NOTHING_PUBLISHED = (
    "Nothing has been published yet. "
    "Publish a register with cxc publish PATH, or the synthetic one with cxc demo"
)

_COLUMNS = (
    *("id", "served", "register", "published_at", "as_at", "title", "source", "synthetic"),
    *("held", "issues", "note"),
)
_REGISTER_COLUMNS = (
    *("register", "first", "title", "source", "synthetic", "data_version", "published_at", "as_at"),
    *("rows", "versions"),
)


RegisterOption = Annotated[
    str | None,
    typer.Option(
        "--register",
        help="The register of the store; cxc registers lists them.",
        metavar="NAME",
        show_default=False,
    ),
]
ViewerOption = Annotated[
    str,
    typer.Option(
        "--viewer", help="As whom: internal, public, or partnership:ID.", metavar="VIEWER", show_default=True
    ),
]


def chosen_reader(register: str | None, version_id: str | None, viewer: Viewer | None = None) -> Reader:
    """A reader of the version asked for, else of that served by the register, else by the one shown first.

    Where there are others, it is said on stderr which one it is. RegisterError if nothing was published,
    UnknownName for a register that is not there.
    """
    from cxc_metrics.access import open_register
    from cxc_metrics.disclosure import INTERNAL
    from cxc_metrics.words import register_words

    operator = open_register(name=register)
    reader = operator.reader(version_id, viewer=viewer or INTERNAL)
    if reader is None:
        raise RegisterError(NOTHING_PUBLISHED)
    names = operator.register_names()
    if register is None and version_id is None and len(names) > 1:
        others = ", ".join(name for name in names if name != operator.name)
        remark(f"Of register {operator.name}; --register NAME for another one ({others}).")
    register_words.choose(reader.vocabulary)
    return reader


def registers(
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
    viewer: ViewerOption = "internal",
) -> None:
    """List the registers of the store, with the data version that each serves.

    The one marked as first is shown to who names none: CXC_REGISTER, else the first published of real data.
    Numbers of rows and of versions are for the internal viewer.
    """
    from cxc_metrics.access import open_register
    from cxc_metrics.disclosure import viewer_named

    counted = viewer_named(viewer).sees_all
    store = open_register()
    summaries = store.registers()
    for summary in summaries:
        if summary.problem:
            remark(f"Register {summary.name}: {summary.problem}")
    if not summaries and format_ is Format.TABLE:
        say(NOTHING_PUBLISHED)
        return
    first = store.name
    show_list(
        format_, _REGISTER_COLUMNS, [_register_row(summary, first, counted=counted) for summary in summaries]
    )


def _register_row(summary: RegisterSummary, first: str | None, *, counted: bool) -> tuple[object, ...]:
    manifest = summary.manifest
    return (
        summary.name,
        summary.name == first,
        summary.title,
        manifest and manifest.source,
        summary.is_synthetic,
        summary.served_id,
        manifest and manifest.published_at.isoformat(timespec="minutes"),
        manifest.as_at.isoformat() if manifest and manifest.as_at else None,
        summary.rows if counted else None,
        summary.versions if counted else None,
    )


def history(
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
    name: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """List the data versions that were published, newest first: of one register, or of all.

    For the internal viewer: older data versions are shown to nobody else.
    """
    from cxc_metrics.access import open_register
    from cxc_metrics.disclosure import viewer_named

    if not viewer_named(viewer).sees_all:
        raise NotMeasurable("Older data versions can be seen by internal people only.")

    register = open_register(name=name)
    served = {summary.served_id for summary in register.registers()}
    rows = [_row(manifest, served) for manifest in register.history()]
    for damaged, problem in register.damaged().items():
        remark(f"Data version {damaged} cannot be read: {problem}")
    if not rows and format_ is Format.TABLE:
        say(NOTHING_PUBLISHED)
        return
    show_list(format_, _COLUMNS, rows)


def _row(manifest: Manifest, served: Collection[str | None]) -> tuple[object, ...]:
    return (
        manifest.id,
        manifest.id in served,
        manifest.register_name,
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
    name: RegisterOption = None,
) -> None:
    """Serve a data version that was published before, in its own register; others stay as they are."""
    from cxc_metrics.access import open_register

    done = open_register(name=name).rollback(version_id, note=note)
    if done.outcome == "unchanged":
        say(served_already(done))
    else:
        say(f"Data version {done.version_id} is served again in register {done.manifest.register_name}.")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (registers, history, rollback):
        app.command()(command)
