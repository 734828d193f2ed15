"""`cxc work-list`: what a partnership has to do next, as one text or one file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .measure import VersionOption
from .screen import say
from .store import RegisterOption, ViewerOption, chosen_reader


class Side(StrEnum):
    """Whose exchanges: those of the partnership's own visitors, or those its members host."""

    VISITOR = "visitor"
    HOST = "host"


def work_list(
    partnership: Annotated[str, typer.Argument(help="A partnership, by id.", metavar="PARTNERSHIP")],
    role: Annotated[
        Side, typer.Option("--role", help="As partnership of visitors, or of hosts.")
    ] = Side.VISITOR,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A file (.xlsx, .csv, .txt, …); else the screen.",
            show_default=False,
        ),
    ] = None,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """What a partnership has to do, by organisation, the oldest first: cxc work-list W1-01 -o list.xlsx"""
    from cxc_metrics.access import enter_export
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.export import Outgoing, format_of, write_to
    from cxc_metrics.export.files.whole_files import whole_file
    from cxc_metrics.export.whole_list import summary, whole_work_list, work_list_text
    from cxc_metrics.words.texts import say as words

    form = format_of(output) if output is not None else None
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    whole = whole_work_list(reader.records.work_list(partnership, role=role.value), role.value)
    title = words("to_do.title", partnership=reader.labels("partnership")[partnership])
    enter_export(whole, f"work list of {partnership} ({role.value})", form.name if form else "screen")
    if output is None or form is None:
        say(work_list_text(whole, title).rstrip())
    elif form.name == "txt":
        with whole_file(output) as file:
            file.write(work_list_text(whole, title).encode())
    else:
        write_to(Outgoing(whole, title, summary(whole)), output, form)


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(name="work-list")(work_list)
