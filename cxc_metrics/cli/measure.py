"""`cxc measure`: KPIs by dimensions for a selection, as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxc_metrics.errors import CxcError, NotMeasurable

from .beside import print_beside
from .screen import (
    Format,
    plain,
    remark,
    say,
    say_bytes,
    show,
)
from .store import RegisterOption, ViewerOption, chosen_reader

if TYPE_CHECKING:
    from cxc_metrics.disclosure import Cell, Figure, Figures


class Comparison(StrEnum):
    """What to compare with."""

    YEAR_BEFORE = "year_before"
    OTHER_WAVE = "other_wave"
    SCHEME = "scheme"
    EU_AVERAGE = "eu_average"


_NOTHING_TO_COMPARE = {
    Comparison.YEAR_BEFORE: "the selection has no period. Add --where period=2021-01-01..2021-12-31",
    Comparison.OTHER_WAVE: "it takes one wave of two that have begun. Add --where wave=2",
    Comparison.SCHEME: "the selection is the whole scheme. Add --where partnership=ID or --by partnership",
    Comparison.EU_AVERAGE: "it takes one country. Add --where host_country=ES or --by host_country",
}


KpiArguments = Annotated[
    list[str], typer.Argument(help="KPIs by id; cxc kpis lists them.", metavar="KPI...", show_default=False)
]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", help="Break down by a dimension; repeat for several.", show_default=False),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="Only where a filter has one of these values; repeated conditions must all hold.",
        metavar="FILTER=A,B",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]
TotalsOption = Annotated[bool, typer.Option("--totals", help="Add rows for what is summed up.")]
CompareOption = Annotated[
    Comparison | None,
    typer.Option(
        "--compare",
        help="Compare with the year before, the other wave at the same age, all partnerships, or the average "
        "of the EU's Member States.",
        show_default=False,
    ),
]
VersionOption = Annotated[
    str | None,
    typer.Option(
        "--data-version", "--snapshot", help="An older data version, by id.", metavar="ID", show_default=False
    ),
]
BesideOption = Annotated[
    list[str] | None,
    typer.Option(
        "--beside",
        help="Set another register beside it, figure by figure; repeat for several.",
        metavar="NAME",
        show_default=False,
    ),
]
SqlOption = Annotated[bool, typer.Option("--sql", help="Print the SQL instead of the result.")]


def measure(
    kpis: KpiArguments,
    by: ByOption = None,
    where: WhereOption = None,
    format_: FormatOption = Format.TABLE,
    totals: TotalsOption = False,
    compare: CompareOption = None,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    beside: BesideOption = None,
    viewer: ViewerOption = "internal",
    sql: SqlOption = False,
) -> None:
    """Measure KPIs: cxc measure O01 O02 --by host_country --where period=2021-01-01..2021-12-31

    What cannot be measured in the selection has no value, and the reason stands on stderr.
    """
    from cxc_metrics.catalogue import kpi, with_companions
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.scope import Scope

    ids = [kpi(name).id for name in listed(kpis)]
    if format_ is Format.TABLE:
        ids = list(with_companions(ids))
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    if beside:
        _require_whole(by, compare, totals=totals, sql=sql)
        others = [chosen_reader(name, None, reader.viewer) for name in listed(beside)]
        print_beside([reader, *others], ids, where or [], format_)
        return
    measured = reader.measure(
        ids,
        by=listed(by or []),
        scope=Scope.from_where(where or [], reader),
        compare=compare.value if compare else None,
        totals=totals,
    )
    remarks(measured, compare)
    if sql:
        _print_sql(measured)
    else:
        _print(measured, format_)


def _require_whole(by: Sequence[str] | None, compare: Comparison | None, *, totals: bool, sql: bool) -> None:
    if by or compare or totals or sql:
        raise CxcError(
            "Registers stand beside each other as a whole, in no common series: --beside goes without --by, "
            "--compare, --totals and --sql. Measure each with --register for these."
        )


def remarks(measured: Figures, compare: Comparison | None) -> None:
    """On stderr: whether figures are protected; what could not be measured or compared, and why."""
    from cxc_metrics.disclosure import PROTECTED

    if measured.is_protected:
        remark(f"As shown to {measured.viewer.in_words}, {PROTECTED}; totals need not add up.")
    for name, reason in measured.not_measurable.items():
        remark(f"{name}: {reason}")
    if compare is not None and measured.compare is None:
        remark(f"Nothing is compared: {_NOTHING_TO_COMPARE[compare]}")


def listed(texts: Sequence[str]) -> list[str]:
    """The entries of repeated options, which may hold commas themselves."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


