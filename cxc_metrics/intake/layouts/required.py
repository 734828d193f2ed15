"""What must be there: tables and columns without which nothing is published."""

from __future__ import annotations

from collections.abc import Container

from cxc_metrics.contract import Table
from cxc_metrics.intake.read.signatures import WORKBOOKS, ZIP, kind_by_name
from cxc_metrics.intake.received import Received
from cxc_metrics.intake.workbench import Workbench

from .names import is_sheet, stem, table_for

_NAMED = 10
# The tables an exchange refers to and that must then be delivered.
PARENTS = {"organisation": ("vo_id", "ho_id"), "partnership": ("vop_id", "hop_id")}


def missing_columns(model: type[Table], present: Container[str], lacking: frozenset[str]) -> list[str]:
    """Required columns that are neither delivered nor lacking by the source's grain."""
    return [
        column.name
        for column in model.columns()
        if not column.nullable and column.name not in present and column.name not in lacking
    ]


def require_tables(bench: Workbench, received: Received) -> None:
    """Note as problems the tables that are missing."""
    staged = received.tables
    needed = ["exchange"]
    if "exchange" in staged:
        exchange = staged["exchange"]
        for parent, links in PARENTS.items():
            filled = " OR ".join(f'"{link}" IS NOT NULL' for link in links)
            if bench.count(f"{exchange.relation} WHERE {filled}"):
                needed.append(parent)
    for name in needed:
        if name not in staged and not any(_may_hold(file, name) for file in received.unread):
            why = "" if name == "exchange" else ": the exchanges refer to it"
            bench.problems.append(f"Table {name} is missing{why}. {_instead(name, received)}")


def _may_hold(file: str, table: str) -> bool:
    """Whether a file or sheet that could not be read may hold a table: then its own problem is the cause."""
    name = file.rpartition("[")[2].removesuffix("]") if is_sheet(file) else stem(file)
    return kind_by_name(file) in (*WORKBOOKS, ZIP) or table_for(name) == table


def _instead(name: str, received: Received) -> str:
    if name in received.instead:
        return received.instead[name]
    strange = f" (no table is called {', '.join(received.strange[:_NAMED])})" if received.strange else ""
    return f"Deliver it as {name}.csv, or as sheet {name} of a workbook{strange}"
