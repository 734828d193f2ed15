"""What a check that stops has found besides: bad cells and links are told in one answer with its cause."""

from __future__ import annotations

from cxc_metrics.errors import one_line

from .checks.causes import CONSEQUENCE
from .workbench import Workbench

_KINDS_SHOWN = 12


def tell_other_faults(bench: Workbench) -> None:
    """Add to the problems, behind them, one line for each kind of fault found in rows and cells."""
    kinds = bench.rows(
        f"""SELECT "table", code, count(*) AS issues, count(DISTINCT (file, line)) AS rows,
                   arg_min(file, (coalesce(line, 0), file)), min(line),
                   arg_min(message, (coalesce(line, 0), file))
            FROM finding WHERE severity IN ('reject', 'cell') AND code <> '{CONSEQUENCE}'
            GROUP BY ALL ORDER BY issues DESC, "table", code"""
    )
    for table, code, issues, rows, file, line, message in kinds[:_KINDS_SHOWN]:
        first = f"{file}, line {line}: " if line is not None else f"{file}: "
        more = f" ({issues:,} {code} in {rows:,} rows of {table})" if issues > 1 else ""
        bench.problems.append(f"Besides, {first}{one_line(message)}{more}")
    if len(kinds) > _KINDS_SHOWN:
        bench.problems.append(f"Besides, {len(kinds) - _KINDS_SHOWN} other kinds of data issues")
    lost = bench.rows("SELECT sum(rows) FROM consequence")[0][0]
    if lost:
        bench.problems.append(
            f"Besides, {int(lost):,} {'row refers' if lost == 1 else 'rows refer'} "
            "to rows that were left out for these reasons"
        )
