"""The country list against facts 7.1, typed here a second time, and against itself."""

from __future__ import annotations

import math
import re

import pytest

Countries = dict[str, dict[str, str]]

PROTOCOL = (
    "BE BG CZ DK DE EE IE EL ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE "
    "IS LI NO ME MK AL RS TR BA XK AM MD UA UK"
)
EU27, OTHERS = PROTOCOL.split()[:27], PROTOCOL.split()[27:]
FULL_LUMP_SUM = {
    1100: "DK LI NO", 1000: "IE", 950: "FI SE", 900: "FR IT AT IS", 830: "BE DE ES LU NL", 780: "EL CY PT",
    750: "TR", 720: "HR MT SI", 670: "EE HU", 610: "CZ LV PL SK AM", 560: "BG LT RO ME MK RS BA XK",
    530: "AL MD UA",
}  # fmt: skip
KOSOVO_FOOTNOTE = (
    "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and "
    "the ICJ Opinion on the Kosovo declaration of independence."
)


def kilometres(one: dict[str, str], other: dict[str, str]) -> float:
    """Great-circle distance by the spherical law of cosines, R = 6 371 km."""
    (lat1, lon1), (lat2, lon2) = (
        (math.radians(float(place["latitude"])), math.radians(float(place["longitude"])))
        for place in (one, other)
    )
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return 6371 * math.acos(min(1.0, cosine))


def test_the_eligible_countries_come_first_in_protocol_order(countries: Countries) -> None:
    in_order = sorted(countries.values(), key=lambda row: int(row["display_order"]))
    assert [row["country_code"] for row in in_order[:41]] == EU27 + OTHERS
    assert in_order[-1]["country_code"] == "XX"
    assert [int(row["display_order"]) for row in in_order] == list(range(1, len(countries) + 1))


def test_the_other_countries_follow_by_english_name(countries: Countries) -> None:
    names = [
        row["name_en"] for row in sorted(countries.values(), key=lambda row: int(row["display_order"]))[41:-1]
    ]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Algeria"]
    assert names[-2:] == ["Zambia", "Zimbabwe"]
    assert names.index("Costa Rica") + 1 == names.index("Côte d'Ivoire") == names.index("Cuba") - 1
    without_accents = [name for name in names if name.isascii()]
    assert without_accents == sorted(without_accents, key=str.casefold)


def test_all_of_iso_3166_is_there_with_kosovo_and_the_rest_of_the_world(countries: Countries) -> None:
    assert len(countries) == 249 + 2
    officially_coded = [row for row in countries.values() if row["iso_numeric"]]
    assert len(officially_coded) == 249
    assert all(re.fullmatch(r"[A-Z]{2}", row["iso2"]) for row in countries.values())
    assert all(re.fullmatch(r"[A-Z]{3}", row["iso3"]) for row in officially_coded)
    assert all(re.fullmatch(r"\d{3}", row["iso_numeric"]) for row in officially_coded)
    for column in ("iso2", "iso3", "iso_numeric", "name_en"):
        values = [row[column] for row in countries.values() if row[column]]
        assert len(values) == len(set(values)), column


def test_greece_the_united_kingdom_and_kosovo_bear_the_codes_of_the_union(countries: Countries) -> None:
    changed = {code: row["iso2"] for code, row in countries.items() if code != row["iso2"]}
    assert changed == {"EL": "GR", "UK": "GB"}
    assert (countries["XK"]["iso3"], countries["XK"]["iso_numeric"]) == ("XKX", "")
    assert (countries["XX"]["iso3"], countries["XX"]["latitude"]) == ("", "")


@pytest.mark.parametrize(
    ("code", "name"),
    [("CZ", "Czechia"), ("TR", "Türkiye"), ("MK", "North Macedonia"), ("XK", "Kosovo*"), ("EL", "Greece"),
     ("BA", "Bosnia and Herzegovina"), ("UK", "United Kingdom"), ("US", "United States"), ("NA", "Namibia")],
)  # fmt: skip
def test_names_are_the_short_ones(countries: Countries, code: str, name: str) -> None:
    assert countries[code]["name_en"] == name


