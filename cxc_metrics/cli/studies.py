"""`cxc gaps`, `cxc silence`: what stands beside a KPI, as a table, CSV or JSON."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .measure import (
    KpiArguments,
    SqlOption,
    VersionOption,
    WhereOption,
)
from .screen import (
    Format,
    remark,
    say,
    say_bytes,
    say_json,
    show,
    show_list,
)
from .store import RegisterOption, ViewerOption, chosen_reader

if TYPE_CHECKING:
    from cxc_metrics.access import Gaps


class GapSide(StrEnum):
    """Whose gap."""

    HOST = "host"
    VISITOR = "visitor"


def gaps(
    side: Annotated[GapSide, typer.Option("--side", help="Hosting or sending.")] = GapSide.HOST,
    where: WhereOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print the result.")] = Format.TABLE,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
    sql: SqlOption = False,
) -> None:
    """Which countries host (or send) fewer than one would think: cxc gaps --side host --where wave=2

    Each country against its share of accepted registrations, and against gravity with a 95 % interval.
    """
    from cxc_metrics.access import HOSTING_GAPS
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.export import to_csv
    from cxc_metrics.scope import Scope

    reader = chosen_reader(register, version_id, viewer_named(viewer))
    selection = Scope.from_where(where or [], reader)
    study = reader.study(HOSTING_GAPS, selection, side=side.value)
    hosting_gaps, sentence = study.result, selection.sentence(reader)
    for part, reason in hosting_gaps.not_measurable.items():
        remark(f"{part}: {reason}")
    for note in hosting_gaps.notes:
        remark(note)
    if sql:
        say("\n\n".join(statement.text() for statement in hosting_gaps.statements))
    elif format_ is Format.CSV:
        say_bytes(to_csv(study.table(hosting_gaps.table, selection)))
    elif format_ is Format.JSON:
        say_json(_document(hosting_gaps, sentence))
    else:
        _print(hosting_gaps, sentence)


def silence(
    kpis: KpiArguments,
    where: WhereOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print the result.")] = Format.TABLE,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
    sql: SqlOption = False,
) -> None:
    """Survey shares and means weighted for those who kept silent, beside the unweighted: cxc silence R02 M03

    Raked to those asked by country group, ecosystem, type and partnership. Medians are not weighted.
    """
    from cxc_metrics.access import SILENCE
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.scope import Scope

    reader = chosen_reader(register, version_id, viewer_named(viewer))
    selection = Scope.from_where(where or [], reader)
    with redirect_stdout(sys.stderr):  # the library for raking prints where it does not settle
        weighted = reader.study(SILENCE, kpis, selection).result
    for row in weighted.table.to_dict("records"):
        if row["reason"]:
            remark(f"{row['kpi']}: {row['reason']}")
    if sql:
        say("\n\n".join(statement.text() for statement in weighted.statements))
        return
    table = weighted.table.astype(object).where(weighted.table.notna(), None)
    if format_ is Format.TABLE:
        say(selection.sentence(reader))
        table = table[["kpi", "name", "unit", "n", "asked", "unweighted", "weighted", "moved", "effective_n"]]
        for name, digits in (("unweighted", 3), ("weighted", 3), ("moved", 2), ("effective_n", 0)):
            table[name] = [_number(value, digits) for value in table[name]]
    show_list(format_, tuple(table.columns), [tuple(row) for row in table.itertuples(index=False)])


def _document(hosting_gaps: Gaps, selection: str) -> dict[str, object]:
    """The result with all it takes to read and repeat it."""
    table = hosting_gaps.table.astype(object).where(hosting_gaps.table.notna(), None)
    return {
        "selection": selection,
        "data_version": hosting_gaps.version_id,
        "as_at": hosting_gaps.as_at.isoformat() if hosting_gaps.as_at else None,
        "is_synthetic": hosting_gaps.is_synthetic,
        "side": hosting_gaps.side,
        "unit": hosting_gaps.unit,
        "visits": hosting_gaps.visits,
        "accepted_registrations": hosting_gaps.accepted,
        "coefficients": hosting_gaps.coefficients.to_dict("records"),
        "not_measurable": hosting_gaps.not_measurable,
        "notes": list(hosting_gaps.notes),
        "rows": table.to_dict("records"),
        "sql": [statement.text() for statement in hosting_gaps.statements],
    }


def _print(hosting_gaps: Gaps, selection: str) -> None:
    from cxc_metrics.scope import as_at_day

    kind = ", synthetic" if hosting_gaps.is_synthetic else ""
    say(selection)
    say(f"Data version {hosting_gaps.version_id}, {as_at_day(hosting_gaps.as_at)}{kind}")
    what = "hosted" if hosting_gaps.side == "host" else "sent"
    columns = ("country", "accepted", what, "by registrations", "modelled", "ratio [95 %]", "")
    rows = [
        (
            row["country"],
            _number(row["accepted"], 0),
            _number(row["observed"], 0),
            _number(row["by_registrations"], 1),
            _number(row["modelled"], 1),
            _interval(row["ratio"], row["ratio_low"], row["ratio_high"]),
            _word(row["fewer"], row["more"]) or row["note"],
        )
        for row in hosting_gaps.table.to_dict("records")
    ]
    if rows:
        show(columns, rows)
    else:
        say("No rows in this selection.")


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None or value != value else f"{value:,.{decimals}f}"


def _interval(ratio: float, low: float, high: float) -> str:
    return _number(ratio, 2) + (f" [{low:.2f}, {high:.2f}]" if low == low else "")


def _word(fewer: object, more: object) -> str:
    """`fewer` and `more` are missing where there is no interval."""
    return "fewer" if fewer is True else "more" if more is True else ""


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(gaps)
    app.command()(silence)
