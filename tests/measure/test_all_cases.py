"""Every KPI on the synthetic register, by every dimension it has and in selections, against its case."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import Flow, Unavailable, catalogue
from cxc_metrics.measure import dimensions_of, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measure import hand_register
from tests.measure.holding import unlike
from tests.measure.oracle import all_checks

pytestmark = pytest.mark.slow

# Those of the hand-made register are run on the synthetic one by test_sample_cases.
KPIS = tuple(name for name in all_checks() if name not in hand_register.EXPECTED)
# What a case file cannot hold: no number at all, a study of its own, a whole matrix.
ELSEWHERE = {"X01", "M06", "N07"} | {kpi.id for kpi in catalogue().values() if isinstance(kpi, Flow)}
SELECTIONS = {
    "wave 1, EU visitors": (
        Scope(wave=1, visitor_country="EU27"),
        {"wave": "{} = 1", "visitor_country": "{} IN {{EU}}"},
    ),
    "2022": (Scope(period="2022"), {"day": "{0} >= DATE '2022-01-01' AND {0} <= DATE '2022-12-31'"}),
}


def test_every_kpi_has_a_case() -> None:
    assert set(catalogue()) - ELSEWHERE == set(all_checks())
    assert isinstance(catalogue()["X01"], Unavailable)


@pytest.mark.parametrize("kpi", KPIS)
def test_by_every_dimension(sample: DataVersion, kpi: str) -> None:
    check, one = all_checks()[kpi], catalogue()[kpi]
    available = dimensions_of(one, sample)
    assert set(available) == set(check.dimensions)
    for by in [(), *((name,) for name in available if name != "month")]:
        measured = measure(sample, [kpi], by=by)
        assert measured.not_measurable == {}
        assert unlike(measured, one, check, sample, by) == [], by


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("selection", SELECTIONS)
def test_in_selections(sample: DataVersion, kpi: str, selection: str) -> None:
    scope, where = SELECTIONS[selection]
    check, one = all_checks()[kpi], catalogue()[kpi]
    measured = measure(sample, [kpi], scope=scope)
    if set(where) - {*check.dimensions, *(("day",) if check.day else ())}:
        assert "cannot be told by" in measured.not_measurable[kpi]
    else:
        assert unlike(measured, one, check, sample, (), where) == []


@pytest.mark.parametrize("kpi", KPIS)
def test_closed_and_validated(sample: DataVersion, kpi: str) -> None:
    check, one = all_checks()[kpi].in_closed_view(), catalogue()[kpi]
    measured = measure(sample, [kpi], scope=Scope(status="validated"))
    if check is None:
        assert "the view closed and validated" in measured.not_measurable[kpi]
    else:
        assert unlike(measured, one, check, sample, ()) == []


@pytest.mark.parametrize("kpi", KPIS)
def test_totals_are_measured_on_all_rows(sample: DataVersion, kpi: str) -> None:
    """Never summed or averaged from the rows above them."""
    by = [name for name in ("partnership", "wave") if name in dimensions_of(catalogue()[kpi], sample)][:1]
    whole = measure(sample, [kpi]).row()
    total = measure(sample, [kpi], by=by, totals=True).row()
    assert {name: str(total[name]) for name in whole} == {name: str(value) for name, value in whole.items()}
