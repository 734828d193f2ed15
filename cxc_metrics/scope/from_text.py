"""Selections as text: query parameters of an address (lenient, with notes) and conditions of a command line
(strict).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from cxc_metrics.contract.dimension import Values
from cxc_metrics.contract.dimensions import ALIASES, dimension
from cxc_metrics.errors import (
    CxcError,
    InvalidScope,
    UnknownName,
    did_you_mean,
    shown,
)

from .period import Period, read_period
from .values import expand, read_value
from .version_protocol import Labelled

# The fields that an address calls otherwise.
ADDRESS_NAMES: Mapping[str, str] = {name: alias for alias, name in ALIASES.items()}
DATA_PARAMETER = "data"
_VIEWS = ("held", "validated")
# More than anybody selects by hand: what an address asks beyond is not read, so that its work is bounded.
MOST_VALUES: Final = 500
MOST_PARAMETERS: Final = 100
LONGEST_VALUE: Final = 200
_SHOWN_WRONG: Final = 2


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
        else [_escaped(name, part) for part in value]
        for name, value in fields.items()
    }


def from_address(
    query: Mapping[str, str | Iterable[str]], fields: Iterable[str], version: Labelled | None
) -> tuple[dict[str, Any], list[Note]]:
    """Fields that an address fills, and notes on what it could not."""
    field_names = tuple(fields)
    fields_read: dict[str, Any] = {}
    notes: list[Note] = []
    for parameter, raw in islice(query.items(), MOST_PARAMETERS):
        name = ALIASES.get(parameter, parameter)
        if name not in field_names:
            notes += _foreign(parameter, raw, field_names)
            continue
        texts, cut = _bounded(raw)
        wrong = []
        for text in texts:
            try:
                _take(fields_read, name, text, version)
            except CxcError as error:
                wrong.append((text, error))
        notes += _notes(parameter, wrong, cut)
    return fields_read, notes


def _bounded(raw: str | Iterable[str]) -> tuple[list[str], bool]:
    """The values of a parameter as far as they are read, and whether some were not."""
    whole = [raw] if isinstance(raw, str) else raw
    most = MOST_VALUES * LONGEST_VALUE
    listed = [text[:most] for text in islice(whole, MOST_VALUES + 1)]
    texts = _texts(listed)
    cut = len(texts) > MOST_VALUES or any(len(text) == most for text in listed)
    return texts[:MOST_VALUES], cut


def _notes(parameter: str, wrong: list[tuple[str, CxcError]], cut: bool) -> list[Note]:
    """The first of what is wrong with a parameter by name, the rest by number."""
    notes = [Note(parameter, text, str(error)) for text, error in wrong[:_SHOWN_WRONG]]
    if more := len(wrong) - len(notes):
        notes.append(Note(parameter, "", f"{more} more values of {parameter} cannot be had."))
    if cut:
        notes.append(Note(parameter, "", f"Of {parameter} only the first {MOST_VALUES} values were read."))
    return notes


def from_conditions(
    conditions: Iterable[str], fields: Iterable[str], version: Labelled | None
) -> dict[str, Any]:
    """Fields of conditions `field=a,b`; repeated ones narrow each other."""
    field_names = tuple(fields)
    fields_read: dict[str, Any] = {}
    for condition in conditions:
        name, texts = _condition(condition, field_names)
        here: dict[str, Any] = {}
        for text in texts:
            _take(here, name, text, version)
        both = _narrowed(name, fields_read[name], here[name]) if name in fields_read else here[name]
        if not both:
            raise InvalidScope(f"No {name} satisfies all conditions on it; the last was {condition!r}.")
        fields_read[name] = both
    return fields_read


def _condition(condition: str, field_names: tuple[str, ...]) -> tuple[str, list[str]]:
    field, separator, values = condition.partition("=")
    name = ALIASES.get(field.strip(), field.strip())
    if name not in field_names:
        raise UnknownName("filter", field.strip(), (*field_names, *ALIASES))
    texts = _texts(values)
    if not separator or not texts:
        raise InvalidScope(f"Condition {condition!r} has no value. Write {name}=VALUE, several with commas.")
    return name, texts


def _take(fields_read: dict[str, Any], name: str, text: str, version: Labelled | None) -> None:
    """Adds one value to the fields found; raises where it cannot be had."""
    if len(text) > LONGEST_VALUE:
        raise InvalidScope(f"The value {shown(text)} of {name} is longer than {LONGEST_VALUE} letters.")
    if name == "period":
        if name in fields_read:
            raise InvalidScope(f"Period {text!r} is a second period; {fields_read[name]} is used.")
        fields_read[name] = read_period(text)
    elif name == "status":
        if text not in _VIEWS:
            raise UnknownName("view", text, _VIEWS)
        if fields_read.get(name, text) != text:
            raise InvalidScope(f"View {text!r} is a second view; {fields_read[name]!r} is used.")
        fields_read[name] = text
    else:
        code = _partnership(name, unquote(text), version) if _is_partnership(name) else read_value(name, text)
        fields_read[name] = (*fields_read.get(name, ()), code)


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


def _partnership(name: str, text: str, version: Labelled | None) -> int | str:
    """The id for an id or an acronym in any case; any text where no data version can tell."""
    labels = version.labels(name) if version else {}
    if not labels or text in labels:
        return read_value(name, text)
    folded = {label.casefold(): key for key, label in labels.items()}
    if text.casefold() not in folded:
        raise UnknownName("partnership", text, (*labels.values(), *labels))
    return folded[text.casefold()]


def _texts(raw: str | Iterable[str]) -> list[str]:
    listed = [raw] if isinstance(raw, str) else list(raw)
    return [part.strip() for text in listed for part in text.split(",") if part.strip()]


def _foreign(parameter: str, raw: str | Iterable[str], field_names: tuple[str, ...]) -> list[Note]:
    """A note where an unknown parameter looks like one of ours misspelt."""
    ours = (*field_names, *ALIASES)
    folded = parameter[:LONGEST_VALUE].casefold()
    if parameter == DATA_PARAMETER or not (
        folded in ours or get_close_matches(folded, ours, n=1, cutoff=0.75)
    ):
        return []
    value = ",".join(_bounded(raw)[0])[:LONGEST_VALUE]
    return [Note(parameter, value, f"There is no filter {shown(parameter)}{did_you_mean(parameter, ours)}")]
