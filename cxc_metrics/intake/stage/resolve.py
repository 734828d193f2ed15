"""The second pass, over a whole delivery: what the first pass left, settled by what the columns show."""

from __future__ import annotations

from cxc_metrics.contract import Column, Table
from cxc_metrics.intake.read.raw import RawTable
from cxc_metrics.intake.workbench import Workbench

from . import date_columns, number_columns
from .casts import boolean, is_coded, is_date, is_number, raw
from .codelists import resolve_codes
from .identifiers import mend_identifiers
from .staged import Staged, load
from .text_columns import clean_texts


def stage_table(
    bench: Workbench, model: type[Table], raw_table: RawTable, cells: dict[str, str], lacking: frozenset[str]
) -> Staged:
    """Read a delivered table and type it as far as that can be done at once (`resolve` does the rest)."""
    staged, raw_table = load(bench, model, raw_table, cells, lacking)
    clean_texts(bench, staged, _unread(bench, staged), spaces=raw_table.spaces, is_ascii=raw_table.is_ascii)
    return staged


def resolve(bench: Workbench, tables: list[Staged]) -> None:
    """Read what the first pass left of all tables. Open questions are noted as problems of the bench."""
    mend_identifiers(bench, tables)
    unread = [(staged, column) for staged in tables for column in _unread(bench, staged)]
    date_columns.resolve_dates(
        bench, [date_columns.Unread(*column) for column in unread if is_date(column[1])]
    )
    number_columns.resolve_numbers(
        bench, [number_columns.Unread(*column) for column in unread if is_number(column[1])], tables
    )
    for staged, column in unread:
        if column.sql_type == "BOOLEAN":
            _resolve_booleans(bench, staged, column)
    for staged in tables:
        date_columns.open_ends(bench, staged)
        for column in staged.columns():
            if is_coded(column):
                resolve_codes(bench, staged, column)


def _unread(bench: Workbench, staged: Staged) -> list[Column]:
    """The typed columns of which the first pass left some text unread."""
    typed = [column for column in staged.columns() if column.name in staged.unread and not is_coded(column)]
    if not typed:
        return []
    counts = ", ".join(f'count("{raw(column.name)}")' for column in typed)
    counted = bench.rows(f"SELECT {counts} FROM {staged.relation}")[0]
    return [column for column, count in zip(typed, counted, strict=True) if count]


def _resolve_booleans(bench: Workbench, staged: Staged, column: Column) -> None:
    kept = f'"{raw(column.name)}"'
    bench.connection.execute(
        f'UPDATE {staged.relation} SET "{column.name}" = {boolean(kept)} WHERE {kept} IS NOT NULL'
    )
