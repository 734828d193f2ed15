"""`cxc kpis` and `cxc kpi`: what can be measured, and how."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from .screen import (
    Format,
    say,
    say_json,
    show_list,
)

if TYPE_CHECKING:
    from cxc_metrics.catalogue import Kpi

_WIDTH = 100


def kpis(
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
) -> None:
    """List all KPIs."""
    from cxc_metrics.catalogue import catalogue

    show_list(
        format_,
        ("id", "name", "level", "unit", "kind", "additive", "fact", "definition"),
        [
            (kpi.id, kpi.name, str(kpi.level), kpi.unit, kpi.kind, kpi.additive, kpi.fact, kpi.definition)
            for kpi in catalogue().values()
        ],
    )


def kpi(
    kpi_id: Annotated[str, typer.Argument(help="The id, as O04.", metavar="ID", show_default=False)],
    format_: Annotated[Format, typer.Option("--format", help="table or json.")] = Format.TABLE,
) -> None:
    """Show one KPI: definition, source, caveat, dimensions, and its SQL.

    With a published register the SQL is the whole statement as it runs there.
    """
    from cxc_metrics.catalogue import kpi as find

    kpi = find(kpi_id)
    card = _card(kpi)
    if format_ is Format.JSON:
        say_json(card)
        return
    if format_ is Format.CSV:
        show_list(format_, tuple(card), [tuple(card.values())])
        return
    say(f"{kpi.id} {kpi.name}")
    for name, value in card.items():
        if name in ("id", "name", "sql") or value in ("", None):
            continue
        say(textwrap.fill(f"{name}: {value}", _WIDTH, subsequent_indent="    "))
    say(f"\n{card['sql']}")


def _card(kpi: Kpi) -> dict[str, object]:
    from cxc_metrics.access import dimensions_of

    return {
        "id": kpi.id,
        "name": kpi.name,
        "definition": kpi.definition,
        "caveat": kpi.caveat,
        "reference": kpi.reference,
        "level": str(kpi.level),
        "unit": kpi.unit,
        "kind": kpi.kind,
        "additive": kpi.additive,
        "fact": kpi.fact,
        "period": kpi.period_field,
        "shown_with": " ".join(kpi.shown_with),
        "dimensions": " ".join(dimensions_of(kpi)),
        "sql": _sql(kpi),
    }


def _sql(kpi: Kpi) -> str:
    """The statement as it runs on the served data version, else the aggregate alone."""
    from cxc_metrics.access import open_register

    reader = open_register().reader()
    if reader is not None:
        measured = reader.measure([kpi])
        if measured.statements:
            return "\n\n".join(statement.text() for statement in measured.statements)
    return f"-- aggregate over the fact {kpi.fact}\n{kpi.formula}"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (kpis, kpi):
        app.command()(command)
