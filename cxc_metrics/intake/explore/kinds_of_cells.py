"""What kind the cells of a column are, by the same SQL by which intake reads dates, numbers, yes and no.

A column is of a kind where nineteen cells in twenty are. The rest is counted and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cxc_metrics.contract import Column
from cxc_metrics.contract.country_names import read_country
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.layouts.source import EARLIEST, LATEST
from cxc_metrics.intake.stage import datetexts, numbertexts
from cxc_metrics.intake.stage.casts import FALSE_WORDS, TRUE_WORDS
from cxc_metrics.intake.stage.instants import day_of, look_at_days

from .column_values import MOST_COUNTRIES, MOST_EXAMPLES, SHOWN_LETTERS, ColumnValues
from .explored import ColumnKind, DateOrder, Precision
from .header_words import Senses, words_of_name

MOST = 0.95
# A column that calls itself one of countries is one though historic names or other spellings are in it.
_MOST_OF_NAMED = 0.7
_MOST_WORDS = 4
_EURO = {"eur", "euro", "euros"}
_NUMBER = Column("number", float, "A number of any kind", nullable=True)
# Of a month: 2021-05, 202105, 05/2021. What a source reads as one (`precision = "month"`).
MONTH_TEXTS = (
    (r"\d{4}-(0?[1-9]|1[0-2])", "YYYY-MM"),
    (r"\d{4}[/. ](0?[1-9]|1[0-2])", "YYYY/MM"),
    (r"(19|20)\d{2}(0[1-9]|1[0-2])", "YYYYMM"),
    (r"(0?[1-9]|1[0-2])[-/. ]\d{4}", "MM/YYYY"),
)
YEAR_TEXT = r"\d{4}([.]0+)?"
_DAY_TEXTS = (
    (r"\d{4}-\d{1,2}-\d{1,2}.*", "YYYY-MM-DD"),
    (r"\d{4}[./]\d{1,2}[./]\d{1,2}.*", "YYYY/MM/DD"),
    (r"\d{8}(T.*)?", "YYYYMMDD"),
    (r"\d{1,2}[.] ?\d{1,2}[.] ?\d{4}.*", "DD.MM.YYYY"),
)
_EITHER = r"\d{1,2}[/-]\d{1,2}[/-]\d{4}.*"
_MARKED = r"\d.*[./:-].*\d|(19|20)\d{6}"
_YEAR, _DATED, _DIGITS, LINKS = "year", "dated", "digits", "links"
# What is asked of every value of every column, before anything else is.
TESTS = {
    **{written: f"regexp_full_match(shown, {literal(text)})" for text, written in MONTH_TEXTS},
    _YEAR: f"regexp_full_match(shown, '{YEAR_TEXT}') AND "
    f"TRY_CAST(shown AS DOUBLE) BETWEEN {EARLIEST.year} AND {LATEST.year}",
    _DATED: f"regexp_matches(shown, {literal(_MARKED)})",
    _DIGITS: r"regexp_matches(shown, '\p{Nd}')",
    LINKS: "regexp_matches(shown, '^(https?://|www[.])')",
}


@dataclass(frozen=True)
class CellKind:
    """The kind of a column, with what is said of its dates or numbers. `like` are the rows that are of it.

    `is_code`: whole numbers with zeros in front, which are no quantities.
    """

    kind: ColumnKind
    like: int
    date_format: str | None = None
    precision: Precision | None = None
    order: DateOrder | None = None
    decimal: Literal[".", ","] | None = None
    unit: str | None = None
    is_open: bool = False
    is_code: bool = False
    least: str | None = None
    greatest: str | None = None
    unlike_examples: tuple[str, ...] = ()


def kind_of_cells(values: ColumnValues, senses: Senses) -> CellKind:
    """The kind of a column. Text where nothing else fits, also where all cells are empty."""
    if not values.filled and not values.namibias:
        return CellKind(ColumnKind.TEXT, 0)
    # Digits for yes and no are told from counts by standing alone; words are looked at before countries (NO).
    return (
        _yes_no(values)
        or _country(values, senses)
        or _partial_date(values, senses)
        or _date(values)
        or _number(values, senses)
        or CellKind(ColumnKind.TEXT, values.filled)
    )


def _yes_no(values: ColumnValues) -> CellKind | None:
    if not 2 <= values.distinct <= _MOST_WORDS:
        return None
    written = {counted_value.value.casefold() for counted_value in values.top(_MOST_WORDS)}
    if written <= {*TRUE_WORDS, *FALSE_WORDS} and written & {*TRUE_WORDS} and written & {*FALSE_WORDS}:
        return CellKind(ColumnKind.YES_NO, values.filled)
    return None


def _country(values: ColumnValues, senses: Senses) -> CellKind | None:
    if values.distinct > MOST_COUNTRIES:
        return None
    counted = values.top(MOST_COUNTRIES, but_nothing=False)
    read = sum(counted_value.rows for counted_value in counted if len(read_country(counted_value.value)) == 1)
    filled = values.filled + values.namibias
    named = "country" in senses
    if read < (_MOST_OF_NAMED if named else MOST) * filled:
        return None
    if not named and values.distinct == 1 and len(counted[0].value) <= 3:  # "NO", "IT": any word may be one
        return None
    unlike = tuple(
        counted_value.value for counted_value in counted if len(read_country(counted_value.value)) != 1
    )
    return CellKind(ColumnKind.COUNTRY, read, unlike_examples=unlike[:MOST_EXAMPLES])


def _partial_date(values: ColumnValues, senses: Senses) -> CellKind | None:
    """Months and years. Numbers of four digits are years where their column says so, or nothing else."""
    for text, written in MONTH_TEXTS:
        like = values.fitting[written]
        if like >= MOST * values.filled and not (written == "YYYYMM" and "key" in senses):
            return replace(_of_partial(values, text, "month", written), like=like)
    like = values.fitting[_YEAR]
    other = ("money", "persons", "days", "key", "money_maybe")
    if like < MOST * values.filled or ("year" not in senses and any(sense in senses for sense in other)):
        return None
    return replace(_of_partial(values, YEAR_TEXT, "year", "YYYY"), like=like)


def _of_partial(values: ColumnValues, text: str, precision: Precision, written: str) -> CellKind:
    fits = f"regexp_full_match(shown, {literal(text)})"
    least, greatest = values.bench.rows(
        f"SELECT min(shown) FILTER ({fits}), max(shown) FILTER ({fits}) FROM {values.relation}"
    )[0]
    unlike = _unlike(values, values.relation, f"NOT nothing AND NOT {fits}")
    return CellKind(
        ColumnKind.DATE, 0, written, precision, least=least, greatest=greatest, unlike_examples=unlike
    )


def _date(values: ColumnValues) -> CellKind | None:
    """Days and instants, by the reading of `stage.datetexts`; a serial day is a number here."""
    if values.share(_DATED) < MOST:
        return None
    bench, dates = values.bench, f"{values.relation}_dates"
    select = f"SELECT file, shown AS given, n FROM {values.relation} WHERE NOT nothing"
    bench.connection.execute(datetexts.given_table(dates, select))
    try:
        is_read = "coalesce(day_first, month_first) IS NOT NULL"
        fits = f"{is_read} AND regexp_matches(clean, {literal(_MARKED)})"
        like = values.counted(fits, dates)
        if like < MOST * values.filled:
            return None
        order, is_open = _order(values, dates)
        return _dated(values, dates, fits, like, order, is_open=is_open)
    finally:
        bench.connection.execute(f"DROP TABLE {dates}")


def _order(values: ColumnValues, dates: str) -> tuple[DateOrder | None, bool]:
    """Which of day and month stands first where the form leaves it open; and whether nothing says so."""
    day, month, either = values.bench.rows(
        f"SELECT count(*) FILTER (day_first IS NOT NULL AND month_first IS NULL), "
        f"count(*) FILTER (month_first IS NOT NULL AND day_first IS NULL), "
        f"count(*) FILTER (regexp_full_match(clean, {literal(_EITHER)})) FROM {dates}"
    )[0]
    if not either:
        return None, False
    if bool(day) == bool(month):
        return None, True
    return ("day_first" if day else "month_first"), False


def _dated(
    values: ColumnValues, dates: str, fits: str, like: int, order: DateOrder | None, *, is_open: bool
) -> CellKind:
    bench = values.bench
    written = "month_first" if order == "month_first" else "day_first"
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {dates} AS "
        f"SELECT *, coalesce({written}, month_first) AS written FROM {dates}"
    )
    timed = values.counted(f"({fits}) AND has_time", dates)
    # Instants that are all midnight somewhere in Europe are days (definitions 1).
    days = look_at_days(bench, dates)
    is_day = timed == 0 or any(place.zoned or place.zoneless for place in days) or _midnights(values, dates)
    value = day_of(days) if is_day else "written"
    least, greatest = bench.rows(f"SELECT min({value})::VARCHAR, max({value})::VARCHAR FROM {dates}")[0]
    return CellKind(
        ColumnKind.DATE if is_day else ColumnKind.INSTANT,
        like,
        _form(values, dates, order, is_open=is_open),
        "day",
        order,
        is_open=is_open,
        least=least,
        greatest=greatest,
        unlike_examples=_unlike(values, dates, f"NOT ({fits})", "clean"),
    )


def _midnights(values: ColumnValues, dates: str) -> bool:
    """Whether no text names another time than midnight, nor a zone: a spreadsheet's days."""
    return not values.counted("written <> date_trunc('day', written) OR ahead IS NOT NULL", dates)


