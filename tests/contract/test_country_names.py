"""Countries as people write them: every language, official and common names; what means several is asked.

After an upgrade of Babel with new names, run scripts/reference/build_country_names.py.
"""

from __future__ import annotations

from babel import Locale
from babel.localedata import locale_identifiers

from cxc_metrics.contract import countries
from cxc_metrics.contract.country_names import country_hint, country_names, read_country
from cxc_metrics.contract.reference import to_eu_code

# Written down by hand, from situations that people met elsewhere.
COMMON = {
    "CZ": ["Czech Republic", "CZECH REPUBLIC", "Czech Rep.", "Česká republika", "CZE", "Tschechien"],
    "TR": ["Turkey", "Türkiye", "Turkiye", "Republic of Turkey", "TUR"],
    "US": ["USA", "U.S.A.", "U.S.", "United States of America", "Stati Uniti d'America", "Estados Unidos"],
    "NL": ["The Netherlands", "Netherlands (the)", "Holland", "Pays-Bas", "NLD", "Países Baixos"],
    "HK": ["Hong Kong", "Hongkong", "Hong Kong SAR China"],
    "VN": ["Viet Nam", "Vietnam"],
    "XK": ["KV", "XKX", "Kosovo", "Kosovo*", "Kosovo (UNSCR 1244/1999)", "Kosova"],
    "EL": ["Greece", "GR", "GRC", "Hellas", "Ελλάδα", "ΕΛΛΑΔΑ", "Grèce", "Griechenland"],
    "UK": [
        "GB",
        "GBR",
        "Great Britain",
        "Royaume-Uni",
        "United Kingdom of Great Britain and Northern Ireland",
    ],
    "MK": ["Macedonia", "FYROM", "Macedonia (FYROM)", "The former Yugoslav Republic of Macedonia"],
    "AT": ["Österreich", "OESTERREICH", "O\u0308sterreich", "Áo", "Aus\u200btria"],
    "MM": ["Burma", "Myanmar"],
    "CI": ["Ivory Coast", "Côte d’Ivoire", "Cote d'Ivoire"],
    "KR": ["South Korea", "Korea, Republic of", "Republic of Korea"],
    "BE": ["Belgique / België", "BE - Belgium", "Belgium (BE)", "BE Belgium"],
    "NA": ["NA", "Namibia"],
    "XX": ["Rest of the world", "RoW"],
}
SEVERAL = ["Kongo", "KONGO", "Korea", "Czechoslovakia", "Yugoslavia", "Virgin Islands", "Nga"]
NONE = ["Narnia", "Central", "Republic", "ZZ", "", "  ", "()", "FR/DE", "Germany France", "*", "12", "D"]


def test_common_spellings_are_read():
    wrong = {
        text: read_country(text)
        for code, texts in COMMON.items()
        for text in texts
        if read_country(text) != (code,)
    }
    assert wrong == {}


def test_every_name_in_every_language_is_read_or_asked():
    """A name that two languages use for two countries is never given to one of them."""
    wrong, asked = [], set()
    for identifier in locale_identifiers():
        for iso, name in Locale.parse(identifier).territories.items():
            code = to_eu_code(iso)
            if code not in countries() or (len(name) <= 2 and name.isascii()):
                continue
            meant = read_country(name)
            if code not in meant:
                wrong.append((identifier, name, code, meant))
            if len(meant) > 1:
                asked.add(name)
    assert wrong == []
    assert "Kongo" in asked


def test_what_means_several_countries_is_asked_and_names_them():
    assert [text for text in SEVERAL if len(read_country(text)) < 2] == []
    assert country_hint("Kongo").startswith("It may mean CG (Congo) or CD (Democratic Republic of the Congo)")


def test_what_is_no_country_is_none():
    assert {text: read_country(text) for text in NONE if read_country(text)} == {}


def test_a_hint_names_a_country_only_for_a_slip_of_the_pen():
    """'Czech Republic' once led to the Central African Republic: it shares letters with it, nothing else."""
    assert country_hint("Spian") == "If Spain is meant, write ES"
    assert country_hint("Germny") == "If Germany is meant, write DE"
    for text in ("Czech Republik of Narnia", "Slovana", "Austrlia", "Lima", "Republic", "Guinee Republic"):
        assert "write the" not in country_hint(text)
        assert "is meant" not in country_hint(text), text


def test_all_codes_of_the_list_are_known_ones():
    assert {code for codes in country_names().values() for code in codes} <= set(countries())
