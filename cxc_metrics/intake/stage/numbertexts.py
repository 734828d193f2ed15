"""What the text of a number can mean: unit, sign and grouping taken off, then read by point and by comma."""

from __future__ import annotations

from cxc_metrics.contract import Column
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.read.marks import TYPED, bare

from .casts import number
from .cleaning import cleaned, western

_OTHER = {".": ",", ",": "."}
_CURRENCY = "(?:€|[Ee][Uu][Rr][Oo]?[Ss]?)"
_WORDS = {"days": "days?", "persons": "persons?", "hours": "h|hours?", "degrees": "°|degrees?"}
_SPACED = r"[+-]?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?"


def is_factor(column: Column) -> bool:
    """Whether the column holds parts of one (0.5), so that 50 % is a half in it."""
    return column.maximum is not None and column.maximum <= 1


def takes_percent(column: Column) -> bool:
    """Whether a percent sign can stand in the column."""
    return column.unit == "%" or is_factor(column) or _is_free(column)


def given_table(table: str, column: Column, select: str, *, marked: bool) -> str:
    """SQL that makes `table` of a select (file, given, n): the steps from text to its two readings.

    `marked`: the texts may bear the marks of readers.

    Columns: `clean` (visible text), `bare` (without unit), `signed` (sign in front), `digits` (no grouping
    spaces), `point` and `comma` (the value under each decimal mark, null where it cannot be read so),
    `typed`, `is_nan`.
    """
    shown = cleaned(bare("given") if marked else "given")
    typed = f"contains(given, '{TYPED}')" if marked else "false"
    percent = "ends_with(clean, '%')" if takes_percent(column) else "false"
    return f"""CREATE OR REPLACE TABLE {table} AS WITH
        given AS ({select}),
        visible AS (
            SELECT *, {western(shown)} AS clean, {typed} AS typed FROM given),
        unitless AS (
            SELECT *, {_without_unit(column, _negative("clean"))} AS bare, {percent} AS percent FROM visible),
        signed AS (SELECT *, {_signed(_negative("bare"))} AS signed FROM unitless),
        digits AS (SELECT *, {_ungrouped("signed")} AS digits FROM signed)
        SELECT *, {_value(".", column)} AS point,
               CASE WHEN NOT typed THEN {_value(",", column)} END AS comma,
               lower(ltrim(clean, '+-')) = 'nan' AS is_nan
        FROM digits"""


def _is_free(column: Column) -> bool:
    """Whether a column's numbers have no unit of their own (answers, quantities)."""
    return column.unit is None and column.sql_type != "INTEGER" and column.maximum is None


def _negative(text: str) -> str:
    """Parentheses of accountants as a minus."""
    return rf"regexp_replace({text}, '^\(([^()]*)\)$', '-\1')"


def _without_unit(column: Column, text: str) -> str:
    units = []
    if column.unit == "EUR" or _is_free(column):
        units.append(_CURRENCY)
    if takes_percent(column):
        units.append("%")
    if column.unit and column.unit not in ("EUR", "%"):
        units.append(f"(?:{_WORDS.get(column.unit, column.unit)})")
    for unit in units:
        text = rf"regexp_replace({text}, {literal(rf'^([+-]?) ?{unit} ?')}, '\1')"
        text = f"regexp_replace({text}, {literal(rf' ?{unit}$')}, '')"
    return f"trim({text})"


def _signed(text: str) -> str:
    """A sign behind the number, or with a space, directly before it; `780,-` as 780,00."""
    whole = rf"regexp_replace({text}, '^(.*\d)([.,]) ?--?$', '\1\200')"
    behind = rf"regexp_replace({whole}, '^(\d.*|[.,]\d+) ?-$', '-\1')"
    return rf"trim(regexp_replace({behind}, '^([+-]) +', '\1'))"


def _ungrouped(text: str) -> str:
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(_SPACED)}) "
        f"THEN replace(replace({text}, ' ', ''), chr(39), '') ELSE {text} END"
    )


def _value(mark: str, column: Column) -> str:
    """SQL of the value of `digits` under a decimal mark."""
    other = _OTHER[mark]
    plain = rf"[+-]?(?:\d+(?:[{mark}]\d*)?|[{mark}]\d+)(?:[eE][+-]?\d+)?"
    grouped = rf"[+-]?[1-9]\d{{0,2}}(?:[{other}]\d{{3}})+(?:[{mark}]\d+)?"
    text = (
        f"CASE WHEN regexp_full_match(digits, {literal(plain)}) "
        f"OR regexp_full_match(digits, {literal(grouped)}) "
        f"THEN replace(replace(digits, '{other}', ''), '{mark}', '.') END"
    )
    value = number(f"({text})", column.sql_type)
    if is_factor(column):
        return f"CASE WHEN percent THEN {number(f'({text})', 'DOUBLE')} / 100 ELSE {value} END"
    return value
