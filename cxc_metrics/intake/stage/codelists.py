"""Values from code lists: codes pass, other spellings of them are mapped, the rest are findings."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from cxc_metrics.contract import Column, countries, organisation_types
from cxc_metrics.contract.country_names import country_hint, read_country, translates
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.errors import did_you_mean
from cxc_metrics.intake.layouts.names import fold
from cxc_metrics.intake.read.marks import UNMAPPED
from cxc_metrics.intake.workbench import STAGE, Workbench

from .casts import raw
from .flaws import Flaw, spoil
from .spellings import tell_nothing
from .staged import Staged, keep_unread
from .text_columns import is_nothing

# Hints are made for the most frequent unknown values only; the rest get the general hint.
_HINTS = 200
# Spellings that a warning names, and how much of each.
_NAMED_IN_MESSAGE, _SHOWN = 12, 60


def resolve_codes(bench: Workbench, staged: Staged, column: Column) -> None:
    """Bring a coded column to the codes of its list; what is in no list stays in `_raw_x` alone."""
    codes = known_codes(column)
    given, cell, kept = f"{STAGE}._given", f'"{column.name}"', f'"{raw(column.name)}"'
    strange = [
        value
        for (value,) in bench.rows(f"SELECT DISTINCT {cell} FROM {staged.relation} WHERE {cell} IS NOT NULL")
        if value not in codes
    ]
    if not strange:
        return
    mapped = [code_for(column, value) for value in strange]
    nothing = [
        value for value, code in zip(strange, mapped, strict=True) if code is None and is_nothing(value)
    ]
    _drop_nothing(bench, staged, column, nothing)
    bench.connection.register(
        "_spelling",
        pa.table({"given": pa.array(strange, pa.string()), "code": pa.array(mapped, pa.string())}),
    )
    keep_unread(bench, staged, column.name)
    bench.connection.execute(f"CREATE OR REPLACE TABLE {given} AS SELECT * FROM _spelling")
    bench.connection.unregister("_spelling")
    bench.connection.execute(
        f"UPDATE {staged.relation} SET {kept} = g.given, {cell} = g.code "
        f"FROM {given} g WHERE {cell} = g.given"
    )
    if column.references == "ref_country":
        _tell_countries(bench, staged, column)


def _drop_nothing(bench: Workbench, staged: Staged, column: Column, words: list[str]) -> None:
    """Empty the cells that hold a word for nothing, and tell them."""
    if not words:
        return
    where = f's."{column.name}" IN ({", ".join(literal(word) for word in words)})'
    counted = bench.rows(
        f'SELECT s."{column.name}", count(*) FROM {staged.relation} s WHERE {where} '
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    tell_nothing(bench, staged, column.name, counted)
    bench.connection.execute(f'UPDATE {staged.relation} AS s SET "{column.name}" = NULL WHERE {where}')


def code_for(column: Column, value: str) -> str | None:
    """The code a value of a coded column means; None if it means none, or several countries."""
    if column.references == "ref_country":
        meant = read_country(value)
        return meant[0] if len(meant) == 1 else None
    return codes_by_spelling(column).get(fold(value))


def _tell_countries(bench: Workbench, staged: Staged, column: Column) -> None:
    """One warning that says which spellings were read as which countries, and how often."""
    cell, kept = f'"{column.name}"', f'"{raw(column.name)}"'
    read = bench.rows(
        f"SELECT {kept}, {cell}, count(*) FROM {staged.relation} "
        f"WHERE {cell} IS NOT NULL AND {kept} IS NOT NULL GROUP BY ALL ORDER BY 3 DESC, 1"
    )
    translated = [(given, code, count) for given, code, count in read if translates(given, code)]
    if not translated:
        return
    named = ", ".join(
        f"{given[:_SHOWN]} as {code} ({count})" for given, code, count in translated[:_NAMED_IN_MESSAGE]
    )
    more = (
        f" and {len(translated) - _NAMED_IN_MESSAGE} other spellings"
        if len(translated) > _NAMED_IN_MESSAGE
        else ""
    )
    bench.warn(
        staged.shown_file,
        staged.name,
        "countries_translated",
        f"{sum(count for _, _, count in translated)} cells were read as countries: {named}{more}",
        "Nothing to do if this is what is meant; codes leave no doubt",
        column.name,
    )


def check_codes(bench: Workbench, staged: Staged, column: Column) -> None:
    """Findings (`unknown_code`) for what `resolve_codes` could not map, with the nearest code as hint."""
    if column.name not in staged.unread:
        return
    cell, kept = f's."{column.name}"', staged.kept(column.name)
    where = f"{cell} IS NULL AND {kept} IS NOT NULL{not_unmapped(kept, from_source=staged.from_source)}"
    frequent = bench.rows(
        f"SELECT {kept}, count(*) FROM {staged.relation} s WHERE {where} "
        f"GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT {_HINTS}"
    )
    if not frequent:
        return
    values = [value for value, _ in frequent]
    faults = [fault_of(column, value) for value in values]
    hints = [hint_for(column, value) for value in values]
    bench.connection.register("_hints", pa.table({"given": values, "fault": faults, "hint": hints}))
    flaw = Flaw(
        where,
        "unknown_code",
        message=f"'''' || {kept} || ''' ' || coalesce(h.fault, {literal(fault_of(column, ''))})",
        hint=f"coalesce(h.hint, {literal(_general_hint(column))})",
        column=column.name,
        value=kept,
    )
    spoil(bench, staged, flaw, joined=f"LEFT JOIN _hints h ON h.given = {kept}")
    bench.connection.unregister("_hints")


def not_unmapped(kept: str, *, from_source: bool) -> str:
    """Condition that leaves values a source could not map to their own finding (`unmapped_value`)."""
    return f" AND NOT starts_with({kept}, {literal(UNMAPPED)})" if from_source else ""


def list_name(column: Column) -> str:
    """What the list is called in messages."""
    return column.codes.name if column.codes else (column.references or "").removeprefix("ref_")


def fault_of(column: Column, value: str) -> str:
    """What is wrong with a value that no code was found for, to be read behind it."""
    if column.references == "ref_country" and len(read_country(value)) > 1:
        return "is the name of more than one country"
    return f"is not in the list {list_name(column)}"


@cache
def known_codes(column: Column) -> frozenset[str]:
    """The codes a column may hold."""
    return frozenset(_labels(column))


@cache
def codes_by_spelling(column: Column) -> dict[str, str]:
    """Folded codes and labels of a list to the code they mean; countries have a map of their own."""
    labels = _labels(column)
    return {fold(label): code for code, label in labels.items()} | {fold(code): code for code in labels}


def _labels(column: Column) -> dict[str, str]:
    if column.codes is not None:
        return column.codes.labels
    if column.references == "ref_country":
        return {code: country.name_en for code, country in countries().items()}
    return {code: kind.label for code, kind in organisation_types().items()}


def hint_for(column: Column, value: str) -> str:
    """What a person probably meant by a value that is not in the list."""
    labels = _labels(column)
    if column.references == "ref_country":
        return country_hint(value)
    near = did_you_mean(value.replace(" ", "_"), labels)
    if "did you mean" in near:
        return "Correct it" + near
    return _general_hint(column)


def _general_hint(column: Column) -> str:
    if column.references == "ref_country":
        return country_hint("")
    return f"Use one of: {', '.join(_labels(column))}"
