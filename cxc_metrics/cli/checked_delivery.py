"""A delivery read and checked for the command line: what reads it, what is told of it, what came of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cxc_metrics.errors import CxcError, IntakeError

from .delivery_options import DateFormat, Decimal
from .screen import CLEAN, ISSUES, progress_bar, remark, say, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cxc_metrics.access import Publication
    from cxc_metrics.intake import CheckedTables, Mapping, RowCount, Source

_BY_CODE = """
    SELECT severity, code, "table", issues, rows, example.file, line, example.message
    FROM (
        SELECT severity, code, "table", count(*) AS issues, min(line) AS line,
               count(DISTINCT (file, line)) FILTER (line IS NOT NULL) AS rows,
               min({'line': coalesce(line, 0), 'file': coalesce(file, ''), 'message': message}) AS example
        FROM finding WHERE NOT (code = 'parent_rejected' AND severity = 'reject')
        GROUP BY severity, code, "table"
    )
    ORDER BY list_position($severities, severity), issues DESC, code, "table"
"""
_ANSWER = {
    "as_at": "--as-at YYYY-MM-DD",
    "date_format": "--date-format DD/MM/YYYY (or MM/DD/YYYY)",
    "decimal": "--decimal comma (or point)",
}


def checked_register(
    path: Path,
    source: str | Mapping | None = None,
    as_at: date | None = None,
    date_format: DateFormat | None = None,
    decimal: Decimal | None = None,
    report: Path | None = None,
) -> CheckedTables:
    """The register at `path`, read and checked in a process of its own; the caller closes it.

    Without `source` a `map.toml` beside the data says how it is read; where there is none and no table of the
    contract is there, the mapping or source that its headers are of. Where the check stops, `report` gets
    what was found until then.
    """
    from cxc_metrics.access import Operator
    from cxc_metrics.intake import IntakeOptions, answers_needed

    marks: dict[Decimal, Literal[",", "."]] = {Decimal.COMMA: ",", Decimal.POINT: "."}
    options = IntakeOptions(
        date_format=date_format.value if date_format else None,
        decimal=marks[decimal] if decimal else None,
    )
    meant = _meant_source(path, source)

    def read(by: Source | None) -> CheckedTables:
        with progress_bar() as progress:
            return Operator.check(path, source=by, as_at=as_at, options=options, progress=progress)

    try:
        try:
            return read(meant)
        except IntakeError as error:
            fitting = _recognised(path, error) if meant is None else None
            if fitting is None:
                raise
        return read(fitting)
    except IntakeError as error:
        answers = ", ".join(_ANSWER[name] for name in answers_needed(error.problems))
        lines = [str(error)]
        if report is not None:
            lines.append(_report_stopped(error, report))
        if answers:
            lines.append(f"Answer with {answers}")
        raise CxcError("\n".join(lines)) from None


def _meant_source(path: Path, source: str | Mapping | None) -> Source | None:
    """The source that is named, else that of a map.toml beside the data; None for the contract's tables."""
    from cxc_metrics.intake import compile_mapping, load_source, source_beside

    if isinstance(source, str):
        return load_source(source)
    if source is not None:
        return compile_mapping(source)
    beside = source_beside(path)
    if beside is not None:
        remark(f"Read as {beside.name}: so says map.toml beside the data (--source cxc reads without it)")
    return beside


def _recognised(path: Path, error: IntakeError) -> Source | None:
    """The source whose headers a delivery without any table of the contract has; what fits nearly is said."""
    from cxc_metrics.access import Operator
    from cxc_metrics.intake import is_no_contract, load_sources, recognise

    if not is_no_contract(error.problems):
        return None
    loaded = load_sources()
    try:
        with progress_bar() as progress:
            recognised = recognise(Operator.explore(path, progress=progress), loaded.declared)
    except IntakeError:
        # The error of the check says more of a file that cannot be read.
        return None
    if recognised is None:
        return None
    name = recognised.declared.name
    if not recognised.is_same:
        changes = "; ".join(str(change) for change in recognised.changes)
        remark(f"It is like source {name}, but changed: {changes}")
        by_name = f"Read it by --source {name}, or map" if recognised.fits else "Map"
        remark(f"{by_name} it anew: cxc map new {path}")
        return None
    remark(f"Recognised by its header: read as {name} (--source {name})")
    return recognised.source


