"""The code page of a text that is not UTF-8: the letters decide, and the countries that its lines name.

A detector's guess tells which pages are possible; between them it cannot tell, because most bytes are
letters in several (è and č, ø and ř are one byte). What tells them apart is whether a word is written in the
letters of one language, best of a country named in the same line. Where that leaves several, Windows-1252
is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cxc_metrics.contract import countries
from cxc_metrics.contract.country_names import country_codes

USUAL = "cp1252"
# Code pages that European office programs write, the usual one first.
PAGES = (
    USUAL,
    "cp1250",
    "cp1253",
    "cp1251",
    "cp1254",
    "cp1257",
    "iso8859_2",
    "iso8859_15",
    "mac_roman",
    "cp850",
)
# Letters besides a to z, as Unicode CLDR lists them (main exemplar characters), and those of common names.
LETTERS = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "bs": "čćžšđ",
    "ca": "àéèíïóòúüç·",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüßé",
    "el": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
    "en": "é",
    "es": "áéíñóúü",
    "et": "äõöüšž",
    "fi": "äöåšž",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "ga": "áéíóú",
    "hr": "čćžšđ",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "it": "àèéìòùóî",
    "lb": "äéëüö",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "mt": "ċġħżàèìòù",
    "nl": "äáâëéèïíöóüúç",
    "no": "æøåéèêóòôàä",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü",
    "ro": "ăâîșțşţ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sq": "çë",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџшčćžšđ",
    "sv": "åäöé",
    "tr": "çğıİöşüâî",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"\b[A-Z]{2,3}\b")
# A word in the letters of a country of its line, of some language, of none; a sign or control among letters.
_OF_THE_COUNTRY, _OF_SOME, _OF_NONE, _NO_LETTER = 4, 1, -2, -3


def likeliest(sample: bytes, possible: Iterable[str]) -> str:
    """The code page, of those that a detector holds possible, whose words are written in one language each.

    `sample` are lines of the file that are not plain ASCII. Raises ValueError where no page is possible.
    """
    listed = set(possible) | {USUAL}
    scores = {page: score for page in PAGES if page in listed and (score := _score(sample, page)) is not None}
    if not scores:
        raise ValueError("no code page fits")
    return max(scores, key=lambda page: scores[page])  # the first of equals: PAGES begins with the usual one


def _score(sample: bytes, page: str) -> int | None:
    """How well a text reads in a code page; None where it has bytes that the page does not know."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return None
    return sum(_score_of_line(line) for line in text.splitlines())


def _score_of_line(line: str) -> int:
    languages = {
        language
        for code in _CODE.findall(line)
        for language in _languages(code.casefold())
        if language in LETTERS
    }
    score = 0
    for word in _WORD.findall(line):
        if not word.isascii():
            score += _score_of_word(word.casefold(), languages)
    return score + _NO_LETTER * sum(_is_out_of_place(line, place) for place in range(len(line)))


def _score_of_word(word: str, languages: set[str]) -> int:
    foreign = {letter for letter in word if not letter.isascii()}
    plain = any(letter.isascii() for letter in word)
    fits = [
        name
        for name, letters in LETTERS.items()
        if foreign <= set(letters) and not (plain and _own_script(name))
    ]
    if languages.intersection(fits):
        return _OF_THE_COUNTRY
    return _OF_SOME if fits else _OF_NONE


def _own_script(language: str) -> bool:
    """Whether a language is not written in Latin letters: no word of it has any."""
    return LETTERS[language][0] in "аα"


def _is_out_of_place(line: str, place: int) -> bool:
    """Whether a character beyond ASCII is no letter but stands between two letters, or is a control."""
    character = line[place]
    if character.isascii() or character.isalpha():
        return False
    if "\x80" <= character <= "\x9f":
        return True
    neighbours = line[max(place - 1, 0) : place], line[place + 1 : place + 2]
    return all(side.isalpha() for side in neighbours) and character not in "’‘–—·\u00a0"


@cache
def _languages(code: str) -> tuple[str, ...]:
    """Official languages of a country by one of its codes."""
    listed = countries().get(country_codes().get(code, ""))
    return tuple((listed.languages or "").split(";")) if listed else ()
