"""The engine: the published example of ppmlhdfe, and a second library on a small table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.gravity.ppml import ppml

# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = [
    pytest.mark.filterwarnings("error"),
    pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning"),
]


@pytest.mark.shared_data
def test_published_example(shared_data: Path):
    """Printed by ppmlhdfe (github.com/sergiocorreia/ppmlhdfe) for its trade example, category TOTAL:

    . ppmlhdfe trade fta, a(importer#year exporter#year pair) cluster(pair)
    N 5 950, fta .1924455 (.0419527), deviance 377332502.3
    """
    trade = pd.read_csv(shared_data / "gravity_example" / "EXAMPLE_TRADE_FTA_DATA.csv")
    trade = trade[trade["category"] == "TOTAL"].assign(
        importer_year=lambda t: t["isoimp"] + t["year"].astype(str),
        exporter_year=lambda t: t["isoexp"] + t["year"].astype(str),
        pair=lambda t: t["isoexp"] + "-" + t["isoimp"],
    )
    fit = ppml(
        trade,
        outcome="trade",
        covariates=["fta"],
        effects=["importer_year", "exporter_year", "pair"],
        cluster="pair",
    )
    fta = fit.coefficients.set_index("term").loc["fta"]
    assert fit.observations == 5950
    assert fta["estimate"] == pytest.approx(0.1924455, abs=5e-8)
    assert fta["std_error"] == pytest.approx(0.0419527, abs=5e-8)
    assert fit.deviance == pytest.approx(377_332_502.3, abs=0.1)


def small_table() -> pd.DataFrame:
    generator = np.random.default_rng(7)
    rows = pd.DataFrame(
        [(o, d, min(o, d) * 9 + max(o, d)) for o in range(9) for d in range(9) if o != d],
        columns=["from node", "to", "pair"],
    )
    rows["x y"] = generator.normal(size=len(rows))
    rows["z"] = (generator.random(len(rows)) < 0.3).astype(float)
    mean = np.exp(1.5 + 0.1 * rows["from node"] - 0.2 * rows["to"] - 0.6 * rows["x y"] + 0.4 * rows["z"])
    return rows.assign(w=generator.poisson(mean))


def test_a_second_library_finds_the_same():
    """statsmodels' GLM with a dummy per origin and destination; its clustered errors carry the factor
    (N-1)/(N-K) · G/(G-1), ours (those of the published example) G/(G-1) only."""
    rows = small_table()
    fit = ppml(rows, outcome="w", covariates=["x y", "z"], effects=["from node", "to"], cluster="pair")
    dummies = [pd.get_dummies(rows[c], prefix=c, dtype=float) for c in ("from node", "to")]
    design = pd.concat([rows[["x y", "z"]], dummies[0], dummies[1].iloc[:, 1:]], axis=1)
    model = sm.GLM(rows["w"], design, family=sm.families.Poisson())
    other = model.fit(cov_type="cluster", cov_kwds={"groups": rows["pair"].to_numpy()}, tol=1e-12)
    n, k = design.shape
    ours = fit.coefficients.set_index("term")
    assert fit.clusters == 36
    assert ours["estimate"].to_numpy() == pytest.approx(other.params[["x y", "z"]].to_numpy(), rel=1e-6)
    plain = other.bse[["x y", "z"]].to_numpy() / np.sqrt((n - 1) / (n - k))
    assert ours["std_error"].to_numpy() == pytest.approx(plain, rel=1e-5)
    assert fit.deviance == pytest.approx(other.deviance, rel=1e-8)
    assert fit.fitted == pytest.approx(other.fittedvalues.to_numpy(), rel=1e-5)


def test_fitted_flows_come_in_the_order_of_the_rows():
    rows = small_table()
    arguments = {"outcome": "w", "covariates": ["x y"], "effects": ["from node", "to"], "cluster": "pair"}
    straight = ppml(rows, **arguments)
    backwards = ppml(rows.iloc[::-1], **arguments)
    assert backwards.fitted[::-1] == pytest.approx(straight.fitted)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"w": 0}, "All flows are equal"),
        ({"w": 3}, "All flows are equal"),
        ({"pair": 1}, "one cluster"),
    ],
)
def test_data_without_variation_are_not_measurable(change: dict, words: str):
    with pytest.raises(NotEstimable, match=words):
        ppml(small_table().assign(**change), outcome="w", covariates=["z"], effects=["to"], cluster="pair")


def test_without_covariates_there_is_nothing_to_estimate():
    with pytest.raises(NotEstimable, match="nothing to estimate"):
        ppml(small_table(), outcome="w", covariates=[], effects=["to"], cluster="pair")
