"""From files to checked tables: read, type, check rows, keys, links, then the scheme's rules."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import duckdb

from cxc_metrics.contract import TABLES
from cxc_metrics.errors import IntakeError

from .checks.asat import latest_activity
from .checks.causes import count_consequences
from .checks.emptied import record_emptied
from .checks.keys import check_keys
from .checks.links import check_links, create_view
from .checks.repeated import check_repeated, check_same_visits, leave_out_children
from .checks.row_checks import check_cells
from .checks.scheme_rules import check_as_at, check_rules, check_soft
from .findings import bound_findings
from .handover import create_empty
from .intake_options import UNDECLARED, IntakeOptions
from .layouts.source import CXC, Source
from .other_faults import tell_other_faults
from .receive import receive
from .received import Received
from .result import CheckedTables, RowCount
from .stage.staged import Staged
from .workbench import Progress, Workbench, open_workbench

_GRAVEST = ["blank", "reject", "duplicate", "repeated"]
# Rows in which nearly every column that holds anything shows it.
_LOOKED_AT_FIRST = 10_000


def check(
    path: Path | str,
    *,
    source: Source | None = None,
    as_at: date | None = None,
    options: IntakeOptions = UNDECLARED,
    progress: Progress | None = None,
) -> CheckedTables:
    """Read and check a register: a folder, one file, a zip, or a workbook whose sheets are tables.

    `progress(step, done)` is called with 0..1. Raises IntakeError listing everything that stops the check,
    with the report of what was found until then, and SourceError when the source is not usable. The caller
    closes the result.
    """
    bench = open_workbench(options, progress)
    try:
        return _check_or_report(bench, Path(path), source or CXC, as_at)
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        bench.close()
        raise IntakeError(
            f"There is not enough memory or disk space for this register ({str(error).splitlines()[0]}). "
            "Free some, or raise the memory limit"
        ) from None
    except BaseException:
        bench.close()
        raise


def _check_or_report(bench: Workbench, path: Path, source: Source, as_at: date | None) -> CheckedTables:
    try:
        return _check(bench, path, source, as_at)
    except IntakeError as error:
        with contextlib.suppress(
            OSError
        ):  # without a place for the report the problems are told all the same
            error.report = bench.report()
        raise


def _check(bench: Workbench, path: Path, source: Source, as_at: date | None) -> CheckedTables:
    received = receive(bench, path, source)
    clean = _clean(bench, received.tables, source)
    record_emptied(bench, clean.values())
    count_consequences(bench, clean)
    row_counts = {name: _row_count(bench, table) for name, table in clean.items()}
    # A table of which nothing was kept is one that was not delivered: not measurable, never 0.
    delivered = {name: table for name, table in clean.items() if row_counts[name].kept}
    bench.step("Checking the scheme's rules", 0.85)
    evaluated, not_evaluated = _rules(bench, source, delivered)
    day, origin = _as_at(bench, received, source, as_at, delivered)
    if bench.problems:
        tell_other_faults(bench)
        raise bench.stopped()
    if day is not None:
        check_as_at(bench, delivered, day)
    bound_findings(bench.connection)
    bench.step("Checked", 1.0)
    return CheckedTables(
        connection=bench.connection,
        source=source,
        title=received.declared.title or source.title,
        tables=tuple(delivered),
        columns_present={name: _filled(bench, table) for name, table in delivered.items()},
        row_counts=row_counts,
        files=tuple(received.files),
        rules_evaluated=evaluated,
        rules_not_evaluated=not_evaluated,
        as_at=day,
        as_at_origin=origin,
        is_synthetic=source.is_synthetic
        if received.declared.is_synthetic is None
        else received.declared.is_synthetic,
        _close=bench.close,
        read_as=_read_as(bench.options),
        declared_name=received.declared.name,
    )


def _clean(bench: Workbench, staged: dict[str, Staged], source: Source) -> dict[str, Staged]:
    """Check rows, keys and links, parents first, and show what is clean under the contract's names."""
    bench.step("Checking rows", 0.5)
    for table in staged.values():
        check_cells(bench, table, source.earliest, source.latest)
        check_keys(bench, table)
    bench.step("Checking links", 0.7)
    clean: dict[str, Staged] = {}
    for name in (name for name in TABLES if name in staged):
        leave_out_children(bench, staged[name], clean)
        check_links(bench, staged[name], clean)
        check_repeated(bench, staged[name], staged)
        create_view(bench, staged[name])
        clean[name] = staged[name]
    create_empty(bench.connection, (name for name in TABLES if name not in staged))
    return clean


def _rules(
    bench: Workbench, source: Source, delivered: dict[str, Staged]
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Evaluate the scheme's rules, where there is what they judge and no spelling waits for an answer."""
    exchange = delivered.get("exchange")
    if exchange is None or any(table.open for table in delivered.values()):
        return (), dict.fromkeys(source.rules, ("exchange",))
    evaluated = check_rules(bench, source.rules, delivered)
    check_soft(bench, delivered, source.countable)
    if source.grain == "record":
        check_same_visits(bench, exchange)
    return evaluated


def _filled(bench: Workbench, table: Staged) -> tuple[str, ...]:
    """The columns that hold something in some clean row: one that is empty throughout measures nothing."""
    filled: set[str] = set()
    # Nearly every column is settled by the first rows; all of them are looked at for the others only.
    for few in (f" LIMIT {_LOOKED_AT_FIRST}", ""):
        if open_ones := [name for name in table.present if name not in filled]:
            counts = ", ".join(f'count("{name}")' for name in open_ones)
            counted = bench.rows(f'SELECT {counts} FROM (SELECT * FROM "{table.name}"{few})')[0]
            filled.update(name for name, count in zip(open_ones, counted, strict=True) if count)
    return tuple(name for name in table.present if name in filled)


def _as_at(
    bench: Workbench,
    received: Received,
    source: Source,
    as_at: date | None,
    delivered: dict[str, Staged],
) -> tuple[date | None, str]:
    if as_at is not None:
        return as_at, "option"
    if received.declared.as_at is not None:
        return received.declared.as_at, "register.toml"
    if source.as_at is not None:
        return source.as_at, "source"
    day = latest_activity(bench, delivered, source.date_precision)
    return day, "latest activity" if day else "no dates"


def _read_as(options: IntakeOptions) -> dict[str, str]:
    declared = {"date_format": options.date_format, "decimal": options.decimal}
    return {name: value for name, value in declared.items() if value is not None}


def _row_count(bench: Workbench, table: Staged) -> RowCount:
    rows, left_out = bench.rows(
        f"SELECT (SELECT count(*) FROM {table.relation}), (SELECT count(*) FROM {table.out})"
    )[0]
    if not left_out:
        return RowCount(read=rows + table.bad_rows, kept=rows, rejected=table.bad_rows, duplicates=0)
    blank = bench.count(f"{table.out} WHERE why = 'blank'")
    # A row that was left out for several reasons counts once, under the gravest.
    whys = bench.rows(
        f"SELECT count(*) FILTER (why = 'reject'), count(*) FILTER (why = 'duplicate'), "
        f"count(*) FILTER (why = 'repeated') FROM (SELECT row, "
        f"min_by(why, list_position({_GRAVEST}, why)) AS why FROM {table.out} GROUP BY row)"
    )
    rejected, duplicates, repeated = (int(count) for count in whys[0])
    return RowCount(
        read=rows - blank + table.bad_rows,
        kept=bench.count(f'"{table.name}"'),
        rejected=rejected + table.bad_rows,
        duplicates=duplicates,
        repeated=repeated,
    )
