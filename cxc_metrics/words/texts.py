"""All interface words, by id, from `words_en.toml`: so that another language is another file."""

from __future__ import annotations

import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cxc_metrics.errors import UnknownName

from . import register_words

CATALOGUE = Path(__file__).parent / "common.toml"
_PERSONS = "_persons"


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
    """Every text by its dotted id (`selection.view`)."""
    with CATALOGUE.open("rb") as file:
        return dict(_flatten(tomllib.load(file)))


def say(key: str, **values: object) -> str:
    """The text of that id in the nouns of the register shown, with `{name}` places filled.

    Where rows of the register stand for many persons, a text of the id with `_persons` behind it goes before.
    A number and what it counts are one place with both words, `{n:visit was|visits were}`: the first for 1.
    Values are put in as they are: escape names with `cxc_metrics.words.plain` first.
    Raises UnknownName for an id that is not in the catalogue, KeyError for a place without a value.
    """
    vocabulary = register_words.of_key(key)
    texts = catalogue()
    text = texts.get(f"{key}{_PERSONS}") if vocabulary.counts_persons else None
    if text is None:
        try:
            text = texts[key]
        except KeyError:
            raise UnknownName("interface text", key, texts) from None
    text = vocabulary.said(text)
    return _FORMS.format(text, **values) if values else text


def _flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            entries += _flatten(value, f"{prefix}{key}.")
        else:
            entries.append((prefix + key, str(value)))
    return entries
