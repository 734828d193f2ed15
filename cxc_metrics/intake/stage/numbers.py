"""Numbers with a decimal comma or thousands, by the column's own evidence.

`1,5` proves a decimal comma, `1,234.5` a decimal point, `1.234,5` a comma again. `1,234` proves nothing:
where no other value of the column decides, the decimal mark must be declared. `1.234` is taken for a decimal
fraction, except where cells are separated by `;` or the table proves a decimal comma: there it is as open as
`1,234`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.intake.asking import declare
from cxc_metrics.intake.bench import STAGE, Workbench
from cxc_metrics.intake.options import DecimalMark
from cxc_metrics.intake.sqltext import literal
from cxc_metrics.vocabulary import Column

from .casts import OPEN_NUMBER, raw, whole_or_finite
from .staged import Staged

_SPACED = r"[+-]?\d{1,3}(?:[ \x{00a0}\x{202f}'’]\d{3})+(?:[.,]\d+)?"
_SPACE = r"[ \x{00a0}\x{202f}'’]"
_OTHER: dict[str, str] = {".": ",", ",": "."}


def _open(mark: str) -> str:
    return OPEN_NUMBER.replace("MARK", f"[{mark}]")


def _plain(mark: str) -> str:
    """Digits with at most one decimal mark."""
    return rf"[+-]?(?:\d+(?:[{mark}]\d*)?|[{mark}]\d+)"


def _grouped(mark: str) -> str:
    """Thousands grouped with the other mark."""
    return rf"[+-]?\d{{1,3}}(?:[{_OTHER[mark]}]\d{{3}})+(?:[{mark}]\d+)?"


@dataclass(frozen=True)
class _Evidence:
    """How many distinct values are open, prove a comma, prove a point; and an example of each."""

    open: int
    comma: int
    point: int
    example: str
    comma_example: str
    point_example: str


def proves_comma(bench: Workbench, staged: Staged, column: Column) -> bool:
    """Whether what the first pass left of a column proves a decimal comma."""
    _given(bench, staged, column)
    return _evidence(bench, staged, column).comma > 0


def resolve_numbers(bench: Workbench, staged: Staged, column: Column) -> None:
    """Read what the first pass left of a number column; note a problem where `1,234` is open."""
    _given(bench, staged, column)
    mark = _mark(bench, staged, column, _evidence(bench, staged, column))
    number = whole_or_finite(_value(mark, declared=bench.options.decimal is not None), column.sql_type)
    bench.connection.execute(
        f'UPDATE {staged.relation} SET "{column.name}" = g.value '
        f"FROM (SELECT given, {number} AS value FROM {STAGE}._given) g "
        f'WHERE "{raw(column.name)}" = g.given'
    )


def _given(bench: Workbench, staged: Staged, column: Column) -> None:
    kept = f'"{raw(column.name)}"'
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {STAGE}._given AS "
        f"SELECT given, CASE WHEN regexp_full_match(given, {literal(_SPACED)}) "
        f"THEN regexp_replace(given, {literal(_SPACE)}, '', 'g') ELSE given END AS digits "
        f"FROM (SELECT DISTINCT {kept} AS given FROM {staged.relation} WHERE {kept} IS NOT NULL)"
    )


def _evidence(bench: Workbench, staged: Staged, column: Column) -> _Evidence:
    row = bench.rows(
        f"""WITH seen AS (
                SELECT given, {_is_open()} AS open, NOT {_is_open()} AND {_proof(",")} AS comma,
                       NOT {_is_open()} AND {_proof(".")} AS point FROM {STAGE}._given)
            SELECT count(*) FILTER (open), count(*) FILTER (comma), count(*) FILTER (point),
                   min(given) FILTER (open), min(given) FILTER (comma), min(given) FILTER (point) FROM seen"""
    )[0]
    fraction = bench.rows(
        f'SELECT min("{column.name}") FROM {staged.relation} '
        f'WHERE "{raw(column.name)}" IS NULL AND "{column.name}" <> trunc("{column.name}")'
    )[0][0]
    seen = _Evidence(*row)
    if fraction is None or seen.point:
        return seen
    return _Evidence(seen.open, seen.comma, 1, seen.example, seen.comma_example, str(fraction))


def _is_open() -> str:
    return f"(regexp_full_match(digits, '{_open(',')}') OR regexp_full_match(digits, '{_open('.')}'))"


def _proof(mark: str) -> str:
    """A value that can only be read with this decimal mark: a fraction, or two groups of thousands."""
    other = _OTHER[mark]
    return (
        rf"(regexp_full_match(digits, '[+-]?\d*[{mark}]\d+') OR "
        rf"regexp_full_match(digits, '[+-]?\d{{1,3}}(?:[{other}]\d{{3}})+[{mark}]\d+') OR "
        rf"regexp_full_match(digits, '[+-]?\d{{1,3}}(?:[{other}]\d{{3}}){{2,}}'))"
    )


def _mark(bench: Workbench, staged: Staged, column: Column, seen: _Evidence) -> DecimalMark | None:
    if bench.options.decimal is not None:
        return bench.options.decimal
    if seen.comma and not seen.point:
        return ","
    if seen.point and not seen.comma:
        return "."
    place = f"{staged.shown_file}, column {column.name}"
    answer = declare("decimal")
    if seen.open:
        bench.problems.append(f"{place}: {seen.example} may be a fraction or thousands. {answer}")
    elif seen.comma:
        _warn_mixed(bench, staged, column, seen)
    return None


def _warn_mixed(bench: Workbench, staged: Staged, column: Column, seen: _Evidence) -> None:
    message = f"numbers are written in two ways, as {seen.comma_example} and as {seen.point_example}"
    hint = "Each was read by its own form; write all in one way"
    bench.warn(staged.shown_file, staged.name, "mixed_decimal_marks", message, hint, column.name)


def _value(mark: DecimalMark | None, *, declared: bool) -> str:
    """SQL of the number a text `digits` means under a decimal mark, as DOUBLE."""
    cases = []
    if mark is not None:
        cases.append(_case(mark))
    if not declared:
        # What is not open is read by its own form; what is open has waited for the mark above.
        cases += [_case(own, f"NOT {_is_open()} AND ") for own in (".", ",") if own != mark]
    return f"TRY_CAST(CASE {' '.join(cases)} END AS DOUBLE)"


def _case(mark: str, condition: str = "") -> str:
    plain = f"regexp_full_match(digits, '{_plain(mark)}')"
    grouped = f"regexp_full_match(digits, '{_grouped(mark)}')"
    digits = f"replace(replace(digits, '{_OTHER[mark]}', ''), '{mark}', '.')"
    return f"WHEN {condition}({plain} OR {grouped}) THEN {digits}"
