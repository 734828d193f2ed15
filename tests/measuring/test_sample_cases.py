"""The check queries once more, on the synthetic register as it comes out of intake, with all its dirt."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.comparing import differences, found
from tests.measuring.crossing import crossed, in_turns
from tests.measuring.oracle import answer, checks

pytestmark = pytest.mark.slow

SELECTIONS = {
    "all": (Scope(), {}),
    "wave 1, EU visitors": (
        Scope(wave=1, visitor_country="EU27"),
        {"wave": "{} = 1", "visitor_country": "{} IN (SELECT country_code FROM ref_country WHERE eu_member)"},
    ),
    "2023": (Scope(period="2023"), {"day": "{0} >= DATE '2023-01-01' AND {0} <= DATE '2023-12-31'"}),
}
BREAKDOWNS: list[tuple[str, ...]] = [(), ("visitor_country", "host_country"), ("partnership", "quarter")]


def test_by_every_dimension(sample: DataVersion, subtests: pytest.Subtests) -> None:
    told_by = {kpi: set(dimensions_of(catalogue()[kpi], sample)) for kpi in checks()}
    for kpi, available in told_by.items():
        assert available == set(checks()[kpi].dimensions), kpi
    for name in sorted(set().union(*told_by.values())):
        kpis = crossed([kpi for kpi, available in told_by.items() if name in available], name, turn=1)
        measured = measure(sample, kpis, by=[name])
        assert measured.not_measurable == {}
        for kpi in kpis:
            with subtests.test(f"{kpi} by {name}"):
                told = found(measured.only(kpi), kpi, [name])
                assert differences(told, answer(sample, checks()[kpi], [name])) == []


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("by", BREAKDOWNS)
def test_in_selections(sample: DataVersion, selection: str, by: tuple[str, ...]) -> None:
    """Each figure in each selection, by another breakdown (by all in `make thorough`)."""
    scope, where = SELECTIONS[selection]
    kpis = in_turns(checks(), list(SELECTIONS).index(selection) + BREAKDOWNS.index(by), len(BREAKDOWNS))
    measured = measure(sample, kpis, by=by, scope=scope)
    for kpi in kpis:
        check_query = checks()[kpi]
        known = {*check_query.dimensions, *(("day",) if check_query.day else ())}
        if {*by, *where} - known:
            assert kpi in measured.not_measurable
        else:
            assert differences(found(measured, kpi, by), answer(sample, check_query, by, where)) == [], kpi


@pytest.mark.parametrize("by", [(), ("partnership",), ("year",)])
def test_closed_and_validated(sample: DataVersion, by: tuple[str, ...]) -> None:
    measured = measure(sample, list(checks()), by=by, scope=Scope(status="validated"))
    for kpi, check_query in checks(closed=True).items():
        if set(by) <= set(check_query.dimensions):
            assert differences(found(measured, kpi, by), answer(sample, check_query, by)) == [], kpi
