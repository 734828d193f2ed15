"""Selections as text: query parameters of an address (lenient, with notes) and conditions of a command line
(strict).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import unquote

from cxc_metrics.errors import CxcError, InvalidScope, UnknownName, did_you_mean
from cxc_metrics.kpis.dimensions import ALIASES, Values, dimension

from .period import Period, read_period
from .snapshot import SnapshotLike
from .values import expand, read_value

# The one field that an address and a command line call otherwise.
ADDRESS_NAMES: Mapping[str, str] = {"visitor_sector": "sector"}
DATA_PARAMETER = "data"
_VIEWS = ("held", "validated")


class Note(NamedTuple):
    """What an address asked and could not get; its text is the message."""

    parameter: str
    value: str
    message: str

    def __str__(self) -> str:
        return self.message


def to_address(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Query parameters of these fields, one value per entry of a list."""
    return {
        ADDRESS_NAMES.get(name, name): [str(value)]
        if isinstance(value, (Period, str))
        else [_escaped(name, one) for one in value]
        for name, value in fields.items()
    }


def from_address(
    query: Mapping[str, str | Iterable[str]], fields: Iterable[str], snapshot: SnapshotLike | None
) -> tuple[dict[str, Any], list[Note]]:
    """Fields that an address fills, and notes on what it could not."""
    known = tuple(fields)
    found: dict[str, Any] = {}
    notes: list[Note] = []
    for parameter, raw in query.items():
        name = ALIASES.get(parameter, parameter)
        texts = _texts(raw)
        if name not in known:
            notes += _foreign(parameter, texts, known)
            continue
        for text in texts:
            try:
                _take(found, name, text, snapshot)
            except CxcError as error:
                notes.append(Note(parameter, text, str(error)))
    return found, notes


def from_conditions(
    conditions: Iterable[str], fields: Iterable[str], snapshot: SnapshotLike | None
) -> dict[str, Any]:
    """Fields of conditions `field=a,b`; repeated ones narrow each other."""
    known = tuple(fields)
    found: dict[str, Any] = {}
    for condition in conditions:
        name, texts = _condition(condition, known)
        here: dict[str, Any] = {}
        for text in texts:
            _take(here, name, text, snapshot)
        both = _narrowed(name, found[name], here[name]) if name in found else here[name]
        if not both:
            raise InvalidScope(f"No {name} satisfies all conditions on it; the last was {condition!r}.")
        found[name] = both
    return found


def _condition(condition: str, known: tuple[str, ...]) -> tuple[str, list[str]]:
    field, separator, values = condition.partition("=")
    name = ALIASES.get(field.strip(), field.strip())
    if name not in known:
        raise UnknownName("filter", field.strip(), (*known, *ALIASES))
    texts = _texts(values)
    if not separator or not texts:
        raise InvalidScope(f"Condition {condition!r} has no value. Write {name}=VALUE, several with commas.")
    return name, texts


def _take(found: dict[str, Any], name: str, text: str, snapshot: SnapshotLike | None) -> None:
    """Adds one value to the fields found; raises where it cannot be had."""
    if name == "period":
        if name in found:
            raise InvalidScope(f"Period {text!r} is a second period; {found[name]} is used.")
        found[name] = read_period(text)
    elif name == "status":
        if text not in _VIEWS:
            raise UnknownName("view", text, _VIEWS)
        if found.get(name, text) != text:
            raise InvalidScope(f"View {text!r} is a second view; {found[name]!r} is used.")
        found[name] = text
    else:
        code = (
            _partnership(name, unquote(text), snapshot) if _is_partnership(name) else read_value(name, text)
        )
        found[name] = (*found.get(name, ()), code)


def _narrowed(name: str, before: Any, after: Any) -> Any:
    if isinstance(before, Period) and isinstance(after, Period):
        return before.overlap(after)
    if name == "status":
        return after if before == after else None
    members = set(expand(name, after))
    return tuple(value for value in expand(name, before) if value in members)


def _is_partnership(name: str) -> bool:
    return dimension(name).values is Values.PARTNERSHIP


def _escaped(name: str, value: object) -> str:
    # A comma means OR, but an id may hold one.
    text = str(value)
    return text.replace("%", "%25").replace(",", "%2C") if _is_partnership(name) else text


def _partnership(name: str, text: str, snapshot: SnapshotLike | None) -> int | str:
    """The id for an id or an acronym in any case; any text where no data version can tell."""
    labels = snapshot.labels(name) if snapshot else {}
    if not labels or text in labels:
        return read_value(name, text)
    folded = {label.casefold(): key for key, label in labels.items()}
    if text.casefold() not in folded:
        raise UnknownName("partnership", text, (*labels.values(), *labels))
    return folded[text.casefold()]


def _texts(raw: str | Iterable[str]) -> list[str]:
    listed = [raw] if isinstance(raw, str) else list(raw)
    return [part.strip() for text in listed for part in text.split(",") if part.strip()]


def _foreign(parameter: str, texts: list[str], known: tuple[str, ...]) -> list[Note]:
    """A note where an unknown parameter looks like one of ours misspelt."""
    ours = (*known, *ALIASES)
    folded = parameter.casefold()
    if parameter == DATA_PARAMETER or not (
        folded in ours or get_close_matches(folded, ours, n=1, cutoff=0.75)
    ):
        return []
    message = f"There is no filter {parameter!r}{did_you_mean(parameter, ours)}"
    return [Note(parameter, ",".join(texts), message)]
