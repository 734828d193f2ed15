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
            (one.id, one.name, str(one.level), one.unit, one.kind, one.additive, one.fact, one.definition)
            for one in catalogue().values()
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

    one = find(kpi_id)
    card = _card(one)
    if format_ is Format.JSON:
        say_json(card)
        return
    if format_ is Format.CSV:
        show_list(format_, tuple(card), [tuple(card.values())])
        return
    say(f"{one.id} {one.name}")
    for name, value in card.items():
        if name in ("id", "name", "sql") or value in ("", None):
            continue
        say(textwrap.fill(f"{name}: {value}", _WIDTH, subsequent_indent="    "))
    say(f"\n{card['sql']}")


def _card(one: Kpi) -> dict[str, object]:
    from cxc_metrics.access import dimensions_of

    return {
        "id": one.id,
        "name": one.name,
        "definition": one.definition,
        "caveat": one.caveat,
        "reference": one.reference,
        "level": str(one.level),
        "unit": one.unit,
        "kind": one.kind,
        "additive": one.additive,
        "fact": one.fact,
        "period": one.period_field,
        "shown_with": " ".join(one.shown_with),
        "dimensions": " ".join(dimensions_of(one)),
        "sql": _sql(one),
    }


def _sql(one: Kpi) -> str:
    """The statement as it runs on the served data version, else the aggregate alone."""
    from cxc_metrics.access import open_register

    reader = open_register().reader()
    if reader is not None:
        measured = reader.measure([one])
        if measured.statements:
            return "\n\n".join(statement.text() for statement in measured.statements)
    return f"-- aggregate over the fact {one.fact}\n{one.formula}"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (kpis, kpi):
        app.command()(command)
