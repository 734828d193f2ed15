"""What must be there: tables and columns without which nothing is published."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from cxc_metrics.contract import UNIT_TABLES, Table
from cxc_metrics.errors import one_line
from cxc_metrics.intake.read.signatures import WORKBOOKS, ZIP, kind_by_name
from cxc_metrics.intake.received import Received
from cxc_metrics.intake.workbench import Workbench

from .names import is_sheet, stem, table_for

LACKS_COLUMN = " lacks the required column"
_NAMED, _LETTERS = 3, 40
# The tables an exchange refers to and that must then be delivered.
PARENTS = {"organisation": ("vo_id", "ho_id"), "partnership": ("vop_id", "hop_id")}


def missing_columns(model: type[Table], present: Container[str], lacking: frozenset[str]) -> list[str]:
    """Required columns that are neither delivered nor lacking by the source's grain."""
    return [
        column.name
        for column in model.columns()
        if not column.nullable and column.name not in present and column.name not in lacking
    ]


def require_tables(bench: Workbench, received: Received, lead: Callable[[], str]) -> None:
    """Note as problems the tables that are missing: what the register counts, and what exchanges refer to.

    `lead` says what to do with files that are no tables of the contract.
    """
    staged = received.tables
    if not any(name in staged or _unread(received, name) for name in UNIT_TABLES):
        bench.problems.append(_no_unit(received, lead))
    needed = []
    if "exchange" in staged:
        exchange = staged["exchange"]
        for parent, links in PARENTS.items():
            filled = " OR ".join(f'"{link}" IS NOT NULL' for link in links)
            if bench.count(f"{exchange.relation} WHERE {filled}"):
                needed.append(parent)
    for name in needed:
        if name not in staged and not _unread(received, name):
            bench.problems.append(
                f"Table {name} is missing: the exchanges refer to it. {_instead(name, received)}"
            )


def _no_unit(received: Received, lead: Callable[[], str]) -> str:
    """That there is nothing to count: the table of a register of the scheme, and those of other shapes."""
    wanted, *others = UNIT_TABLES
    missing = f"Table {wanted} is missing. {_instead(wanted, received)}. "
    if received.strange:
        return missing + lead()
    return (
        f"{missing}A register without exchanges has a table {', '.join(others[:-1])} or {others[-1]} instead"
    )


def is_no_contract(problems: Iterable[str]) -> bool:
    """Whether what stopped a check is that a delivery is not laid out as the contract says."""
    return any(
        problem.startswith(f"Table {UNIT_TABLES[0]} is missing.") or LACKS_COLUMN in problem
        for problem in problems
    )


def _unread(received: Received, table: str) -> bool:
    return any(_may_hold(file, table) for file in received.unread)


def _may_hold(file: str, table: str) -> bool:
    """Whether a file or sheet that could not be read may hold a table: then its own problem is the cause."""
    name = file.rpartition("[")[2].removesuffix("]") if is_sheet(file) else stem(file)
    return kind_by_name(file) in (*WORKBOOKS, ZIP) or table_for(name) == table


def _instead(name: str, received: Received) -> str:
    if name in received.instead:
        return received.instead[name]
    names = [one_line(name, _LETTERS) for name in received.strange]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    strange = f" (no table is called {', '.join(names[:_NAMED])}{more})" if names else ""
    return f"Deliver it as {name}.csv, or as sheet {name} of a workbook{strange}"
