"""From files to checked tables: read, type, check rows, keys, links, then the scheme's rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from cxc_metrics.errors import IntakeError
from cxc_metrics.vocabulary import TABLES

from .bench import Progress, Workbench, open_workbench
from .checked import CheckedTables, RowCount
from .checks.asat import latest_activity
from .checks.cells import check_cells
from .checks.emptied import record_emptied
from .checks.keys import check_keys
from .checks.links import check_links, create_view
from .checks.repeated import check_repeated, check_same_visits, leave_out_children
from .checks.scheme import check_as_at, check_rules, check_soft
from .delivery import receive
from .findings import bound_findings
from .handover import create_empty
from .options import UNDECLARED, IntakeOptions
from .received import Received
from .source import CXC, Source
from .stage.staged import Staged

_GRAVEST = ["blank", "reject", "duplicate", "repeated"]


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
    and SourceError when the source is not usable. The caller closes the result.
    """
    bench = open_workbench(options, progress)
    try:
        return _check(bench, Path(path), source or CXC, as_at)
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        bench.close()
        raise IntakeError(
            f"There is not enough memory or disk space for this register ({str(error).splitlines()[0]}). "
            "Free some, or raise the memory limit"
        ) from None
    except BaseException:
        bench.close()
        raise


def _check(bench: Workbench, path: Path, source: Source, as_at: date | None) -> CheckedTables:
    received = receive(bench, path, source)
    staged = received.tables
    bench.step("Checking rows", 0.5)
    for table in staged.values():
        check_cells(bench, table, source.earliest, source.latest)
        check_keys(bench, table)
    bench.step("Checking links", 0.7)
    clean: dict[str, Staged] = {}
    for name in TABLES:
        if name in staged:
            leave_out_children(bench, staged[name], clean)
            check_links(bench, staged[name], clean)
            check_repeated(bench, staged[name], staged)
            create_view(bench, staged[name])
            clean[name] = staged[name]
        else:
            create_empty(bench.connection, name)
    record_emptied(bench, clean.values())
    bench.step("Checking the scheme's rules", 0.85)
    evaluated, not_evaluated = check_rules(bench, source.rules, staged)
    check_soft(bench, staged)
    if source.grain == "record":
        check_same_visits(bench, staged["exchange"])
    day, origin = _as_at(bench, received, source, as_at)
    if day is None:
        raise bench.stopped()
    check_as_at(bench, staged, day)
    bound_findings(bench.connection)
    bench.step("Checked", 1.0)
    return CheckedTables(
        connection=bench.connection,
        source=source,
        title=received.declared.title or source.title,
        tables=tuple(clean),
        columns_present={name: _filled(bench, table) for name, table in clean.items()},
        row_counts={name: _row_count(bench, table) for name, table in clean.items()},
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
    )


def _filled(bench: Workbench, table: Staged) -> tuple[str, ...]:
    """The delivered columns that hold something: a column that is empty throughout tells nothing.

    One that was emptied throughout stays, so that figures say what they lack.
    """
    counts = ", ".join(f'count("{name}")' for name in table.present)
    rows, *found = bench.rows(f'SELECT count(*), {counts} FROM "{table.name}"')[0]
    if not rows:
        return table.present
    emptied = {name for (name,) in bench.rows(f'SELECT DISTINCT "column" FROM {table.emptied}')}
    pairs = zip(table.present, found, strict=True)
    return tuple(name for name, count in pairs if count or name in emptied)


def _as_at(
    bench: Workbench, received: Received, source: Source, as_at: date | None
) -> tuple[date | None, str]:
    if as_at is not None:
        return as_at, "option"
    if received.declared.as_at is not None:
        return received.declared.as_at, "register.toml"
    if source.as_at is not None:
        return source.as_at, "source"
    return latest_activity(bench, received.tables), "latest activity"


def _read_as(options: IntakeOptions) -> dict[str, str]:
    declared = {"date_format": options.date_format, "decimal": options.decimal}
    return {name: value for name, value in declared.items() if value is not None}


def _row_count(bench: Workbench, table: Staged) -> RowCount:
    blank = bench.count(f"{table.out} WHERE why = 'blank'")
    # A row that was left out for several reasons counts once, under the gravest.
    whys = bench.rows(
        f"SELECT count(*) FILTER (why = 'reject'), count(*) FILTER (why = 'duplicate'), "
        f"count(*) FILTER (why = 'repeated') FROM (SELECT row, "
        f"min_by(why, list_position({_GRAVEST}, why)) AS why FROM {table.out} GROUP BY row)"
    )
    rejected, duplicates, repeated = (int(count) for count in whys[0])
    return RowCount(
        read=bench.count(table.relation) - blank + table.bad_rows,
        kept=bench.count(f'"{table.name}"'),
        rejected=rejected + table.bad_rows,
        duplicates=duplicates,
        repeated=repeated,
    )
