"""What must hold for every table of flows."""

from __future__ import annotations

import contextlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.concentration import concentration, partner_numbers
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.measures import (
    binary_reciprocity,
    density,
    net_balance,
    weighted_reciprocity,
)
from cxc_metrics.statistics.flows.quasi_independence import TOLERANCE, quasi_independence
from tests.statistics.long_flows import from_long

pytestmark = pytest.mark.filterwarnings("error")

UNHURRIED = settings(deadline=None)  # a busy machine is no failure

SQUARES = st.integers(2, 8).flatmap(
    lambda k: hnp.arrays(np.int64, (k, k), elements=st.one_of(st.just(0), st.integers(0, 40)))
)


def table_of(matrix: np.ndarray, *, empty_diagonal: bool = True) -> FlowTable:
    origin, destination = np.indices(matrix.shape)
    long = pd.DataFrame(
        {"origin": origin.ravel(), "destination": destination.ravel(), "weight": matrix.ravel()}
    )
    return from_long(long, list(range(len(matrix))), empty_diagonal=empty_diagonal)


@given(SQUARES, st.booleans())
@UNHURRIED
def test_density_and_reciprocity_lie_in_the_unit_interval(matrix: np.ndarray, empty_diagonal: bool):
    table = table_of(matrix, empty_diagonal=empty_diagonal)
    crossing = matrix[~np.eye(len(matrix), dtype=bool)].any()
    for measure, measurable in (
        (density, bool(table.total)),
        (binary_reciprocity, crossing),
        (weighted_reciprocity, crossing),
    ):
        if measurable:
            assert 0.0 <= measure(table) <= 1.0
        else:
            with pytest.raises(NotEstimable):
                measure(table)


@given(SQUARES)
@UNHURRIED
def test_a_symmetric_table_returns_everything(matrix: np.ndarray):
    np.fill_diagonal(matrix, 0)
    symmetric = matrix + matrix.T
    if symmetric.any():
        assert weighted_reciprocity(table_of(symmetric)) == 1.0
        assert binary_reciprocity(table_of(symmetric)) == 1.0


@given(SQUARES)
@UNHURRIED
def test_reciprocity_is_the_same_seen_from_the_other_side(matrix: np.ndarray):
    table = table_of(matrix)
    if table.total:
        assert weighted_reciprocity(table) == pytest.approx(weighted_reciprocity(table.transposed()))


@given(SQUARES)
def test_quasi_independence_keeps_both_margins_and_an_empty_diagonal_or_says_why_not(matrix: np.ndarray):
    table = table_of(matrix)
    np.fill_diagonal(matrix, 0)
    in_flows = (matrix.sum(axis=0) + matrix.sum(axis=1)).max() / max(matrix.sum(), 1)
    if not 0 < in_flows < 1:
        with pytest.raises(NotEstimable, match=r"part of every flow|no flows"):
            quasi_independence(table)
        return
    if in_flows > 0.98:  # here, and only here, the rounds may not suffice
        with contextlib.suppress(NotEstimable):
            quasi_independence(table)
        return
    model = quasi_independence(table)
    fitted = model.matrix()
    assert not np.diag(fitted).any()
    assert (fitted >= 0).all()
    assert np.allclose(fitted.sum(axis=1), table.sent, rtol=1.1 * TOLERANCE, atol=0)
    assert np.allclose(fitted.sum(axis=0), table.received, rtol=1.1 * TOLERANCE, atol=0)


@given(SQUARES)
@UNHURRIED
def test_independence_with_a_diagonal_keeps_both_margins(matrix: np.ndarray):
    table = table_of(matrix, empty_diagonal=False)
    if table.total:
        fitted = quasi_independence(table).matrix()
        assert np.allclose(fitted.sum(axis=1), table.sent)
        assert np.allclose(fitted.sum(axis=0), table.received)


@given(st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=40))
@UNHURRIED
def test_an_effective_number_lies_between_one_and_the_number_of_partners(amounts: list[float]):
    if not any(amounts):
        with pytest.raises(NotEstimable):
            concentration(amounts)
        return
    found = concentration(amounts)
    slack = 1e-9
    assert 1 - slack <= found.effective_number <= found.used + slack
    # Hill numbers fall with their order: exp(entropy) is of order 1, 1/H of order 2.
    assert found.effective_number - slack <= found.effective_number_entropy <= found.used + slack
    assert 0 < found.hhi <= 1 + slack


@given(SQUARES)
@UNHURRIED
def test_partner_numbers_lie_between_one_and_the_partners(matrix: np.ndarray):
    table = table_of(matrix)
    if table.total:
        rows = partner_numbers(table)
        active = rows[rows["n"] > 0]
        assert (active["effective_number"] >= 1 - 1e-9).all()
        assert (active["effective_number"] <= active["partners"] + 1e-9).all()
        assert rows.loc[rows["n"] == 0, "effective_number"].isna().all()


@given(SQUARES)
@UNHURRIED
def test_net_balances_cancel_out(matrix: np.ndarray):
    table = table_of(matrix)
    if table.total:
        rows = net_balance(table)
        assert rows["net_balance"].dropna().between(-1, 1).all()
        assert float((rows["net_balance"] * rows["n"]).sum()) == pytest.approx(0, abs=1e-9)