def _print_sql(measured: Figures) -> None:
    if measured.is_protected:
        whom = measured.viewer.in_words
        raise NotMeasurable(f"The SQL is not shown to {whom}: it counts what is not shown.")
    say("\n\n".join(statement.text() for statement in measured.statements))


def _print(measured: Figures, format_: Format) -> None:
    from cxc_metrics.export import FORMATS, Outgoing, to_csv

    if format_ is Format.CSV:
        say_bytes(to_csv(measured, names=False))
    elif format_ is Format.JSON:
        say_bytes(FORMATS["json"].make(Outgoing(measured)))
    else:
        _print_table(measured)


def _print_table(measured: Figures) -> None:
    from cxc_metrics.access import FLAGS
    from cxc_metrics.catalogue import dimension
    from cxc_metrics.scope import as_at_day

    kind = ", synthetic" if measured.is_synthetic else ""
    say(measured.scope.sentence(measured.origin))
    say(f"Data version {measured.version_id}, {as_at_day(measured.as_at)}{kind}")
    columns = [measured.origin.vocabulary.said(dimension(name).label) for name in measured.by]
    for kpi in measured.kpis:
        columns += [f"{kpi.id} {kpi.name}{f' ({kpi.unit})' if kpi.unit else ''}"]
        columns += [f"{kpi.id} change ({measured.compare.name})"] if measured.compare else []
    rows = [_row(measured, record) for record in measured.frame().to_dict("records")]
    if rows:
        show(columns, rows, words=len(measured.by))
    else:
        every = len(measured.not_measurable) == len(measured.kpis)
        say("None of it can be measured in this selection." if every else "No rows in this selection.")
    flags = {letter for figure in measured for cell in figure.cells for letter in cell.flag}
    for letter, meaning in FLAGS.items():
        if letter in flags:
            say(f"{letter}  {meaning}")


def _row(measured: Figures, record: dict[Any, Any]) -> list[str]:
    from cxc_metrics.scope import TOTAL, label

    over = _summed_up(measured, record)
    cells = [
        TOTAL if name in over else plain(label(name, record[name], measured.origin)) for name in measured.by
    ]
    for figure in measured:
        cells.append(_figure(figure, record))
        if measured.compare:
            cells.append(_change(figure, record))
    return cells


def _summed_up(measured: Figures, record: dict[Any, Any]) -> tuple[str, ...]:
    """The dimensions a row sums up."""
    if not record.get("is_total", False):
        return ()
    over = record.get("total_over")
    return tuple(over.split(",")) if over else measured.by


def _figure(figure: Figure, record: dict[Any, Any]) -> str:
    """Value, interval if there is one, flag, over how many rows where not over all."""
    cell: Cell = figure.cell_of(record)
    form = figure.kpi.number_format
    text = "" if cell.value is None else f"{cell.value:{form}}"
    if cell.low is not None and cell.high is not None:
        text += f" [{cell.low:{form}}, {cell.high:{form}}]"
    over = figure.over_of(record)
    in_parentheses = f" ({over})" if over else ""
    return f"{text} {cell.flag}{in_parentheses}".strip()


def _change(figure: Figure, record: dict[Any, Any]) -> str:
    from cxc_metrics.access import Change

    change = figure.part_of(record, "change")
    if change is None:
        return str(figure.part_of(record, "change_flag"))
    return Change(float(change), str(figure.part_of(record, "change_unit"))).text()


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(measure)
