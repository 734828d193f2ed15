"""A comparison's columns are called after what they compare with (definitions 2)."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import COMPARISONS
from cxc_metrics.measuring.measurement import PARTS
from cxc_metrics.measuring.naming import EVERYTHING, UNNAMED, own_name
from cxc_metrics.scope import Scope

SPAIN = Scope(visitor_country="ES", period="2021")


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (SPAIN.with_(visitor_country="EU27"), "EU27"),
        (SPAIN.with_(visitor_country=("FR", "DE")), "DE_FR"),
        (SPAIN.with_(visitor_country=()), "any_visitor_country"),
        (SPAIN.with_(period="2020"), "period_2020"),
        (SPAIN.with_(period="2020-01..2020-06"), "period_2020-01-01_2020-06-30"),
        (SPAIN.with_(partnership="A b/Ä"), "partnership_A-b"),
        (SPAIN.with_(visitor_sector=9), "visitor_sector_9"),
        (SPAIN.with_(status="validated"), "validated"),
        (SPAIN.with_(visitor_country=(), host_country="EU27"), "any_visitor_country_host_country_EU27"),
        (SPAIN.with_(partnership=[f"P{i}" for i in range(30)]), UNNAMED),
        (Scope(), EVERYTHING),
    ],
)
def test_a_second_selection_is_named_after_what_makes_it_another(other: Scope, name: str) -> None:
    assert own_name(other, SPAIN) == name


def test_no_name_is_that_of_another_column() -> None:
    """`O01_n` would be overwritten by a comparison called `n`."""
    taken = {*PARTS, "missing", "change", "change_unit", "change_flag", "change_low", "change_high"}
    for kpi in catalogue().values():
        taken |= {*kpi.extras, *kpi.companions()}
    assert not taken & {*COMPARISONS, EVERYTHING, UNNAMED, "held", "validated"}
    # Codes of countries are of capitals, other names begin with a field's or with any_.
    assert all(name == name.lower() for name in taken)
    assert not [name for name in taken if name.startswith(("any_", *(f"{name}_" for name in Scope.fields())))]
