"""Every KPI on the synthetic register, by every dimension it has and in selections, against its case."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import Unavailable, catalogue, dimensions
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring import hand_register, shape_registers
from tests.measuring.crossing import crossed, in_turns
from tests.measuring.flow_cases import flow_cases
from tests.measuring.holding import unlike
from tests.measuring.oracle import all_checks

pytestmark = pytest.mark.slow

# Those of the hand-made register are run on the synthetic one by test_sample_cases.
# Of other shapes the sample has no units: see test_shapes.
KPIS = tuple(name for name in all_checks() if name not in {*hand_register.EXPECTED, *shape_registers.KPIS})
# What such a case file cannot hold: no number at all, a study of its own, a flow (`test_flow_cases`).
ELSEWHERE = {"X01", "M06", *flow_cases()}
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


def test_by_every_dimension(sample: DataVersion, subtests: pytest.Subtests) -> None:
    told_by = {kpi: dimensions_of(catalogue()[kpi], sample) for kpi in KPIS}
    for kpi, available in told_by.items():
        assert set(available) == set(all_checks()[kpi].dimensions), kpi
    for by in [(), *((name,) for name in dimensions() if name != "month")]:
        kpis = [kpi for kpi, available in told_by.items() if set(by) <= set(available)]
        kpis = crossed(kpis, by[0], turn=1) if by else kpis
        measured = measure(sample, kpis, by=by)
        assert measured.not_measurable == {}
        for kpi in kpis:
            with subtests.test(f"{kpi} {' '.join(by)}"):
                assert unlike(measured.only(kpi), catalogue()[kpi], all_checks()[kpi], sample, by) == []


def test_in_selections(sample: DataVersion, subtests: pytest.Subtests) -> None:
    """Figures take turns over the selections; `make thorough` takes each in all."""
    for turn, (selection, (scope, where)) in enumerate(SELECTIONS.items()):
        kpis = in_turns(KPIS, turn, len(SELECTIONS))
        measured = measure(sample, kpis, scope=scope)
        for kpi in kpis:
            with subtests.test(f"{kpi} in {selection}"):
                check, one = all_checks()[kpi], catalogue()[kpi]
                if set(where) - {*check.dimensions, *(("day",) if check.day else ())}:
                    assert "cannot be told by" in measured.not_measurable[kpi]
                else:
                    assert unlike(measured.only(kpi), one, check, sample, (), where) == []


def test_closed_and_validated(sample: DataVersion, subtests: pytest.Subtests) -> None:
    measured = measure(sample, KPIS, scope=Scope(status="validated"))
    for kpi in KPIS:
        with subtests.test(kpi):
            check = all_checks()[kpi].in_closed_view()
            if check is None:
                assert "the view closed and validated" in measured.not_measurable[kpi]
            else:
                assert unlike(measured.only(kpi), catalogue()[kpi], check, sample, ()) == []


def test_totals_are_measured_on_all_rows(sample: DataVersion, subtests: pytest.Subtests) -> None:
    """Never summed or averaged from the rows above them; every second figure by the one, the others by the
    other, all by both in `make thorough`.
    """
    whole = measure(sample, KPIS).row()
    for turn, by in enumerate((("partnership",), ("wave",))):
        kpis = [kpi for kpi in in_turns(KPIS, turn, 2) if by[0] in dimensions_of(catalogue()[kpi], sample)]
        total = measure(sample, kpis, by=by, totals=True)
        for kpi in kpis:
            with subtests.test(f"{kpi} by {by[0]}"):
                told = total.only(kpi).row()
                names = [name for name in whole if name == kpi or name.startswith(f"{kpi}_")]
                assert {name: str(told[name]) for name in names} == {name: str(whole[name]) for name in names}
