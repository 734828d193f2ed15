"""Checks of single rows: empty, unreadable, unknown, out of range, at odds with itself. All in SQL.

One scan counts every kind of fault; only the kinds that occur are scanned again for their findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cxc_metrics.contract import Column, RowCheck, ecosystems
from cxc_metrics.contract.column import MONEY
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.read.marks import UNMAPPED, UNREADABLE
from cxc_metrics.intake.stage.casts import is_coded, keeps_raw
from cxc_metrics.intake.stage.codelists import check_codes, not_unmapped
from cxc_metrics.intake.stage.flaws import Flaw, settle, spoil
from cxc_metrics.intake.stage.identifiers import is_damaged
from cxc_metrics.intake.stage.staged import Staged, leave_out
from cxc_metrics.intake.workbench import Workbench

_NO_RESULT = "a formula without a stored result; open and save it in Excel"
_BAD = {
    "INTEGER": ("bad_number", "is no whole number", "Write digits only, without unit or text"),
    "DOUBLE": ("bad_number", "is no number", "Write digits with one decimal mark, without unit or text"),
    MONEY: (
        "bad_number",
        "is no amount of money",
        "Write digits with one decimal mark, without unit or text, and less than 10^16",
    ),
    "BOOLEAN": ("bad_boolean", "is neither yes nor no", "Write true or false"),
    "DATE": (
        "bad_date",
        "is no date",
        "Write YYYY-MM-DD, DD.MM.YYYY or DD/MM/YYYY with a year of four digits",
    ),
    "TIMESTAMP": ("bad_date", "is no date", "Write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS"),
}


@dataclass(frozen=True)
class CellCheck(Flaw):
    """A flaw to look for.

    `suspect` is a cheaper aggregate that is true whenever some row may have it. `row` is the condition
    between columns it comes from, if it is about more than one cell.
    """

    suspect: str = ""
    row: RowCheck | None = None


def check_cells(bench: Workbench, staged: Staged, earliest: date, latest: date) -> None:
    """Find the faulty rows and cells of a table. Rows without any content are left out as blank.

    Faulty cells are emptied before a row's cells are compared with each other.
    """
    _leave_out_blank(bench, staged)
    for column in staged.columns():
        if is_coded(column):
            check_codes(bench, staged, column)
    suspects = ", ".join(
        check.suspect or f"count(*) FILTER ({check.where}) > 0" for check in _checks(staged, earliest, latest)
    )
    counts = bench.rows(f"SELECT {suspects} FROM {staged.relation} s")[0]
    blank = f" AND s.rowid NOT IN (SELECT row FROM {staged.out} WHERE why = 'blank')"
    for place, suspected in enumerate(counts):
        if not suspected:
            continue
        # Asked for again: the cells emptied meanwhile have their text beside them.
        check = list(_checks(staged, earliest, latest))[place]
        flaw = replace(check, where=f"({check.where}){blank}")
        if check.row is None:
            spoil(bench, staged, flaw)
        else:
            settle(bench, staged, flaw, decides=check.row.decides, unless_filled=check.row.unless_filled)


def _leave_out_blank(bench: Workbench, staged: Staged) -> None:
    texts = [f's."{c.name}"' for c in staged.columns()]
    texts += [staged.kept(c.name) for c in staged.columns() if c.name in staged.unread]
    leave_out(bench, staged, " AND ".join(f"{text} IS NULL" for text in texts), "blank")


def _checks(staged: Staged, earliest: date, latest: date) -> Iterator[CellCheck]:
    for column in staged.columns():
        # What a source lacks in part of its rows (an institution not recorded) is not required of it.
        judged = replace(column, nullable=True) if column.name in staged.lacking else column
        yield from _column_checks(staged, judged, earliest, latest)
    for name in sorted(staged.damaged):
        fault = "is an identifier that a spreadsheet took for a number: it is lost"
        yield CellCheck(
            is_damaged(staged, name),
            "damaged_identifier",
            f"'''' || s.\"{name}\" || ''' {fault}'",
            literal("Export the column again as text, from where the identifier is still whole"),
            name,
            f's."{name}"',
        )
    for check in staged.model.row_checks:
        yield CellCheck(
            where=f"({check.violated}){_undecided(staged, check)}",
            code=check.reason,
            message=literal(check.message),
            hint=literal("Correct the row: one of the two values is wrong"),
            column=check.column,
            value=shown(staged, check.column),
            row=check,
        )


def _undecided(staged: Staged, check: RowCheck) -> str:
    """Condition that leaves rows alone of which a cell the check needs could not be read."""
    named = [name for name in staged.present if name in check.violated and name in staged.unread]
    unread = [f's."{name}" IS NULL AND {staged.kept(name)} IS NOT NULL' for name in named]
    return f" AND NOT ({' OR '.join(unread)})" if unread else ""


def _column_checks(staged: Staged, column: Column, earliest: date, latest: date) -> Iterator[CellCheck]:
    cell, kept = f's."{column.name}"', staged.kept(column.name)
    unreadable = keeps_raw(column)
    if not column.nullable:
        yield CellCheck(
            f"{cell} IS NULL AND {kept} IS NULL" if unreadable else f"{cell} IS NULL",
            "required_empty",
            literal(f"{column.name} is empty"),
            literal(f"Fill in: {column.description}"),
            column.name,
            suspect=f"count({cell}) < count(*)",
        )
    if unreadable and not is_coded(column):
        yield _unreadable_check(column, cell, kept, from_source=staged.from_source)
    if not unreadable and (staged.typed or staged.from_source):
        yield _error_check(column, cell)
    if staged.from_source:
        yield _unmapped_check(column, kept if unreadable else cell)
    yield from _known_checks(staged, column, earliest, latest)
    yield from _range_checks(staged, column)


def _unreadable_check(column: Column, cell: str, kept: str, *, from_source: bool) -> CellCheck:
    code, fault, hint = _BAD[column.sql_type]
    fault = f"'''' || {kept} || ''' {fault}'"
    message = f"CASE WHEN starts_with({kept}, '=') THEN {literal(_NO_RESULT)} ELSE {fault} END"
    # What a source could not map has a finding of its own (`unmapped_value`).
    where = f"{cell} IS NULL AND {kept} IS NOT NULL{not_unmapped(kept, from_source=from_source)}"
    return CellCheck(where, code, message, literal(hint), column.name, kept, suspect=f"count({kept}) > 0")


def _error_check(column: Column, cell: str) -> CellCheck:
    text = f"substr({cell}, 2)"
    fault = f"'''' || {text} || ''' is an error of the spreadsheet'"
    return CellCheck(
        f"starts_with({cell}, '{UNREADABLE}')",
        "bad_text",
        f"CASE WHEN starts_with({text}, '=') THEN {literal(_NO_RESULT)} ELSE {fault} END",
        literal("Correct the cell in the workbook, and save it in Excel"),
        column.name,
        text,
        # What begins with the mark sorts behind it; letters do not.
        suspect=f"max({cell}) >= '{UNREADABLE}'",
    )


def _unmapped_check(column: Column, marked: str) -> CellCheck:
    return CellCheck(
        f"starts_with({marked}, {literal(UNMAPPED)})",
        "unmapped_value",
        f"'''' || substr({marked}, 2) || ''' could not be mapped'",
        literal("Say what it means: under aliases or values of map.toml, aliases or mappings of source.toml"),
        column.name,
        f"substr({marked}, 2)",
    )


def _known_checks(staged: Staged, column: Column, earliest: date, latest: date) -> Iterator[CellCheck]:
    """Dates that can be, and numbers of ecosystems there are."""
    cell = f's."{column.name}"'
    if column.sql_type in ("DATE", "TIMESTAMP"):
        bounds = f"between {earliest} and {latest}"
        yield CellCheck(
            f"{cell} NOT BETWEEN DATE '{earliest}' AND DATE '{latest}'",
            "impossible_date",
            literal(f"the date is not {bounds}"),
            literal("Correct the year"),
            column.name,
            shown(staged, column.name),
            suspect=f"min({cell}) < DATE '{earliest}' OR max({cell}) > DATE '{latest}'",
        )
    if column.references == "ref_ecosystem":
        yield CellCheck(
            f"{cell} NOT IN ({', '.join(str(number) for number in ecosystems())})",
            "unknown_code",
            f"CAST({cell} AS VARCHAR) || ' is no industrial ecosystem'",
            literal("Use the numbers 1 to 14 of the European Cluster Collaboration Platform"),
            column.name,
            shown(staged, column.name),
        )


def _range_checks(staged: Staged, column: Column) -> Iterator[CellCheck]:
    cell = f's."{column.name}"'
    low, high, unit = column.minimum, column.maximum, f" {column.unit}" if column.unit else ""
    tests = [(f"{cell} < {low}", f"min({cell}) < {low}")] if low is not None else []
    tests += [(f"{cell} > {high}", f"max({cell}) > {high}")] if high is not None else []
    if tests:
        span = f"between {low:g} and {high:g}" if low is not None and high is not None else ""
        span = span or (f"at least {low:g}" if low is not None else f"at most {high:g}")
        yield CellCheck(
            " OR ".join(test for test, _ in tests),
            "out_of_range",
            literal(f"the number must be {span}{unit}"),
            literal("Correct the number or its unit"),
            column.name,
            shown(staged, column.name),
            suspect=" OR ".join(suspect for _, suspect in tests),
        )


def shown(staged: Staged, name: str) -> str:
    """SQL of the value as the person wrote it, as far as it is kept."""
    column = staged.model.column(name)
    text = f'CAST(s."{column.name}" AS VARCHAR)'
    if column.sql_type in ("DOUBLE", MONEY):
        text = f"regexp_replace({text}, '[.]00?$', '')"
    return f"coalesce({staged.kept(name)}, {text})" if name in staged.unread else text
