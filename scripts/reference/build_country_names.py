"""Build data/reference/country_names.csv: folded names of countries and the codes they may mean.

Run from the project root, after build_countries.py, with the build-time libraries named in
data/reference/README.md::

    python scripts/reference/build_country_names.py

Strong sources, which always count: the product's own names, ISO 3166-1 short, official and common names
(pycountry), names in all languages of Unicode CLDR (Babel), and the hand-kept ``country_aliases.csv`` (common
short forms, former names), which overrules all. Weak ones, which count only where no strong one and no other
weak one says otherwise: the translations of pycountry, which hold a few slips (Mexico as Malaysia).
"""

from __future__ import annotations

import csv
import gettext
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pycountry
from babel import Locale
from babel.localedata import locale_identifiers

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from cxc_metrics.contract.country_names import fold_country  # noqa: E402 - the project's root comes first
from cxc_metrics.contract.reference import countries, to_eu_code  # noqa: E402

TARGET = ROOT / "data" / "reference" / "country_names.csv"
ALIASES = HERE / "country_aliases.csv"
_FORMS = ("name", "official_name", "common_name")
# How Germans and Scandinavians write these letters where a keyboard lacks them.
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_SPELT_LANGUAGES = ("de", "sv", "da", "nb", "nn", "fi")

Names = dict[str, set[str]]


def strong_names() -> Iterator[tuple[str, str]]:
    """Names and codes from the sources that always count."""
    for code, country in countries().items():
        yield from _with_article(country.name_en, code)
    for country in pycountry.countries:
        for form in _FORMS:
            if name := getattr(country, form, None):
                yield from _with_article(name, to_eu_code(country.alpha_2))
    for identifier in locale_identifiers():
        for iso, name in Locale.parse(identifier).territories.items():
            yield name, to_eu_code(iso)
            if identifier in _SPELT_LANGUAGES:
                yield name.translate(_SPELT), to_eu_code(iso)


def weak_names() -> Iterator[tuple[str, str]]:
    """Names and codes from pycountry's translations."""
    for language in sorted(path.name for path in Path(pycountry.LOCALES_DIR).iterdir()):
        try:
            translation = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language])
        except FileNotFoundError:
            continue
        for country in pycountry.countries:
            for form in _FORMS:
                english = getattr(country, form, None)
                if english and (name := translation.gettext(english)) != english:
                    yield name, to_eu_code(country.alpha_2)


def _with_article(name: str, code: str) -> Iterator[tuple[str, str]]:
    yield name, code
    yield f"The {name}", code
    yield f"{name} (the)", code


def folded(pairs: Iterable[tuple[str, str]]) -> Names:
    """Folded name → codes, of countries the product knows."""
    names: Names = defaultdict(set)
    for name, code in pairs:
        is_code = len(name) <= 2 and name.isascii()
        if code in countries() and not is_code and (key := fold_country(name)):
            names[key].add(code)
    return names


def aliases() -> dict[str, list[str]]:
    """Folded hand-kept names → codes."""
    with ALIASES.open(encoding="utf-8", newline="") as file:
        return {fold_country(row["name"]): row["country_code"].split(";") for row in csv.DictReader(file)}


def build() -> dict[str, list[str]]:
    """Every name with its codes, in the order of the list of countries."""
    names = folded(strong_names())
    for name, codes in folded(weak_names()).items():
        if name not in names and len(codes) == 1:
            names[name] = codes
    order = list(countries())
    known = {name: sorted(codes, key=order.index) for name, codes in names.items()}
    return dict(sorted((known | aliases()).items()))


def main() -> None:
    """Write the list."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "country_code"))
        writer.writerows((name, ";".join(codes)) for name, codes in build().items())


if __name__ == "__main__":
    main()
