"""What a register calls what it counts and its two sides, and how texts of ours are said in its nouns.

Texts are written in the words of the scheme: exchange, visitor, host, partnership, lump sum. A register of
missions from home countries says so in its `source.toml` or `map.toml`, and every text reads in its nouns.
The one law for that stands here; `words` applies it to what is said, `measuring` to the figures it gives out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict

LONGEST_NOUN: Final = 40
AGGREGATE: Final = "aggregate"
# Nothing that any renderer could read as markup, and no place to be filled.
_WORD: Final = re.compile(r"[^\W_]+(?:[ '’\-][^\W_]+)*")


def _noun_of(value: object) -> tuple[str, str]:
    """Singular and plural, as TOML and JSON write them in a list; ValueError saying what is wrong."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError('write the singular and the plural: ["mission", "missions"]')
    words = [unicodedata.normalize("NFC", word.strip()) if isinstance(word, str) else word for word in value]
    for word in words:
        if not isinstance(word, str) or len(word) > LONGEST_NOUN or not _WORD.fullmatch(word):
            raise ValueError(
                f"{str(word)[:LONGEST_NOUN]!r} is no noun: write at most {LONGEST_NOUN} letters and digits, "
                "with single spaces, hyphens or apostrophes between"
            )
    return words[0], words[1]


Noun = Annotated[tuple[str, str], BeforeValidator(_noun_of)]


class Nouns(BaseModel):
    """The register's own nouns, each in singular and plural; what is not given is called as in the scheme.

    `unit` is what a row counts (exchange), `sender` and `receiver` are the two sides (visitor, host). A side
    whose noun ends in *country* names the countries of that side only. `money` is what is paid (lump sum).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Noun | None = None
    sender: Noun | None = None
    receiver: Noun | None = None
    partnership: Noun | None = None
    money: Noun | None = None


NONE: Final = Nouns()


@dataclass(frozen=True)
class Vocabulary:
    """The words in which texts are said to readers of one register: its nouns, and what its rows stand for.

    Where a row stands for many persons (grain `aggregate`), persons are what is counted. `counted` is what a
    register counts whose units are no exchanges, in singular and plural: participations, persons at events.
    """

    nouns: Nouns = NONE
    grain: str = "record"
    counted: tuple[str, str] | None = None

    @property
    def counts_persons(self) -> bool:
        """Whether rows stand for many persons."""
        return self.grain == AGGREGATE

    @property
    def unit(self) -> tuple[str, str]:
        """What is counted, in singular and plural."""
        if noun := self.counted or self.nouns.unit:
            return noun
        return ("person", "persons") if self.counts_persons else ("exchange", "exchanges")

    def said(self, text: str) -> str:
        """A text of ours in the nouns of the register; places to be filled (`{host}`) stay.

        >>> Vocabulary(Nouns(unit=("mission", "missions"))).said("An exchange; visits hosted")
        'A mission; missions hosted'
        """
        return _said(self, text) if self != SCHEME else text


SCHEME: Final = Vocabulary()

# What stands before a word that looks like a noun and is a verb: countries host, who visits whom.
_HOSTING: Final = (
    "countries|country|regions|states|members|organisation|it|they|who|that|would|only|columns|"
    r"sends and|send and|to(?= host\b)"
)
_VISITING: Final = "who|rows|ecosystems"
_KINDS: Final = (
    rf"(?P<verb>(?:(?:{_HOSTING}) hosts?)|(?:(?:{_VISITING}) visits?))",
    r"(?P<sending>visitor(?:'s)? countr(?:y|ies))",
    r"(?P<receiving>host(?:'s)? countr(?:y|ies))",
    r"(?P<sender>visitors?)",
    r"(?P<receiver>hosts?)",
    r"(?P<unit>exchanges?|visits?)",
    r"(?P<persons>persons?)",
    r"(?P<partnership>partnerships?)",
    r"(?P<money>lump[ -]sums?)",
)


@lru_cache(maxsize=64)
def _words(nouns: Nouns) -> re.Pattern[str]:
    """Every word that has a noun of the register. Its own come first and stay: a text may pass twice."""
    pairs = [getattr(nouns, name) for name in Nouns.model_fields]
    own = sorted({re.escape(word) for pair in pairs if pair for word in pair}, key=len, reverse=True)
    kinds = "|".join([*(["(?P<own>" + "|".join(own) + ")"] if own else []), *_KINDS])
    # Not in a place to be filled, nor within the name of a column.
    return re.compile(
        rf"(?<![{{\w.])(?:(?P<article>an?) )?(?:{kinds})(?![\w{{])(?!\.\w)(?!-?_)", re.IGNORECASE
    )


@lru_cache(maxsize=8192)
def _said(vocabulary: Vocabulary, text: str) -> str:
    return _words(vocabulary.nouns).sub(lambda match: _replaced(vocabulary, match), text)


def _replaced(vocabulary: Vocabulary, match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    noun = _noun(vocabulary, kind)
    if noun is None:
        return match[0]
    written = match[kind]
    word = noun[1] if written.lower().endswith("s") else noun[0]
    if written[0].isupper():
        word = word[0].upper() + word[1:]
    article = match["article"]
    if not article:
        return word
    return f"{article[0]}{'n' if _sounds_like_vowel(word) else ''} {word}"


def _noun(vocabulary: Vocabulary, kind: str) -> tuple[str, str] | None:
    """The noun that takes the place of a word of that kind; None where the word stays."""
    nouns = vocabulary.nouns
    if kind == "unit":
        return vocabulary.unit if nouns.unit or vocabulary.counts_persons else None
    if kind == "persons":
        return nouns.unit if vocabulary.counts_persons else None
    if kind in {"sending", "receiving"}:
        return _country(nouns.sender if kind == "sending" else nouns.receiver)
    if kind in {"sender", "receiver"}:
        side: tuple[str, str] | None = getattr(nouns, kind)
        return None if side is None or _is_country(side) else side
    return getattr(nouns, kind, None)


def _is_country(side: tuple[str, str]) -> bool:
    return side[0].lower().endswith("country")


def _country(side: tuple[str, str] | None) -> tuple[str, str] | None:
    if side is None or _is_country(side):
        return side
    if " " in side[0]:
        return f"country of the {side[0]}", f"countries of {side[1]}"
    return f"{side[0]} country", f"{side[0]} countries"


def _sounds_like_vowel(word: str) -> bool:
    """Whether English says *an* before it: an internship, a unit, a European placement, an hour.

    >>> [_sounds_like_vowel(word) for word in ("internship", "unit", "European stay", "hour")]
    [True, False, False, True]
    """
    low = word.lower()
    if low.startswith(("uni", "use", "usa", "eu", "one", "once")) and not low.startswith(("unin", "unim")):
        return False
    return low[0] in "aeiou" or low.startswith(("hour", "honour", "honor", "heir", "honest"))
