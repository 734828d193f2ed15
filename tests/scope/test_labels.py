from __future__ import annotations

import pandas as pd
import pytest

from cxc_metrics.errors import UnknownName
from cxc_metrics.scope import NOT_RECORDED, country_name, label
from cxc_metrics.store import DataVersion


@pytest.mark.parametrize(
    ("dimension", "value", "name"),
    [
        ("visitor_country", "EL", "Greece"),
        ("host_country", "XK", "Kosovo*"),
        ("host_country", "XX", "Rest of the world"),
        ("host_country", "EU27", "EU-27"),
        ("visitor_country", "ZZ", "ZZ"),
        ("visitor_sector", 9, "Health"),
        ("sector", "9", "Health"),
        ("partnership", "C", "Mango"),
        ("host_partnership", "nobody", "nobody"),
        ("visitor_type", "sme", "SME"),
        ("visitor_size", "small", "Small (10–49)"),
        ("mode", "virtual", "Virtual"),
        ("wave", 1, "Wave 1 (2020–22)"),
        ("cross_sector", True, "Yes"),
        ("cross_partnership", False, "No"),
        ("year", 2021, "2021"),
        ("quarter", "2021-Q1", "2021 Q1"),
        ("month", "2021-03", "March 2021"),
        ("cancel_reason", "pandemic", "Pandemic or travel restrictions"),
        ("host_partnership", None, NOT_RECORDED),
        ("visitor_sector", pd.NA, NOT_RECORDED),
        ("visitor_size", float("nan"), NOT_RECORDED),
    ],
)
def test_values_have_names(hand: DataVersion, dimension: str, value: object, name: str) -> None:
    assert label(dimension, value, hand) == name  # type: ignore[arg-type]


def test_ecosystems_have_short_names() -> None:
    assert label("host_sector", 11) == "Proximity, social economy and civil society"
    assert label("host_sector", 11, short=True) == "Social economy"


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [
        ("EL", "fr", "Grèce"),
        ("UK", "de", "Vereinigtes Königreich"),
        ("XK", "it", "Kosovo*"),
        ("ES", "pt_BR", "Espanha"),
    ],
)
def test_countries_have_names_in_other_languages(code: str, locale: str, name: str) -> None:
    assert country_name(code, locale) == name


def test_an_unknown_dimension_is_refused() -> None:
    with pytest.raises(UnknownName):
        label("contry", "ES")
