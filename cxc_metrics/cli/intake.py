"""`cxc check`, `cxc publish`, `cxc template` and `cxc sources`: files in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxc_metrics.errors import CxcError

from .checked_delivery import checked_register, served, summarise, write_report
from .delivery_options import (
    AsAtOption,
    DateOption,
    DecimalOption,
    EngineOption,
    IntoOption,
    LossOption,
    NoteOption,
    PathOption,
    ReportOption,
    SourceOption,
)
from .screen import Format, progress_bar, remark, say, show_list

if TYPE_CHECKING:
    from cxc_metrics.access import Publication


def check(
    path: PathOption,
    source: SourceOption = None,
    as_at: AsAtOption = None,
    date_format: DateOption = None,
    decimal: DecimalOption = None,
    report: ReportOption = None,
) -> None:
    """Read a register and say what is wrong with it; nothing is published.

    Exit code 0 if it is clean, 1 with data issues of severity reject, cell or breach, 2 if it
    cannot be read.
    """
    with checked_register(path, source, as_at, date_format, decimal, report) as checked:
        write_report(checked, report)
        code = summarise(checked, report)
    raise typer.Exit(code)


def publish(
    path: PathOption,
    source: SourceOption = None,
    as_at: AsAtOption = None,
    date_format: DateOption = None,
    decimal: DecimalOption = None,
    report: ReportOption = None,
    note: NoteOption = None,
    accept_loss: LossOption = False,
    name: IntoOption = None,
    engine: EngineOption = None,
) -> None:
    """Check a register and serve it in place of its data version before; older ones and other registers stay.

    Refused where much would be lost: more than a fifth of the exchanges left out, or fewer than half as many
    held as before. --accept-loss publishes all the same, but never a register of which nothing was kept.

    Exit code 0 if it is clean, 1 if it was published with data issues of severity reject, cell or
    breach, 2 if nothing was published.
    """
    from cxc_metrics.access import PublishingRefused, open_register, use_engine

    if engine is not None:
        use_engine(engine)
    register = open_register()
    with checked_register(path, source, as_at, date_format, decimal, report) as checked:
        # Before publishing: a report that cannot be written must not be found out afterwards.
        write_report(checked, report)
        try:
            with progress_bar() as progress:
                done = register.publish(
                    checked, register=name, note=note, progress=progress, accept_loss=accept_loss
                )
        except PublishingRefused as refused:
            summarise(checked, report)
            word = ": --accept-loss" if refused.can_be_accepted else ""
            raise CxcError(f"{str(refused).removesuffix('.')}{word}") from None
        code = summarise(checked, report)
    _say_where(done, register.name)
    raise typer.Exit(code)


def _say_where(done: Publication, first: str | None) -> None:
    """Say what is served, by which engine, and how it is asked for where another register is shown first."""
    say(served(done))
    if done.told_by:
        say(f"Figures are answered by {done.told_by} wherever CXC_ENGINE names it.")
    if first != done.manifest.register_name:
        say(
            f"Who names no register is shown {first}; this one is chosen in the sidebar, with "
            f"?register={done.manifest.register_name} in the address, and with --register."
        )


def template(
    file: Annotated[
        Path, typer.Argument(help="The workbook to write.", metavar="FILE.xlsx", show_default=False)
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write an empty workbook of all tables, with drop-down code lists."""
    from cxc_metrics.intake import write_template

    if file.suffix.lower() != ".xlsx":
        raise CxcError(f"{file} is no workbook name; end it in .xlsx")
    if file.exists() and not force:
        raise CxcError(f"{file} is there already and may be filled in; choose another name, or say --force")
    write_template(file)
    say(f"Wrote {file}")


def sources(
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
) -> None:
    """List the kinds of registers that can be read."""
    from cxc_metrics.intake import CXC, load_sources

    loaded = load_sources()
    for place, problem in loaded.broken:
        remark(f"Source {place.name} cannot be used: {problem}")
    all_of = [CXC, *loaded.sources]
    show_list(
        format_,
        ("source", "title", "grain", "countable", "as_at", "licence", "reference"),
        [
            (
                source.name,
                source.title,
                source.grain,
                source.countable,
                source.as_at,
                source.licence,
                source.reference,
            )
            for source in all_of
        ],
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (check, publish, template, sources):
        app.command()(command)
