"""The second pass over columns the first could not read: dates, numbers, codes in other spellings."""

from __future__ import annotations

from dataclasses import replace

from cxc_metrics.intake.bench import Workbench
from cxc_metrics.intake.read.raw import RawTable
from cxc_metrics.vocabulary import Column, Table

from .casts import NUMBERS, boolean, is_coded, keeps_raw, raw
from .codelists import resolve_codes
from .dates import resolve_dates
from .numbers import proves_comma, resolve_numbers
from .staged import Staged, load
from .tidy import tidy

_DATES = ("DATE", "TIMESTAMP")


def _unread_columns(bench: Workbench, staged: Staged) -> list[Column]:
    """The typed columns of which the first pass left some text unread."""
    typed = [column for column in staged.columns() if keeps_raw(column) and not is_coded(column)]
    if not typed:
        return []
    counts = ", ".join(f'count("{raw(column.name)}")' for column in typed)
    found = bench.rows(f"SELECT {counts} FROM {staged.relation}")[0]
    return [column for column, count in zip(typed, found, strict=True) if count]


def stage_table(
    bench: Workbench, model: type[Table], raw_table: RawTable, cells: dict[str, str], lacking: frozenset[str]
) -> Staged:
    """Read a delivered table, type it, and resolve what the first pass left open."""
    staged, raw_table = load(bench, model, raw_table, cells, lacking)
    _tidy(bench, staged, raw_table)
    if bench.options.decimal is None and not raw_table.dot_is_open and _has_decimal_comma(bench, staged):
        staged, _ = load(bench, model, replace(raw_table, dot_is_open=True), cells, lacking)
        _tidy(bench, staged, raw_table)
    _resolve(bench, staged)
    return staged


def _tidy(bench: Workbench, staged: Staged, raw_table: RawTable) -> None:
    tidy(bench, staged, _unread_columns(bench, staged), spaces=raw_table.spaces)


def _resolve_booleans(bench: Workbench, staged: Staged, column: Column) -> None:
    kept = f'"{raw(column.name)}"'
    bench.connection.execute(
        f'UPDATE {staged.relation} SET "{column.name}" = {boolean(kept)} WHERE {kept} IS NOT NULL'
    )


def _has_decimal_comma(bench: Workbench, staged: Staged) -> bool:
    """Whether some column of the table proves a decimal comma, so that `1.234` in it is open."""
    return any(
        proves_comma(bench, staged, column)
        for column in _unread_columns(bench, staged)
        if column.sql_type in NUMBERS
    )


def _resolve(bench: Workbench, staged: Staged) -> None:
    """Read what the first pass left. Open questions are noted as problems of the bench."""
    for column in _unread_columns(bench, staged):
        if column.sql_type in _DATES:
            resolve_dates(bench, staged, column)
        elif column.sql_type in NUMBERS:
            resolve_numbers(bench, staged, column)
        else:
            _resolve_booleans(bench, staged, column)
    for column in staged.columns():
        if is_coded(column):
            resolve_codes(bench, staged, column)
