"""Every KPI by every dimension and in several selections, against check queries on the raw tables."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring import hand_register
from tests.measuring.comparing import differences, found
from tests.measuring.crossing import crossed, in_turns
from tests.measuring.oracle import answer, checks

KPIS = tuple(checks())
# A selection, and the same as conditions on the raw tables.
SELECTIONS = {
    "all": (Scope(), {}),
    "from Spain and France": (
        Scope(visitor_country=("ES", "FR")),
        {"visitor_country": "{} IN ('ES', 'FR')"},
    ),
    "from the EU": (
        Scope(visitor_country=("EU27",)),
        {"visitor_country": "{} NOT IN ('UK', 'XK', 'XX', 'TR', 'RS', 'UA')"},
    ),
    "2021": (Scope(period="2021"), {"day": "{0} >= DATE '2021-01-01' AND {0} < DATE '2022-01-01'"}),
    "first half of 2021": (
        Scope(period="2021-01..2021-06"),
        {"day": "{0} >= DATE '2021-01-01' AND {0} <= DATE '2021-06-30'"},
    ),
    "wave 2 of C": (Scope(wave=2, partnership="C"), {"wave": "{} = 2", "partnership": "{} = 'C'"}),
    "health SMEs": (
        Scope(visitor_sector=9, visitor_type="sme"),
        {"visitor_sector": "{} = 9", "visitor_type": "{} = 'sme'"},
    ),
    "virtual": (Scope(mode="virtual"), {"mode": "{} = 'virtual'"}),
    "nothing": (Scope(visitor_country="MT"), {"visitor_country": "{} = 'MT'"}),
}
BREAKDOWNS = [("partnership",), ("year", "visitor_sector")]


def test_the_values_worked_out_by_hand(hand: DataVersion) -> None:
    measured = measure(hand, KPIS)
    assert measured.not_measurable == {}
    values = {kpi: (measured.value(kpi), measured.n(kpi)) for kpi in KPIS}
    assert differences(values, hand_register.EXPECTED) == []
    assert set(hand_register.EXPECTED) == set(KPIS)


def test_missing_members_are_named(hand: DataVersion) -> None:
    row = measure(hand, ["O08m", "O09"]).row()
    reached = {"ES", "FR", "IT", "DE", "PL", "EL"}
    missing = str(row["O08m_missing"]).split()
    assert len(missing) == 21
    assert not reached & set(missing)
    assert missing[:3] == ["BE", "BG", "CZ"]
    assert row["O09_missing"] == "1 4 6 7 8 10 11 12 14"


def test_by_every_dimension(hand: DataVersion, subtests: pytest.Subtests) -> None:
    told_by = {kpi: set(dimensions_of(catalogue()[kpi], hand)) for kpi in KPIS}
    for kpi, available in told_by.items():
        assert available == set(checks()[kpi].dimensions) - {"distance_band"}, kpi
    for name in sorted(set().union(*told_by.values())):
        kpis = crossed([kpi for kpi, available in told_by.items() if name in available], name, turn=0)
        measured = measure(hand, kpis, by=[name], totals=True)
        assert measured.not_measurable == {}
        for kpi in kpis:
            with subtests.test(f"{kpi} by {name}"):
                told = measured.only(kpi)
                assert differences(found(told, kpi, [name]), answer(hand, checks()[kpi], [name])) == []
                total = {kpi: (told.value(kpi), told.n(kpi))}
                assert differences(total, {kpi: hand_register.EXPECTED[kpi]}) == []


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("by", BREAKDOWNS)
def test_in_selections(hand: DataVersion, selection: str, by: tuple[str, ...]) -> None:
    """Each figure in each selection, by the one or the other breakdown (by both in `make thorough`)."""
    scope, where = SELECTIONS[selection]
    kpis = in_turns(KPIS, list(SELECTIONS).index(selection) + BREAKDOWNS.index(by), len(BREAKDOWNS))
    measured = measure(hand, kpis, by=by, scope=scope)
    for kpi in kpis:
        check = checks()[kpi]
        known = {*check.dimensions, *(("day",) if check.day else ())}
        if {*by, *where} - known:
            assert "Not measurable in this selection" in measured.not_measurable[kpi]
        else:
            assert kpi not in measured.not_measurable
            assert differences(found(measured, kpi, by), answer(hand, check, by, where)) == [], kpi


@pytest.mark.parametrize("by", [(), ("host_country",), ("partnership",)])
def test_closed_and_validated(hand: DataVersion, by: tuple[str, ...]) -> None:
    measured = measure(hand, KPIS, by=by, scope=Scope(status="validated"))
    check = checks(closed=True)
    for kpi in KPIS:
        if kpi not in check or set(by) - set(check[kpi].dimensions):
            assert kpi in measured.not_measurable
        else:
            assert differences(found(measured, kpi, by), answer(hand, check[kpi], by)) == [], kpi
