"""Every flow KPI against loops over the raw tables: by a third of its dimensions, all in `make thorough`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.catalogue.kinds import flow_methods
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.store import DataVersion, Store
from tests.measuring.comparing import found
from tests.measuring.crossing import THOROUGH
from tests.measuring.flow_cases import flow_answer, flow_cases
from tests.measuring.flow_oracle import Found

# Every dimension is tried on the hand-made register; on the larger one those that give few matrices.
OF_THE_SAMPLE = {"wave", "year", "mode", "visitor_type", "host_size", "distance_band"}
# Iterative fitting stops at 1e-6 of a margin; all else is exact.
TOLERANCE = {"N04": 1e-4, "N04s": 1e-9}


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Value and n are no simulation: two tables are enough here, and nobody else may get them."""
    remembered = (flow_methods._all_against_chance, flow_methods._partners_against_chance)
    monkeypatch.setattr(flow_methods, "DRAWS", 2)
    for method in remembered:
        method.cache_clear()
    yield
    for method in remembered:
        method.cache_clear()


@pytest.fixture(scope="module")
def sample(sample_register: Path) -> Iterator[DataVersion]:
    with Store(sample_register).current() as version:
        yield version


def test_every_flow_kpi_has_a_case() -> None:
    assert set(flow_cases()) == {name for name in catalogue() if name[0] == "N" or name.startswith("X02")}


@pytest.mark.parametrize("name", flow_cases())
def test_on_the_hand_made_register(hand: DataVersion, name: str) -> None:
    if flow_cases()[name].clusters:
        assert "no table cluster_membership" in measure(hand, [name]).not_measurable[name]
    else:
        _by_dimensions(hand, name, set(dimensions_of(catalogue()[name], hand)))


@pytest.mark.slow
@pytest.mark.parametrize("name", flow_cases())
def test_on_the_sample_register(sample: DataVersion, name: str) -> None:
    _by_dimensions(sample, name, OF_THE_SAMPLE)


def _by_dimensions(version: DataVersion, name: str, some: set[str]) -> None:
    case = flow_cases()[name]
    available = set(dimensions_of(catalogue()[name], version)) - set(case.rows_of)
    assert available <= case.dimensions
    assert case.dimensions - available <= {"distance_band"}
    # Months are left to quarters: the same way of grouping, and many more matrices.
    told_by = sorted(available & some - {"month"})
    if not THOROUGH:
        # A third, another for the next figure.
        told_by = told_by[list(flow_cases()).index(name) % 3 :: 3]
    for by in [(), *((one,) for one in told_by)]:
        asked = (*by, *case.rows_of)
        measured = found(measure(version, [name], by=asked), name, asked)
        wanted = flow_answer(version, case, by)
        if name in TOLERANCE:
            measured, wanted = _off_the_edge(measured), _off_the_edge(wanted)
        assert _differences(measured, wanted, TOLERANCE.get(name, 1e-9)) == [], by


def _off_the_edge(found: Found) -> Found:
    """Without pairs modelled at 1 to a thousandth, where shown or not is a matter of rounding."""
    return {key: (ratio, n) for key, (ratio, n) in found.items() if abs(n - ratio) > 1e-3 * ratio}


def _differences(measured: Found, wanted: Found, tolerance: float) -> list[str]:
    # `found` leaves out what rests on nothing: pairs that were modelled and not used.
    used = {key: told for key, told in wanted.items() if told[1]}
    return [
        f"{key}: measured {measured.get(key)}, expected {used.get(key)}"
        for key in {*used, *measured}
        if key not in used
        or key not in measured
        or measured[key][1] != used[key][1]
        or not math.isclose(measured[key][0], used[key][0], rel_tol=tolerance, abs_tol=1e-12)
    ]
