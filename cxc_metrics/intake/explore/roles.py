"""The roles one column may have, by the words of its name and by its values; its neighbours are not asked.

Sure is what name and values both say; a name alone, or values alone, say less. What contradicts the values is
no role at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from cxc_metrics.intake.layouts.names import fold

from .explored import NUMBERS, ColumnKind, ColumnRole, RoleGuess
from .header_words import words_of_name
from .looked_at import LookedAt

BOTH, NAMED, SEEN, WEAK = 0.95, 0.8, 0.6, 0.4
_DATES = (ColumnKind.DATE, ColumnKind.INSTANT)
_LONG_TEXT, _MOST_DAYS, _SAME = 120, 3_660, 10
_NAMING = {
    "organisation": ColumnRole.ORGANISATION,
    "person": ColumnRole.PERSON,
    "project": ColumnRole.PROJECT,
    "event": ColumnRole.EVENT,
}
# A list of codes has so many different values at most.
_SORTING = (("status", ColumnRole.STATUS, 15), ("sector", ColumnRole.SECTOR, 80))


def roles_of(column: LookedAt) -> list[RoleGuess]:
    """What one column may be, from sure to unsure. The sides of countries and organisations come later."""
    ignored = list(_ignored(column))
    if ignored:
        return ignored
    guesses = [
        *_countries(column),
        *_dates(column),
        *_numbers(column),
        *_texts(column),
        *_keys(column),
    ]
    return ranked(guesses)


def ranked(guesses: list[RoleGuess]) -> list[RoleGuess]:
    """The guesses from sure to unsure, each role once."""
    best: dict[ColumnRole, RoleGuess] = {}
    for guess in sorted(guesses, key=lambda guess: -guess.confidence):
        best.setdefault(guess.role, guess)
    return list(best.values())


def guess_of(role: ColumnRole, confidence: float, why: str) -> RoleGuess:
    """A guess with its confidence in hundredths."""
    return RoleGuess(role=role, confidence=round(confidence, 2), why=why)


def _ignored(column: LookedAt) -> Iterator[RoleGuess]:
    if not column.filled:
        yield guess_of(ColumnRole.IGNORED, BOTH, "it is empty throughout")
    elif column.links >= BOTH and not column.has("key"):
        yield guess_of(ColumnRole.IGNORED, NAMED, "it holds addresses of web pages")
    elif column.has("ignored") and column.kind is not ColumnKind.COUNTRY:
        yield guess_of(ColumnRole.IGNORED, NAMED, f"its name says {column.senses.quoted('ignored')}")
    elif column.is_text and column.letters > _LONG_TEXT:
        yield guess_of(ColumnRole.IGNORED, NAMED, f"it holds long texts, {column.letters:.0f} letters each")
    elif column.kind is ColumnKind.TEXT and column.distinct == 1 and column.rows > _SAME:
        yield guess_of(
            ColumnRole.IGNORED, SEEN, f"it holds the same in every row: {column.values[0].value!r}"
        )


def _countries(column: LookedAt) -> Iterator[RoleGuess]:
    share = column.cells.like / column.filled
    if column.kind is ColumnKind.COUNTRY:
        said = f"{column.cells.like:,} of {column.filled:,} cells are countries"
        named = column.has("country")
        why = f"named {column.senses.quoted('country')}, and {said}" if named else said
        yield guess_of(ColumnRole.COUNTRY, (BOTH if named else NAMED) * min(1.0, share + 0.02), why)
    elif column.has("country") and column.is_text and not column.has("name") and not column.has("key"):
        why = f"named {column.senses.quoted('country')}, but most of its cells are no country that is known"
        yield guess_of(ColumnRole.COUNTRY, WEAK / 2, why)


def _dates(column: LookedAt) -> Iterator[RoleGuess]:
    senses = column.senses
    if column.kind in _DATES:
        role = ColumnRole.YEAR if column.cells.precision == "year" else ColumnRole.DATE
        form = f"its cells are dates written {column.cells.date_format}"
        for sense, side in (("start", ColumnRole.START), ("end", ColumnRole.END)):
            if sense in senses:
                sure = BOTH if role is ColumnRole.DATE else SEEN
                yield guess_of(side, sure, f"named {senses.quoted(sense)}, and {form}")
        if role is ColumnRole.YEAR:
            named = "year" in senses
            why = (
                f"named {senses.quoted('year')}, and its cells are years" if named else "its cells are years"
            )
            yield guess_of(role, BOTH if named else SEEN, why)
        else:
            yield guess_of(role, NAMED, form)
    elif column.has("month") and _whole_between(column, 1, 12):
        yield guess_of(
            ColumnRole.MONTH, BOTH, f"named {senses.quoted('month')}, and its cells go from 1 to 12"
        )


def _numbers(column: LookedAt) -> Iterator[RoleGuess]:
    if column.kind not in NUMBERS or column.cells.is_code:
        return
    senses, least = column.senses, float(column.cells.least or 0)
    whole = column.kind is ColumnKind.WHOLE
    if "days" in senses and "month" not in senses and _between(column, 0, _MOST_DAYS):
        yield guess_of(
            ColumnRole.DAYS, NAMED + 0.1, f"named {senses.quoted('days')}, and its cells are numbers"
        )
    if column.kind is ColumnKind.AMOUNT:
        unit = " in EUR" if column.cells.unit == "EUR" else ""
        named = f"named {senses.quoted('money')}, and " if "money" in senses else ""
        why = f"{named}its cells are amounts{unit}"
        yield guess_of(ColumnRole.MONEY, BOTH if named else NAMED, why)
    elif "money_maybe" in senses and "key" not in senses:
        why = f"named {senses.quoted('money_maybe')}, and its cells are numbers"
        sure = WEAK if whole else SEEN
        yield guess_of(ColumnRole.MONEY, sure + (0.05 if "total" in words_of_name(column.name) else 0), why)
    if "persons" in senses and whole and least >= 0 and not column.is_unique:
        sure = WEAK if column.has("key") and not column.has("person") else NAMED + 0.1
        yield guess_of(
            ColumnRole.PERSONS, sure, f"named {senses.quoted('persons')}, and its cells are whole numbers"
        )


def _texts(column: LookedAt) -> Iterator[RoleGuess]:
    """What texts, and numbers that are names of things, may be. A type or region of something is not it."""
    named_number = column.kind is ColumnKind.WHOLE and column.has("key")
    if not (column.is_text or named_number) or column.has("region"):
        return
    senses = column.senses
    if "type" not in senses:
        # An id tells apart what bears one name.
        sure = NAMED + (0.08 if "key" in senses else 0.05)
        for sense, role in _NAMING.items():
            if sense in senses and not (sense == "person" and "organisation" in senses):
                yield guess_of(role, sure, f"named {senses.quoted(sense)}")
        yield from _bare_names(column)
        if "programme" in senses and "project" not in senses:
            said = f"named {senses.quoted('programme')}, which may hold many projects"
            yield guess_of(ColumnRole.PROJECT, WEAK, said)
    for sense, role, most in _SORTING:
        if sense in senses and column.distinct <= most:
            why = f"named {senses.quoted(sense)}, with {column.distinct} different values"
            yield guess_of(role, NAMED, why)


def _bare_names(column: LookedAt) -> Iterator[RoleGuess]:
    """A column of names that does not say of what."""
    senses = column.senses
    if any(sense in senses for sense in _NAMING) or "name" not in senses or column.distinct <= 2:
        return
    if "sending" in senses or "receiving" in senses:
        words = senses.quoted("sending", "receiving", "name")
        yield guess_of(ColumnRole.ORGANISATION, WEAK, f"named {words}, without saying of what")
    elif len(words_of_name(column.name)) == 1 and column.distinct < column.filled:
        yield guess_of(ColumnRole.PERSON, WEAK, f"named {senses.quoted('name')}, and its values come again")


def _keys(column: LookedAt) -> Iterator[RoleGuess]:
    """What tells rows apart; an id that comes in several rows tells things apart that have several rows."""
    if column.kind not in (ColumnKind.TEXT, ColumnKind.WHOLE):
        return
    named = column.has("key") or fold(column.name).endswith("id")
    other = any(column.has(sense) for sense in (*_NAMING, "sector"))
    words = column.senses.quoted("key") or repr(column.name)
    if column.is_unique and named:
        why = f"named {words}, and no two of {column.rows:,} are alike"
        yield guess_of(ColumnRole.KEY, NAMED if other else BOTH + 0.03, why)
    elif column.is_unique and column.rows > 1:
        sure = SEEN - 0.1 if column.position == 0 else WEAK - 0.1
        yield guess_of(ColumnRole.KEY, sure, f"no two of {column.rows:,} are alike")
    elif named and not other and column.distinct > 1:
        why = (
            f"named {words}; it tells {column.distinct:,} things "
            f"apart in {column.filled:,} rows, so that some have several rows"
        )
        yield guess_of(ColumnRole.KEY, SEEN if column.distinct > column.filled / 10 else WEAK / 2, why)


def _whole_between(column: LookedAt, least: int, most: int) -> bool:
    return column.kind is ColumnKind.WHOLE and _between(column, least, most)


def _between(column: LookedAt, least: int, most: int) -> bool:
    if column.cells.least is None or column.cells.greatest is None:
        return False
    return least <= float(column.cells.least) and float(column.cells.greatest) <= most
