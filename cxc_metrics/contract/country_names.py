"""Countries as people write them: one folded map from names and codes to the Commission's codes.

Used alike for cells of a register, conditions of a command line, addresses and sources. The names stand in
`data/reference/country_names.csv` (its README says where from); a name that means several countries has all
their codes there, and is asked, never chosen.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from cxc_metrics.paths import REFERENCE

from .reference import countries

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ə": "e"}
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ACCENTS = re.compile(r"[\u0300-\u036f]")  # not the vowel signs of Indian scripts, which are letters
_SPELT_OUT = re.compile(r"(?:\w )+\w")
# Parts of a cell that may each name the country: "Macedonia (FYROM)", "Belgique / België", "DE - Germany".
_PARTS = re.compile(r"[()\[\]/|;]|\s[-–—:]\s")
# Under this share of common letters two names may be two countries: Niger and Nigeria have 0.83.
_NEAR, _NEAR_SWAPPED = 0.86, 0.75
_GENERAL_HINT = "Use the Commission's two-letter codes (EL, UK, XK; XX for the rest of the world)"


def fold_country(text: str) -> str:
    """A name without case, accents, punctuation, invisible characters; abbreviations without their points.

    >>> fold_country(" Côte d’Ivoire "), fold_country("U.S.A.")
    ('cote d ivoire', 'usa')
    """
    apart = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).casefold())
    plain = _ACCENTS.sub("", apart).translate(_PLAIN).replace("&", " and ")
    words = " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain).split())
    return words.replace(" ", "") if _SPELT_OUT.fullmatch(words) else words


@cache
def country_names() -> Mapping[str, tuple[str, ...]]:
    """Folded name → the codes it may mean, mostly one."""
    with (REFERENCE / "country_names.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: tuple(row["country_code"].split(";")) for row in csv.DictReader(file)}


def country_names_digest() -> str:
    """Hash of the list of names: what the same cells mean depends on it."""
    return hashlib.sha256((REFERENCE / "country_names.csv").read_bytes()).hexdigest()


@cache
def country_codes() -> Mapping[str, str]:
    """Folded ISO codes of two and three letters, and the Commission's, to the Commission's."""
    listed = countries().values()
    codes = {country.iso2.casefold(): country.country_code for country in listed if country.iso2}
    codes |= {country.iso3.casefold(): country.country_code for country in listed if country.iso3}
    return codes | {country.country_code.casefold(): country.country_code for country in listed}


def read_country(text: str) -> tuple[str, ...]:
    """The codes a text may mean: none if it is no country, several if it means several, else one.

    Takes the Commission's and ISO's codes, names in the languages of Unicode CLDR, official, former and
    common short ones, and a name together with its own code (`DE - Germany`).
    """
    folded = fold_country(text)
    code = country_codes().get(folded) if text.isascii() else None
    named = country_names().get(folded, ())
    if code is not None and (len(folded) == 2 or text.isupper() or named in ((), (code,))):
        return (code,)
    if code is not None:
        return tuple(dict.fromkeys((code, *named)))
    return named or _said_twice(text, folded)


def _said_twice(text: str, folded: str) -> tuple[str, ...]:
    """The one country that all parts of a text name, if they do; a code may stand before or behind a name."""
    parts = [folded_part for part in _PARTS.split(text) if (folded_part := fold_country(part))]
    if len(parts) < 2:
        first, _, rest = folded.partition(" ")
        start, _, last = folded.rpartition(" ")
        parts = [first, rest] if first in country_codes() else [start, last]
    meant = [{*country_names().get(part, ()), *country_codes().get(part, "").split()} for part in parts]
    common = set.intersection(*meant)
    return tuple(common) if len(common) == 1 else ()


def translates(text: str, code: str) -> bool:
    """Whether reading a text as this code was more than a matter of case."""
    return text.strip().upper() != code


def country_hint(text: str) -> str:
    """What to do about a text that is no country, or several: the nearest name only where it is near.

    A suggestion is made for a slip of the pen that points to one country, never for shared letters.
    """
    meant = read_country(text)
    if len(meant) > 1:
        named = " or ".join(f"{code} ({countries()[code].name_en})" for code in meant[:4])
        return f"It may mean {named}{' or others' if len(meant) > 4 else ''}: write the code"
    code = _slip_of(fold_country(text))
    return f"If {countries()[code].name_en} is meant, write {code}" if code else _GENERAL_HINT


def _slip_of(folded: str) -> str | None:
    """The one country whose name differs from a text by a slip of the pen, or two letters swapped."""
    names = {fold_country(country.name_en): code for code, country in countries().items()}
    near = get_close_matches(folded, names, n=3, cutoff=_NEAR)
    swapped = get_close_matches(folded, names, n=3, cutoff=_NEAR_SWAPPED)
    near += [name for name in swapped if sorted(name) == sorted(folded)]
    codes = {names[name] for name in near}
    return codes.pop() if len(codes) == 1 else None
