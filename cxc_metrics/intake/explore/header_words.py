"""What the words of a header mean: `data/reference/header_words.csv`, in several languages at once."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.paths import REFERENCE

_FILE = "header_words.csv"
# "startDate", "projectID", "country2".
_BORDERS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True)
class Senses:
    """The senses of a header's words, each with the word that bears it."""

    words: Mapping[str, str]

    def __contains__(self, sense: str) -> bool:
        """Whether some word has this sense."""
        return sense in self.words

    def quoted(self, *senses: str) -> str:
        """The words of these senses, for a sentence: `'home' and 'country'`."""
        return " and ".join(dict.fromkeys(f"'{self.words[sense]}'" for sense in senses if sense in self))


@dataclass(frozen=True)
class _Listed:
    whole: Mapping[str, tuple[str, ...]]
    first: Mapping[str, tuple[str, ...]]
    begin: Mapping[str, tuple[str, ...]]
    end: Mapping[str, tuple[str, ...]]


def senses_of(name: str) -> Senses:
    """What a column's name says by its words, pairs of words written as one included.

    >>> sorted(senses_of("Gastland").words), sorted(senses_of("startDate").words)
    (['country', 'receiving'], ['date', 'receiving', 'sending', 'start'])
    """
    listed = _listed()
    senses: dict[str, str] = {}
    parts = words_of_name(name)
    for at, word in enumerate(parts):
        if at == 0 and "_" in name:
            _add(senses, listed.first.get(word, ()), word)
        _add(senses, listed.whole.get(word, ()), word)
        for lists, fits in ((listed.begin, word.startswith), (listed.end, word.endswith)):
            for piece, meant in lists.items():
                if fits(piece):
                    _add(senses, meant, word)
    return Senses(senses)


def words_of_name(name: str) -> tuple[str, ...]:
    """The folded words of a header, its umlauts written in both ways, and each two neighbours as one word."""
    words_in_order: dict[str, None] = {}
    for spelling in (name, name.translate(_UMLAUTS)):
        words = [
            word for part in _BORDERS.split(spelling) for word in fold_country(part.replace("_", " ")).split()
        ]
        words_in_order |= dict.fromkeys(words)
        words_in_order |= dict.fromkeys(first + second for first, second in pairwise(words))
    return tuple(words_in_order)


def _add(senses: dict[str, str], meant: tuple[str, ...], word: str) -> None:
    for sense in meant:
        senses.setdefault(sense, word)


@cache
def _listed() -> _Listed:
    lists: list[dict[str, list[str]]] = [defaultdict(list) for _ in range(4)]
    whole, first, begin, end = lists
    for sense, word in _entries():
        place, bare = whole, word.strip("*_")
        if word.endswith("_"):
            place = first
        elif word.endswith("*"):
            place = begin
        elif word.startswith("*"):
            place = end
        place[bare].append(sense)
    return _Listed(
        *({word: tuple(dict.fromkeys(senses)) for word, senses in pieces.items()} for pieces in lists)
    )


def _entries() -> Iterator[tuple[str, str]]:
    with (REFERENCE / _FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in row["words"].split(";"):
                yield row["sense"], word
