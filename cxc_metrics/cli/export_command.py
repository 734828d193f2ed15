"""`cxc export`: figures, or the rows behind them, as a file or a picture, without a screen: for schedules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxc_metrics.errors import CxcError

from .measure import (
    ByOption,
    CompareOption,
    KpiArguments,
    TotalsOption,
    VersionOption,
    WhereOption,
    listed,
    remarks,
)
from .screen import progress_bar, say
from .store import RegisterOption, ViewerOption, chosen_reader

if TYPE_CHECKING:
    from cxc_metrics.access import Reader
    from cxc_metrics.disclosure import Figures
    from cxc_metrics.export import ExportFormat, Outgoing
    from cxc_metrics.scope import Scope

OutputOption = Annotated[
    Path,
    typer.Option("--output", "-o", help="The file to write; its end says the format.", show_default=False),
]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        help="Where the end does not say it: csv_eu, png_slide, png_grey, svg_slide, svg_grey, …",
        show_default=False,
    ),
]
ChartOption = Annotated[
    str,
    typer.Option("--chart", help="Of a picture: bars, time, map, matrix or intervals.", show_default=False),
]
TitleOption = Annotated[
    str, typer.Option("--title", help="What it is called; else the names of the figures.", show_default=False)
]
RecordsOption = Annotated[bool, typer.Option("--records", help="The rows behind the figure, all of them.")]


def export(
    kpis: KpiArguments,
    output: OutputOption,
    by: ByOption = None,
    where: WhereOption = None,
    format_: FormatOption = "",
    chart: ChartOption = "",
    title: TitleOption = "",
    totals: TotalsOption = False,
    compare: CompareOption = None,
    records: RecordsOption = False,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """Write figures to a file: cxc export O01 --by host_country --output hosts.xlsx

    Formats: png, svg, xlsx, csv, parquet, json, zip, txt, and csv_eu, png_slide, … by --format. The file
    describes itself. It is written whole or not at all; what was there before is replaced.
    """
    from cxc_metrics.catalogue import kpi
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.export import write_to
    from cxc_metrics.scope import Scope

    form = _form(format_, output, chart)
    ids = [kpi(name).id for name in listed(kpis)]
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    scope = Scope.from_where(where or [], reader)
    if records:
        if by or compare or totals or chart:
            raise CxcError(
                "--records goes without --by, --compare, --totals and --chart: it writes rows as they are."
            )
        _records(reader, ids, scope, output, form, title)
        return
    measured = reader.measure(
        ids, by=listed(by or []), scope=scope, compare=compare.value if compare else None, totals=totals
    )
    remarks(measured, compare)
    leaving = _leaving(measured, form, chart, title)
    write_to(leaving, output, form)
    _written(output, len(leaving.table))


def _form(name: str, output: Path, chart: str) -> ExportFormat:
    from cxc_metrics.export import format_named, format_of

    form = format_named(name) if name else format_of(output)
    if chart and form.kind == "file" and form.name != "xlsx":
        raise CxcError(f"--chart is for pictures and workbooks: the format {form.name} has no chart.")
    return form


def _leaving(measured: Figures, form: ExportFormat, chart: str, title: str) -> Outgoing:
    from cxc_metrics.export import Outgoing

    drawing = None
    if form.kind == "picture" or chart:
        from cxc_metrics.export.pictures.default_drawing import drawing_of

        drawing = drawing_of(measured, chart)
    return Outgoing(measured, title or _named(measured), drawing=drawing)


def _named(measured: Figures) -> str:
    from cxc_metrics.catalogue import dimension
    from cxc_metrics.contract.dimension import noun_of

    said = measured.origin.vocabulary.said
    names = ", ".join(figure.kpi.name for figure in measured)
    by = " and ".join(noun_of(said(dimension(name).label)) for name in measured.by)
    return f"{names} by {by}" if by else names


def _records(
    reader: Reader, ids: list[str], scope: Scope, output: Path, form: ExportFormat, title: str
) -> None:
    from cxc_metrics.access import enter_export
    from cxc_metrics.export.streamed import stream_records

    if len(ids) != 1:
        raise CxcError(f"--records writes the rows behind one figure, not {len(ids)}.")
    first = reader.rows(ids[0], scope, limit=1)
    enter_export(first, f"rows behind {ids[0]}", form.name, rows=first.total)
    with progress_bar() as progress:
        rows = stream_records(reader, ids[0], scope, output, form, title=title, progress=progress)
    _written(output, rows)


def _written(output: Path, rows: int) -> None:
    say(f"{output}: {rows:,} {'row' if rows == 1 else 'rows'}")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(export)
