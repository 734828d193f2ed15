"""Values of filters: reading them, their order, groups."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cxc_metrics.contract.country_names import country_hint, read_country
from cxc_metrics.contract.dimension import Dimension, Values
from cxc_metrics.contract.dimensions import code_labels, dimension, dimensions
from cxc_metrics.contract.reference import EU27, eu_members
from cxc_metrics.errors import InvalidScope, UnknownName, shown

GROUPS: dict[str, tuple[str, ...]] = {EU27: eu_members()}
GROUP_LABELS = {EU27: "EU-27"}


def read_value(field: str, raw: object) -> int | str:
    """The code that a text, number or label stands for in a field.

    Raises UnknownName with the nearest code or label; InvalidScope where the value is a code of another list.
    """
    declared = dimension(field)
    text = str(raw).strip()
    if declared.values is Values.PARTNERSHIP or declared.is_open:
        return open_value(declared, text)
    code = _codes_by_name(declared.id).get(text.casefold())
    meant = read_country(text) if code is None and declared.values is Values.COUNTRY else ()
    if len(meant) > 1:
        raise InvalidScope(f"{declared.label}: {text!r} names more than one country. {country_hint(text)}.")
    code = meant[0] if meant else code
    if code is not None:
        return code
    if others := _elsewhere(declared, text):
        lists = " or ".join(other.list_name or other.noun for other in others)
        raise InvalidScope(f"{declared.label}: {text!r} is a value of another list ({lists}).")
    if declared.values is Values.COUNTRY:
        raise UnknownName(declared.noun, text, (), hint=country_hint(text))
    raise UnknownName(
        declared.noun,
        text,
        [str(code) for code in _codes_by_name(declared.id).values()] + _names(declared.id),
    )


def open_value(declared: Dimension, text: str) -> str:
    """A value of no list: any text that is written like the example, where there is one."""
    if not text:
        raise InvalidScope(f"{declared.label}: the value is empty.")
    if declared.example and _shape(text) != _shape(declared.example):
        raise InvalidScope(f"{declared.label}: {shown(text)} is not written like {declared.example!r}.")
    return text.upper() if declared.example.isupper() else text


def _shape(text: str) -> str:
    """How a text is written, letters and digits alike: xxxx (xxxx) for DE71 (2021) and for ITC4 (2016)."""
    return re.sub(r"[^\W_]", "x", text)


def _elsewhere(declared: Dimension, text: str) -> list[Dimension]:
    """Dimensions whose list has that code; a wave is a number as an ecosystem is, which says nothing."""
    if declared.values is Values.WAVE:
        return []
    return [other for other in _lists() if other != declared and text.casefold() in _codes(other.id)]


def sorted_values(field: str, values: Iterable[int | str]) -> tuple[int | str, ...]:
    """Values once each: groups first, then the order of the list, unlisted ones by name."""
    order = value_order(field)
    return tuple(sorted(dict.fromkeys(values), key=lambda value: order_key(order, value)))


def expand(field: str, values: Iterable[int | str]) -> tuple[int | str, ...]:
    """Values with groups replaced by their members, once each, in order."""
    if dimension(field).values is not Values.COUNTRY:
        return tuple(values)
    members = (member for value in values for member in GROUPS.get(str(value), (value,)))
    return sorted_values(field, members)


@cache
def value_order(field: str) -> dict[int | str, int]:
    """Position of each code in the order of its list, groups before all; empty for open lists."""
    declared = dimension(field)
    groups: tuple[int | str, ...] = tuple(GROUPS) if declared.values is Values.COUNTRY else ()
    return {code: place for place, code in enumerate((*groups, *code_labels(field)))}


def order_key(order: dict[int | str, int], value: int | str | bool | None) -> tuple[int, int, str]:
    """Sort key: listed codes in their order, then others by name, none last."""
    if value is None:
        return (2, 0, "")
    place = order.get(value)
    return (
        (0, place, "") if place is not None else (1, int(value) if isinstance(value, int) else 0, str(value))
    )


@cache
def _codes_by_name(field: str) -> dict[str, int | str]:
    """Folded code or label → code, groups included; a code is stronger than a label."""
    labels = code_labels(field)
    grouped = GROUP_LABELS if dimension(field).values is Values.COUNTRY else {}
    codes: dict[str, int | str] = {label.casefold(): code for code, label in labels.items()}
    codes |= {label.casefold(): group for group, label in grouped.items()}
    codes |= {str(code).casefold(): code for code in (*labels, *grouped)}
    return codes


@cache
def _codes(field: str) -> frozenset[str]:
    return frozenset(str(code).casefold() for code in code_labels(field))


def _names(field: str) -> list[str]:
    return list(code_labels(field).values())


@cache
def _lists() -> tuple[Dimension, ...]:
    """One dimension of each closed list of codes that a person may mistake for another."""
    wanted: dict[object, Dimension] = {}
    for declared in dimensions().values():
        if declared.values in {Values.COUNTRY, Values.SECTOR} or (
            declared.values is Values.CODE and code_labels(declared.id)
        ):
            wanted.setdefault(tuple(code_labels(declared.id)), declared)
    return tuple(wanted.values())