def write_report(checked: CheckedTables, report: Path | None) -> None:
    """The findings as a CSV file, where one was asked for."""
    if report is None:
        return
    try:
        checked.write_findings(report)
    except OSError as problem:
        raise CxcError(
            f"The report cannot be written to {report} ({problem.strerror}); nothing was published"
        ) from problem


def _report_stopped(error: IntakeError, report: Path) -> str:
    """Write what a check had found when it was stopped, and say where it is."""
    if error.report is None:
        return "No report was written: reading ended before there was one"
    try:
        shutil.copyfile(error.report, report)
    except OSError as problem:
        return f"The report cannot be written to {report} ({problem.strerror})"
    return f"The data issues found until then are in {report}"


def summarise(checked: CheckedTables, report: Path | None) -> int:
    """Say what was read, what is wrong, and what could not be looked at; the exit code."""
    from cxc_metrics.contract import NOT_CLEAN, Severity
    from cxc_metrics.intake import outcome
    from cxc_metrics.scope import as_at_day

    kind = ", synthetic" if checked.is_synthetic else ""
    origin = f" (from {checked.as_at_origin})" if checked.as_at else ""
    say(f"{checked.title}, {as_at_day(checked.as_at)}{origin}{kind}")
    counts = [
        (name, count.read, count.kept, count.rejected, count.duplicates, count.repeated)
        for name, count in checked.row_counts.items()
    ]
    show(("table", "rows read", "kept", "left out", "identical", "repeated"), counts)
    rows = checked.connection.execute(
        _BY_CODE, {"severities": [severity.value for severity in Severity]}
    ).fetchall()
    if rows:
        show(
            ("severity", "code", "table", "issues", "rows", "for example"),
            [
                (f"{row[0]} ({outcome(row[0], row[1])})", *row[1:4], row[4] or "", _example(*row[5:]))
                for row in rows
            ],
        )
    for cause, table, listed in checked.consequences():
        say(f"Because of {cause} in {table} these rows were left out too: {listed}")
    for rule, missing in checked.rules_not_evaluated.items():
        say(f"{rule} was not evaluated: there is no table {' and no table '.join(missing)}")
    severities = checked.findings_by_severity()
    total = sum(severities.values())
    say(_verdict(severities, checked.row_counts.values()) if total else "No data issues.")
    if report is not None:
        say(f"All {total} data issues are in {report}" if total else f"{report} holds no data issue")
    elif total:
        say("Every one with file, line, value and hint: --report FILE.csv")
    return ISSUES if any(severities[severity] for severity in NOT_CLEAN) else CLEAN


def _example(file: str, line: int | None, message: str) -> str:
    place = f"{file}:{line}" if line is not None else file
    return f"{place}: {message}" if place else message


def _verdict(severities: dict[str, int], counts: Iterable[RowCount]) -> str:
    """Issues and rows, each called what they are: a row may have several issues, or follow another row."""
    parts = [f"{count} {severity}" for severity, count in severities.items() if count]
    counted = list(counts)
    left, read = sum(count.rejected for count in counted), sum(count.read for count in counted)
    total = sum(severities.values())
    issues = f"{total} data issue{'' if total == 1 else 's'}: {', '.join(parts)}"
    return f"{issues}. {left} of {read} rows {'was' if left == 1 else 'were'} left out."


def served(done: Publication) -> str:
    """What publishing came to."""
    where = f"in register {done.manifest.register_name}"
    if done.outcome == "unchanged":
        return served_already(done)
    if done.outcome == "served again":
        return f"Data version {done.version_id} was published before and is served again {where}."
    return f"Published data version {done.version_id} {where}."


def served_already(done: Publication) -> str:
    """That what is served stays, and what an engine beside the store was given that it had not."""
    said = f"Data version {done.version_id} is served already in register {done.manifest.register_name}"
    if not done.loaded:
        return f"{said}: nothing has changed."
    tables = "1 table was" if done.loaded == 1 else f"{done.loaded} tables were"
    return f"{said}. {done.told_by} did not hold all of it: {tables} loaded there."