def _form(values: ColumnValues, dates: str, order: DateOrder | None, *, is_open: bool) -> str:
    """The form of most dates, as people write it."""
    forms = {
        written: values.counted(f"regexp_full_match(clean, {literal(text)})", dates)
        for text, written in _DAY_TEXTS
    }
    either = {
        mark: values.counted(
            f"regexp_full_match(clean, {literal(_EITHER)}) AND contains(clean, '{mark}')", dates
        )
        for mark in "/-"
    }
    named = "MM/DD/YYYY" if order == "month_first" else "DD/MM/YYYY"
    named += " or MM/DD/YYYY" if is_open else ""
    forms |= {named.replace("/", mark): count for mark, count in either.items()}
    return max(forms, key=lambda form: forms[form])


def _number(values: ColumnValues, senses: Senses) -> CellKind | None:
    """Numbers, by the reading of `stage.numbertexts`, with currency and percent signs as units."""
    if values.share(_DIGITS) < MOST:
        return None
    bench, numbers = values.bench, f"{values.relation}_numbers"
    select = f"SELECT file, given, n FROM {values.relation} WHERE NOT nothing"
    bench.connection.execute(numbertexts.given_table(numbers, _NUMBER, select, marked=values.marked))
    try:
        fits = "coalesce(point, comma) IS NOT NULL"
        like = values.counted(fits, numbers)
        return None if like < MOST * values.filled else _numbered(values, numbers, fits, like, senses)
    finally:
        bench.connection.execute(f"DROP TABLE {numbers}")


