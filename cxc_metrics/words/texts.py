"""All interface words, by id, from `words_en.toml`: so that another language is another file."""

from __future__ import annotations

import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cxc_metrics.errors import UnknownName

CATALOGUE = Path(__file__).parent / "common.toml"


class _Forms(string.Formatter):
    """Fills places as `str.format` does, and those of a number with the word that belongs to it."""

    def format_field(self, value: Any, format_spec: str) -> str:
        singular, counted, many = format_spec.partition("|")
        if not counted:
            return str(super().format_field(value, format_spec))
        return f"{value} {singular if str(value) == '1' else many}"


_FORMS = _Forms()


@cache
def catalogue() -> dict[str, str]:
    """Every text by its dotted id (`selection.clear_all`)."""
    with CATALOGUE.open("rb") as file:
        return dict(_flatten(tomllib.load(file)))


def say(key: str, **values: object) -> str:
    """The text of that id, with `{name}` places filled.

    A number and what it counts are one place with both words, `{n:visit was|visits were}`: the first for 1.
    Values are put in as they are: escape names with `cxc_metrics.words.plain` first.
    Raises UnknownName for an id that is not in the catalogue, KeyError for a place without a value.
    """
    try:
        text = catalogue()[key]
    except KeyError:
        raise UnknownName("interface text", key, catalogue()) from None
    return _FORMS.format(text, **values) if values else text


def _flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            entries += _flatten(value, f"{prefix}{key}.")
        else:
            entries.append((prefix + key, str(value)))
    return entries
