"""From text to the contract's types, in SQL.

The first pass is optimistic (ISO dates, plain numbers): what it cannot read is kept as text in a column
`_raw_x` beside `x`, so a clean file is read once and nothing is lost of a dirty one. Where nothing was left,
there is no such column (`Staged.unread`).
"""

from __future__ import annotations

from cxc_metrics.contract import Column
from cxc_metrics.contract.column import MONEY
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.intake_options import IntakeOptions
from cxc_metrics.intake.read.marks import (
    SERIAL_1904,
    TYPED,
    UNREADABLE,
    bare,
)
from cxc_metrics.intake.read.raw import RawTable

TRUE_WORDS = (
    "true",
    "1",
    "1.0",
    "yes",
    "y",
    "t",
    "wahr",
    "ja",
    "vrai",
    "oui",
    "verdadero",
    "vero",
    "sim",
    "tak",
    "waar",
)
FALSE_WORDS = (
    "false",
    "0",
    "0.0",
    "no",
    "n",
    "f",
    "falsch",
    "nein",
    "faux",
    "non",
    "falso",
    "não",
    "nie",
    "onwaar",
)
# Three digits behind a single mark: a decimal fraction or thousands.
_OPEN_POINT = "[+-]?[1-9][0-9]{0,2}[.][0-9]{3}"
# Serial days of Excel's usual calendar from 1950 to 2050; other five-digit numbers are no dates.
SERIAL_DAYS = (18_264, 55_153)
# Days between the beginnings of Excel's two calendars.
_FROM_1900_TO_1904 = 1_462
_INTEGER_LIMIT = 2_147_483_647
# As many digits before the mark as an amount has, and many more behind it.
_BEYOND_CENTS = "DECIMAL(30,14)"
# The longest ISO day; what is longer holds a time, and its day is found in the second pass.
_DAY_BYTES, _TIME_BYTES = 10, 19


def raw(column: str) -> str:
    """Name of the column that keeps what could not be read."""
    return f"_raw_{column}"


def is_coded(column: Column) -> bool:
    """Whether the column's values come from a code list or a reference list held as text."""
    return column.python_type is str and (
        column.codes is not None or (column.references or "").startswith("ref_")
    )


def keeps_raw(column: Column) -> bool:
    """Whether a text of this column may turn out unreadable."""
    return column.sql_type != "VARCHAR" or is_coded(column)


def absent(column: Column) -> str:
    """Select list of a column nobody delivered."""
    return f'NULL::{column.sql_type} AS "{column.name}"'


def is_number(column: Column) -> bool:
    """Whether the column holds numbers."""
    return column.sql_type in ("INTEGER", "DOUBLE") or column.sql_type == MONEY


def is_date(column: Column) -> bool:
    """Whether the column holds days or points in time."""
    return column.sql_type in ("DATE", "TIMESTAMP")


def first_cast(
    column: Column, cell: str, options: IntakeOptions, raw_table: RawTable
) -> tuple[str, str | None]:
    """SQL of the optimistic pass over the text expression `cell`: the value, and the text kept if null.

    Texts keep nothing.
    """
    text = bare(cell) if raw_table.typed else cell
    if column.sql_type == "VARCHAR":
        if raw_table.typed and not is_coded(column):
            text = f"CASE WHEN starts_with({cell}, '{UNREADABLE}') THEN {cell} ELSE {text} END"
        if column.references == "ref_country":
            text = f"CASE {text} WHEN 'GR' THEN 'EL' WHEN 'GB' THEN 'UK' ELSE {text} END"
        return text, None
    value, kept = _cast(column, text, options), text
    if raw_table.typed and is_number(column):
        value = (
            f"CASE WHEN ends_with({cell}, '{TYPED}') THEN {_at_once(text, column.sql_type)} ELSE {value} END"
        )
        # The mark stays with what could not be read: it is no evidence of how texts are written.
        kept = cell
    if raw_table.typed and is_date(column):
        day = _since_1904(text, column.sql_type)
        value = f"CASE WHEN ends_with({cell}, '{SERIAL_1904}') THEN {day} ELSE {value} END"
    return value, kept


def _since_1904(text: str, kind: str) -> str:
    """A serial day of a workbook whose calendar begins in 1904; null for what is no day of our time."""
    days = f"TRY_CAST({text} AS DOUBLE)"
    first, last = (day - _FROM_1900_TO_1904 for day in SERIAL_DAYS)
    moment = f"TIMESTAMP '1904-01-01' + to_seconds(CAST(round({days} * 86400) AS BIGINT))"
    return f"CASE WHEN {days} BETWEEN {first} AND {last} THEN CAST({moment} AS {kind}) END"


def _cast(column: Column, text: str, options: IntakeOptions) -> str:
    kind = column.sql_type
    if kind == "BOOLEAN":
        return boolean(text)
    if is_date(column):
        # Words like "epoch" or "infinity" are dates to DuckDB, not to people.
        most = _DAY_BYTES if kind == "DATE" else _TIME_BYTES
        return (
            f"CASE WHEN {text} >= '0' AND {text} < ':' AND strlen({text}) <= {most} "
            f"THEN TRY_CAST({text} AS {kind}) END"
        )
    value = _at_once(text, kind)
    if options.decimal == "," or (kind == "INTEGER" and options.decimal is None):
        return f"CASE WHEN NOT contains({text}, '.') THEN {value} END"
    if options.decimal is None:
        # The cheap look first: a point before the last three characters.
        is_open = f"strpos({text}, '.') = length({text}) - 3 AND regexp_full_match({text}, '{_OPEN_POINT}')"
        return f"CASE WHEN NOT ({is_open}) THEN {value} END"
    return value


def _at_once(text: str, kind: str) -> str:
    """A number as the first pass reads it: an amount with more than cents waits, for it will be rounded."""
    value = number(text, kind)
    if kind != MONEY:
        return value
    return f"CASE WHEN TRY_CAST({text} AS {_BEYOND_CENTS}) = {value} THEN {value} END"


def number(text: str, kind: str) -> str:
    """A text of digits with a decimal point as the column's type.

    Null where it is no number or, for INTEGER, not whole; a DECIMAL is rounded half away from zero.
    """
    if kind == MONEY:
        return f"TRY_CAST({text} AS {kind})"
    value = f"TRY_CAST({text} AS DOUBLE)"
    if kind == "INTEGER":
        whole = f"{value} = trunc({value}) AND abs({value}) <= {_INTEGER_LIMIT}"
        return f"CASE WHEN {whole} THEN CAST({value} AS INTEGER) END"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def boolean(text: str) -> str:
    """The truth value of a word."""
    true, false = (", ".join(literal(word) for word in words) for words in (TRUE_WORDS, FALSE_WORDS))
    return f"CASE WHEN lower({text}) IN ({true}) THEN true WHEN lower({text}) IN ({false}) THEN false END"