def test_memberships(countries: Countries) -> None:
    def having(column: str) -> set[str]:
        assert {row[column] for row in countries.values()} == {"true", "false"}
        return {code for code, row in countries.items() if row[column] == "true"}

    assert having("eu_member") == set(EU27)
    assert having("efta") == {"IS", "LI", "NO", "CH"}
    assert having("cosme_2020_22") == set(EU27 + OTHERS) - {"LI", "NO"}
    assert having("cosme_2022_24") == set(EU27 + OTHERS) - {"LI", "NO", "UK"}


def test_what_was_found_and_what_is_inferred_is_said(countries: Countries) -> None:
    assert all(row["eligibility_note"] for row in countries.values())
    for row in countries.values():
        if row["cosme_2022_24"] == "true":
            assert "(found" in row["eligibility_note"]
            assert "(inferred)" in row["eligibility_note"]
    assert "transition" in countries["UK"]["eligibility_note"]


def test_lump_sum_caps(countries: Countries) -> None:
    expected = {code: cap for cap, codes in FULL_LUMP_SUM.items() for code in codes.split()}
    caps = {code: int(row["lump_sum_cap_eur"]) for code, row in countries.items() if row["lump_sum_cap_eur"]}
    assert caps == expected
    assert len(caps) == 40


def test_only_kosovo_has_the_footnote_word_for_word(countries: Countries) -> None:
    assert {code: row["footnote"] for code, row in countries.items() if row["footnote"]} == {
        "XK": KOSOVO_FOOTNOTE
    }


def test_neighbours_are_known_and_mutual(countries: Countries) -> None:
    pairs = {(code, n) for code, row in countries.items() for n in row["neighbours"].split(";") if n}
    assert {n for _, n in pairs} <= set(countries)
    assert {(b, a) for a, b in pairs} == pairs
    assert all(a != b for a, b in pairs)


@pytest.mark.parametrize(
    ("code", "neighbours"),
    [("DE", "AT BE CH CZ DK FR LU NL PL"), ("PT", "ES"), ("XK", "AL ME MK RS"), ("AL", "EL ME MK XK"),
     ("IE", "UK"), ("MT", ""), ("EL", "AL BG MK TR"), ("LU", "BE DE FR")],
)  # fmt: skip
def test_some_neighbours_by_the_atlas(countries: Countries, code: str, neighbours: str) -> None:
    assert countries[code]["neighbours"].replace(";", " ") == neighbours


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("FR", "DE", 878), ("ES", "PT", 503), ("FI", "EE", 82), ("IE", "UK", 464), ("SE", "EL", 2410)],
)  # fmt: skip
def test_distances_between_capitals(countries: Countries, one: str, other: str, expected: int) -> None:
    """The distances commonly quoted; three per cent, since a capital's point may be any of its squares."""
    assert kilometres(countries[one], countries[other]) == pytest.approx(expected, rel=0.03)


def test_places_lie_on_the_globe_and_only_uninhabited_areas_lack_one(countries: Countries) -> None:
    without = {code for code, row in countries.items() if not row["latitude"]}
    assert without == {"AQ", "BV", "HM", "TK", "UM", "XX"}
    for code in set(countries) - without:
        row = countries[code]
        assert row["capital"]
        assert abs(float(row["latitude"])) <= 90
        assert abs(float(row["longitude"])) <= 180


@pytest.mark.parametrize(
    ("code", "languages"),
    [("BE", {"nl", "fr", "de"}), ("CY", {"el", "tr"}), ("EL", {"el"}), ("AT", {"de"}), ("UA", {"uk"}),
     ("MK", {"mk", "sq"}), ("NO", {"no"}), ("BA", {"bs", "hr", "sr"}), ("XK", {"sq", "sr"}), ("MD", {"ro"})],
)  # fmt: skip
def test_official_languages(countries: Countries, code: str, languages: set[str]) -> None:
    assert set(countries[code]["languages"].split(";")) == languages


def test_languages_are_two_letter_codes(countries: Countries) -> None:
    spoken = [code for row in countries.values() for code in row["languages"].split(";") if code]
    assert all(re.fullmatch(r"[a-z]{2}", code) for code in spoken)
    assert all(countries[code]["languages"] for code in EU27 + OTHERS)