def _numbered(values: ColumnValues, numbers: str, fits: str, like: int, senses: Senses) -> CellKind:
    proof = "NOT typed AND regexp_matches(digits, '[.,]')"
    point, comma, is_open, zeros, currency, percent, typed = values.bench.rows(
        f"SELECT count(*) FILTER (point IS NOT NULL AND comma IS NULL AND {proof}), "
        f"count(*) FILTER (comma IS NOT NULL AND point IS NULL AND {proof}), "
        f"count(*) FILTER (point <> comma), "
        r"count(*) FILTER (regexp_full_match(digits, '0\d+')), "
        r"count(*) FILTER (regexp_matches(clean, '(?i)€|eur')), count(*) FILTER (percent), "
        f"count(*) FILTER (typed) FROM {numbers}"
    )[0]
    mark: Literal[".", ","] | None = None
    if bool(point) != bool(comma):
        mark = "." if point else ","
    elif typed and not comma:
        mark = "."
    value = "coalesce(comma, point)" if mark == "," else "coalesce(point, comma)"
    least, greatest, fraction = values.bench.rows(
        f"SELECT min({value}), max({value}), bool_or({value} <> trunc({value})) FROM {numbers}"
    )[0]
    money = bool(currency) or ("money" in senses and "key" not in senses)
    plain = ColumnKind.DECIMAL if fraction else ColumnKind.WHOLE
    named_euro = not _EURO.isdisjoint(words_of_name(values.name))
    return CellKind(
        ColumnKind.AMOUNT if money and not zeros else plain,
        like,
        decimal=mark,
        unit="EUR" if currency or named_euro else "%" if percent else None,
        is_open=bool(is_open) and mark is None,
        is_code=bool(zeros),
        least=_plain(least),
        greatest=_plain(greatest),
        unlike_examples=_unlike(values, numbers, f"NOT ({fits})", "clean"),
    )


def _plain(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:.10g}"


def _unlike(values: ColumnValues, relation: str, where: str, shown: str = "shown") -> tuple[str, ...]:
    rows = values.bench.rows(
        f"SELECT left({shown}, {SHOWN_LETTERS}), sum(n) FROM {relation} WHERE {where} "
        f"GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT {MOST_EXAMPLES}"
    )
    return tuple(str(value) for value, _ in rows)
