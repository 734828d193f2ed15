"""Which column is of the sending, which of the receiving side; what columns of a table say together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from cxc_metrics.intake.workbench import Workbench

from .explored import ColumnRole, RoleGuess
from .looked_at import LookedAt
from .roles import SEEN, WEAK, guess_of, ranked, roles_of

# Columns of which two or three are tried as a key, and how many trials are made.
_KEY_ROLES = (
    ColumnRole.KEY,
    ColumnRole.COUNTRY,
    ColumnRole.SENDING_COUNTRY,
    ColumnRole.RECEIVING_COUNTRY,
    ColumnRole.ORGANISATION,
    ColumnRole.SENDING_ORGANISATION,
    ColumnRole.RECEIVING_ORGANISATION,
    ColumnRole.PERSON,
    ColumnRole.PROJECT,
    ColumnRole.EVENT,
    ColumnRole.START,
    ColumnRole.DATE,
    ColumnRole.YEAR,
)
_MOST_TRIALS = 60
_SIDES = {
    ColumnRole.COUNTRY: (ColumnRole.SENDING_COUNTRY, ColumnRole.RECEIVING_COUNTRY),
    ColumnRole.ORGANISATION: (ColumnRole.SENDING_ORGANISATION, ColumnRole.RECEIVING_ORGANISATION),
}
Roles = dict[int, list[RoleGuess]]


def table_roles(columns: Sequence[LookedAt]) -> Roles:
    """The roles of all columns, by position, sides told apart."""
    roles = {column.position: roles_of(column) for column in columns}
    for role in _SIDES:
        _take_sides(columns, roles, role)
    _pair_dates(columns, roles)
    return {position: ranked(guesses) for position, guesses in roles.items()}


def _take_sides(columns: Sequence[LookedAt], roles: Roles, role: ColumnRole) -> None:
    """Sides by the words of names; a column without one is of the side that no other is of."""
    sending, receiving = _SIDES[role]
    concerned = [column for column in columns if roles[column.position] and _confidence(roles, column, role)]
    sides = {column.position: _side(column, role) for column in concerned}
    taken = {side for side, _, _ in sides.values() if side is not None}
    for column in concerned:
        side, share, words = sides[column.position]
        own, why = _confidence(roles, column, role), _why(roles, column, role)
        if side is not None:
            named = sending if side == "sending" else receiving
            _add(roles, column, guess_of(named, own * share, f"named {words}; {why}"), role)
        elif len(taken) == 1:
            named, other = (receiving, "sending") if "sending" in taken else (sending, "receiving")
            because = f"another column is of the {other} side; {why}"
            _add(roles, column, guess_of(named, min(own, SEEN), because), role)
    if role is ColumnRole.COUNTRY and not taken and len(concerned) == 2:
        for column, named, place in zip(concerned, (sending, receiving), ("first", "second"), strict=True):
            why = f"the {place} of two columns of countries, of which no name says which side it is"
            _add(roles, column, guess_of(named, WEAK, why), role)


def _side(column: LookedAt, role: ColumnRole) -> tuple[str | None, float, str]:
    """The side a column is of by its name, how much of its confidence that leaves, and the words."""
    for side in ("sending", "receiving"):
        other = "receiving" if side == "sending" else "sending"
        if column.has(side) and not column.has(other):
            return side, 1.0, column.senses.quoted(side)
    if role is ColumnRole.COUNTRY:
        # The country of a person is where it comes from, that of a meeting where it goes to.
        for sense, side in (("person", "sending"), ("event", "receiving")):
            if column.has(sense):
                return side, 0.85, column.senses.quoted(sense)
    return None, 0.0, ""


def _pair_dates(columns: Sequence[LookedAt], roles: Roles) -> None:
    """Two dates of which no name says more: the earlier one is the start."""
    dates = [column for column in columns if _confidence(roles, column, ColumnRole.DATE)]
    sided = [
        column
        for column in dates
        if _confidence(roles, column, ColumnRole.START) or _confidence(roles, column, ColumnRole.END)
    ]
    if len(dates) == 2 and not sided:
        first, second = sorted(dates, key=lambda column: (column.cells.least or "", column.position))
        why = "of two columns of dates the one that begins"
        _add(roles, first, guess_of(ColumnRole.START, SEEN, f"{why} earlier"))
        _add(roles, second, guess_of(ColumnRole.END, SEEN, f"{why} later"))
    elif len(dates) == 1 and not sided:
        _add(roles, dates[0], guess_of(ColumnRole.START, SEEN, "the only column of dates"))


def key_columns(bench: Workbench, table: str, columns: Sequence[LookedAt], roles: Roles) -> tuple[str, ...]:
    """The names of the fewest columns that together tell every row from all others; none where none do."""
    alone = sorted(
        (column for column in columns if column.is_unique),
        key=lambda column: -_confidence(roles, column, ColumnRole.KEY),
    )
    if alone and _confidence(roles, alone[0], ColumnRole.KEY) >= SEEN - 0.1:
        return (alone[0].name,)
    likely = [
        column
        for column in columns
        if column.name and any(_may_be_key(guess) for guess in roles[column.position])
    ]
    for size in (2, 3):
        for number, some in enumerate(combinations(likely, size)):
            if number >= _MOST_TRIALS:
                break
            if _tells_apart(bench, table, some):
                return tuple(column.name for column in some)
    return (alone[0].name,) if alone else ()


def _may_be_key(guess: RoleGuess) -> bool:
    return guess.role in _KEY_ROLES and guess.confidence >= WEAK


def _tells_apart(bench: Workbench, table: str, columns: Sequence[LookedAt]) -> bool:
    rows = columns[0].rows
    possible = 1
    for column in columns:
        possible *= column.distinct + 1
    if possible < rows:
        return False
    cells = ", ".join(f"coalesce(c{column.position}, '')" for column in columns)
    return bench.count(f"(SELECT DISTINCT {cells} FROM {table})") == rows


def _confidence(roles: Roles, column: LookedAt, role: ColumnRole) -> float:
    return next((guess.confidence for guess in roles[column.position] if guess.role is role), 0.0)


def _why(roles: Roles, column: LookedAt, role: ColumnRole) -> str:
    return next(guess.why for guess in roles[column.position] if guess.role is role)


def _add(roles: Roles, column: LookedAt, guess: RoleGuess, general: ColumnRole | None = None) -> None:
    """Add a guess; of a `general` role it is a special case of, it stands before."""
    others = [
        listed.model_copy(update={"confidence": min(listed.confidence, round(guess.confidence - 0.01, 2))})
        if listed.role is general
        else listed
        for listed in roles[column.position]
    ]
    roles[column.position] = [guess, *others]
