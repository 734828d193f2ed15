"""SQL of one cell of a contract table: names quoted, values literals, nothing of the mapping is SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from cxc_metrics.contract import Column
from cxc_metrics.engine.duckdb_dialect import identifier, literal
from cxc_metrics.intake.intake_options import DecimalMark
from cxc_metrics.intake.read.marks import TYPED
from cxc_metrics.intake.stage.text_columns import NOTHING

from .mapped_column import (
    CodesColumn,
    ConstantColumn,
    CountryColumn,
    DateColumn,
    DatePartsColumn,
    KeyColumn,
    MappedColumn,
    NumberColumn,
    NumberedColumn,
)
from .number_units import factor_for, is_worked_out

# What the file's rows are called in a SELECT: a column of the file is never taken for one of the contract.
DELIVERED: Final = "delivered"
# Between the parts of a key, and before one that is in a part.
KEY_MARK: Final = ":"
KEY_ESCAPE: Final = "\\"
_ORDERS: Final = {
    "day_first": ("%d{0}%m{0}%Y", "/.-"),
    "month_first": ("%m{0}%d{0}%Y", "/.-"),
    "year_first": ("%Y{0}%m{0}%d", "/."),
}
_TIMES: Final = ("", " %H:%M", " %H:%M:%S")
# Digits before and behind the mark that a product is exact in.
_EXACT: Final = "DECIMAL(24,8)"
_FACTOR: Final = "DECIMAL(14,6)"
_SUMMED: Final = "DECIMAL(38,14)"
_BLANKS: Final = r"[\s\x{00a0}\x{202f}\x{2009}''’]|€|\bEUR\b"
_DECIMALS: Final[dict[DecimalMark, str]] = {
    ".": r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?",
    ",": r"[+-]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?",
}


@dataclass(frozen=True)
class CellSql:
    """Writes the SQL of cells. `read_as_countries` are columns of the file that stand in keys as codes."""

    read_as_countries: Collection[str]

    def of(self, column: Column, mapped: MappedColumn, translated: str) -> str:
        """The text of a cell; `translated` names the map of its codes."""
        match mapped:
            case ConstantColumn():
                text = literal(mapped.constant)
            case KeyColumn():
                text = self.key(mapped)
            case NumberedColumn():
                text = f"{DELIVERED}._file || ':' || {DELIVERED}._line"
            case CountryColumn():
                text = f"mapped(country_code({cell(mapped.country)}), {cell(mapped.country)})"
            case CodesColumn():
                code = f"(SELECT code FROM {translated} WHERE value = fold_name({cell(mapped.codes)}))"
                text = f"mapped({code}, {cell(mapped.codes)})"
            case DateColumn():
                text = _date(mapped, last=is_end(column))
            case DatePartsColumn():
                text = _date_of_parts(mapped, last=is_end(column))
            case NumberColumn():
                text = _number(column, mapped)
            case _:
                text = cell(mapped.reads()[0])
        return text

    def key(self, mapped: KeyColumn) -> str:
        """A composed key, which no other parts can give; missing where a part is."""
        parts = [self._part(name) for name in mapped.key]
        prefix = [literal(_escaped(mapped.prefix))] if mapped.prefix else []
        return f" || {literal(KEY_MARK)} || ".join([*prefix, *parts])

    def _part(self, name: str) -> str:
        text = cell(name)
        if name in self.read_as_countries:
            text = f"coalesce(country_code({text}), {text})"
        else:
            words = ", ".join(literal(word) for word in NOTHING)
            text = f"CASE WHEN lower({text}) NOT IN ({words}) THEN {text} END"
        for mark in (KEY_ESCAPE, KEY_MARK):
            text = f"replace({text}, {literal(mark)}, {literal(KEY_ESCAPE + mark)})"
        return text


def cell(name: str) -> str:
    """A cell of the file without spaces around it; missing where nothing is left."""
    return f"filled({DELIVERED}.{identifier(name)})"


def is_end(column: Column) -> bool:
    """Whether a date is the last day of something: a month or year then stands for its own last day."""
    return column.name in ("extended_to", "closed_on", "ended_on") or column.name.endswith(
        ("_end", "end_date", "_to")
    )


def _escaped(text: str) -> str:
    return text.replace(KEY_ESCAPE, KEY_ESCAPE * 2).replace(KEY_MARK, KEY_ESCAPE + KEY_MARK)


def _date(mapped: DateColumn, *, last: bool) -> str:
    text = cell(mapped.date)
    ways = []
    if mapped.format is not None:
        pattern, marks = _ORDERS[mapped.format]
        formats = [pattern.format(mark) + time for mark in marks for time in _TIMES]
        listed = ", ".join(literal(form) for form in formats)
        ways.append(f"CAST(CAST(try_strptime({text}, [{listed}]) AS DATE) AS VARCHAR)")
    if mapped.precision == "month":
        year_first = rf"regexp_extract({text}, '^(\d{{4}})[-/. ]?(\d{{1,2}})$', ['y', 'm'])"
        month_first = rf"regexp_extract({text}, '^(\d{{1,2}})[-/. ](\d{{4}})$', ['m', 'y'])"
        ways += [_month(f"{parts}['y']", f"{parts}['m']", last=last) for parts in (year_first, month_first)]
    if mapped.precision == "year":
        ways.append(_year(text, last=last))
    return f"coalesce({', '.join([*ways, text])})" if ways else text


def _date_of_parts(mapped: DatePartsColumn, *, last: bool) -> str:
    """What makes no date stays as it is, and is found."""
    texts = [cell(name) for name in mapped.reads()]
    numbers = [rf"regexp_extract({text}, '^(\d+)([.]0+)?$', 1)" for text in texts]
    if mapped.day is not None and mapped.month is not None:
        made = _iso(numbers[0], numbers[1], numbers[2])
    elif mapped.month is not None:
        made = _month(numbers[0], numbers[1], last=last)
    else:
        made = _year(texts[0], last=last)
    return f"coalesce({made}, nullif(concat_ws('-', {', '.join(texts)}), ''))"


def _month(year: str, month: str, *, last: bool) -> str:
    first = _day(year, month, "'1'")
    return f"CAST({f'last_day({first})' if last else first} AS VARCHAR)"


def _year(text: str, *, last: bool) -> str:
    year = rf"regexp_extract({text}, '^(\d{{4}})([.]0+)?$', 1)"
    return _iso(year, "'12'", "'31'") if last else _iso(year, "'1'", "'1'")


def _iso(year: str, month: str, day: str) -> str:
    return f"CAST({_day(year, month, day)} AS VARCHAR)"


def _day(year: str, month: str, day: str) -> str:
    padded = f"lpad(nullif({month}, ''), 2, '0') || '-' || lpad(nullif({day}, ''), 2, '0')"
    return f"TRY_CAST(nullif({year}, '') || '-' || {padded} AS DATE)"


def _number(column: Column, mapped: NumberColumn) -> str:
    text = cell(mapped.number)
    if mapped.decimal is None:
        return text
    plain = _plain_number(text, mapped.decimal)
    if not is_worked_out(column, mapped):
        return f"coalesce(exact({plain}), {text})"
    product = f"{plain} * CAST({literal(str(factor_for(column, mapped)))} AS {_FACTOR})"
    return f"mapped(exact({product}), {text})"


def _plain_number(text: str, mark: DecimalMark) -> str:
    bare = f"regexp_replace({text}, {literal(_BLANKS)}, '', 'g')"
    group = "," if mark == "." else "."
    plain = f"replace(replace({bare}, {literal(group)}, ''), {literal(mark)}, '.')"
    return (
        f"CASE WHEN regexp_full_match({bare}, {literal(_DECIMALS[mark])}) "
        f"THEN TRY_CAST({plain} AS {_EXACT}) END"
    )


def number_of(text: str) -> str:
    """The number in a text that was worked out; missing where it is none."""
    return f"TRY_CAST(rtrim({text}, {literal(TYPED)}) AS {_SUMMED})"
