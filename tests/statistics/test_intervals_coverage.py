"""Do 95 % intervals contain the truth in 95 of 100 surveys? Between 92 and 98 % under the conditions stated
(91 and 98.5 % of the fewer surveys outside of `make thorough`).

Conditions: 20 and more group events of five to ten answers each, intra-cluster correlation 0.1 and 0.2,
shares from 50 to 85 %; hosts with one to several exchanges, 80 of them. Seeded, so never flaky.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.survey.intervals import (
    mean_table,
    median_table,
    share,
    share_table,
)
from cxc_metrics.statistics.survey.ratio import ratio, ratio_table
from cxc_metrics.statistics.survey.share_difference import newcombe
from tests.measuring.crossing import THOROUGH
from tests.statistics.coverage import (
    HOSTS,
    SCENARIOS,
    Scenario,
    coverage,
    effective,
    of_number,
    of_ratio,
    of_share,
    surveys,
)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("error")]

SURVEYS = 2000 if THOROUGH else 800
DRAWS = 500 if THOROUGH else 250
# Of fewer surveys a share says less: twice its standard error more.
LEAST, MOST, MOST_IF_INDEPENDENT = (0.92, 0.98, 0.89) if THOROUGH else (0.91, 0.985, 0.90)
TABLE = Path(__file__).resolve().parents[2] / "docs" / "coverage.csv"


def _sizes(events: int) -> list[int]:
    """Five to ten answers each."""
    return [5 + number % 6 for number in range(events)]


@pytest.mark.parametrize("events", [20, 40])
@pytest.mark.parametrize("icc", [0.1, 0.2])
@pytest.mark.parametrize("truth", [0.5, 0.7, 0.85])
def test_clustered_shares(truth: float, icc: float, events: int) -> None:
    answers = surveys(_sizes(events), truth, icc, SURVEYS, seed=1)
    assert LEAST <= coverage(share_table(answers, ["survey"], cluster="event"), truth) <= MOST
    # The reason for the correction: taken as independent, the same answers claim too much.
    assert 0.74 <= coverage(share_table(answers, ["survey"]), truth) <= MOST_IF_INDEPENDENT


@pytest.mark.parametrize("truth", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("n", [20, 50, 200])
def test_independent_shares(truth: float, n: int) -> None:
    random = np.random.default_rng(2)
    survey = np.repeat(np.arange(SURVEYS), n)
    value = (random.random(survey.size) < truth).astype(float)
    assert (
        LEAST
        <= coverage(share_table(pd.DataFrame({"survey": survey, "value": value}), ["survey"]), truth)
        <= MOST
    )


@pytest.mark.parametrize("icc", [0.1, 0.2])
def test_clustered_means(icc: float) -> None:
    random = np.random.default_rng(3)
    sizes = random.integers(5, 11, SURVEYS * 20)
    event = np.repeat(np.arange(sizes.size), sizes)
    value = random.normal(0, np.sqrt(icc), sizes.size)[event] + random.normal(0, np.sqrt(1 - icc), event.size)
    answers = pd.DataFrame({"survey": event // 20, "event": event, "value": value})
    assert LEAST <= coverage(mean_table(answers, ["survey"], cluster="event"), 0.0) <= MOST
    assert coverage(mean_table(answers, ["survey"]), 0.0) < 0.9


@pytest.mark.parametrize("n", [10, 40, 150])
def test_medians_of_skewed_answers(n: int) -> None:
    random = np.random.default_rng(4)
    answers = pd.DataFrame(
        {"survey": np.repeat(np.arange(SURVEYS), n), "value": random.exponential(1.0, SURVEYS * n)}
    )
    assert 0.92 <= coverage(median_table(answers, ["survey"]), np.log(2)) <= 0.985  # ranks are whole numbers


@pytest.mark.parametrize("truth", [(0.5, 0.7), (0.85, 0.85)])
def test_differences_of_clustered_shares(truth: tuple[float, float]) -> None:
    now, base = (
        share_table(surveys(_sizes(25), p, 0.15, SURVEYS, seed), ["survey"], cluster="event")
        for p, seed in zip(truth, (5, 6), strict=True)
    )
    low, high = newcombe(now["estimate"], now["n"] / now["deff"], base["estimate"], base["n"] / base["deff"])
    inside = (low <= truth[0] - truth[1]) & (truth[0] - truth[1] <= high)
    assert LEAST <= inside.mean() <= MOST


@pytest.mark.parametrize("truth", [0.1, 0.3])
def test_agreements_per_exchange_drawn_by_host(truth: float) -> None:
    """Hosts differ in how often their exchanges end in an agreement (gamma with variance 0.5)."""
    random = np.random.default_rng(7)
    size = (DRAWS, 80)
    exchanges = np.minimum(random.geometric(0.35, size), 12)
    agreements = random.poisson(exchanges * random.gamma(2, truth / 2, size))
    survey, host = np.indices(size)
    drawn = {"survey": survey, "host": host, "exchanges": exchanges, "agreements": agreements}
    rows = pd.DataFrame({name: numbers.ravel() for name, numbers in drawn.items()})
    got = ratio_table(rows, ["survey"], numerator="agreements", denominator="exchanges", cluster="host")
    assert LEAST <= coverage(got, truth) <= MOST


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_unbalanced_events_are_flagged_and_the_table_is_what_is_drawn(scenario: Scenario) -> None:
    """One event of 40 answers beside five single ones: 45 answers that count as 1.3 events. Where ten events
    and more remain, the interval covers; below it may not, and has flag u."""
    printed = pd.read_csv(TABLE, keep_default_na=False).query("clusters == @scenario.name")
    for row in printed.to_dict("records"):
        if row["figure"] == "share":
            again = of_share(scenario, float(row["icc"]), row["truth"], draws=DRAWS)
        else:
            again = of_number(row["figure"], scenario, float(row["icc"]), draws=DRAWS)
        assert again["used"] == pytest.approx(row["used"], abs=0.06)
        assert again["flag"] == row["flag"]
        # Medians take answers as independent, and say so.
        assert row["flag"] or row["figure"] == "median" or 0.92 <= row["used"] <= 0.985
    clusters = np.repeat(np.arange(len(scenario.sizes)), scenario.sizes)
    found = share(np.arange(clusters.size) % 2, clusters)
    few = effective(scenario.sizes) < 10
    assert (found.flag, "too few clusters" in found.reason) == ("u" if few else "", few)


def test_hosts_as_uneven_as_events_are_flagged() -> None:
    printed = pd.read_csv(TABLE, keep_default_na=False).set_index("clusters")
    for scenario in HOSTS:
        hosts = np.repeat(np.arange(len(scenario.sizes)), scenario.sizes)
        # Every fourth exchange with an agreement, as on no two hosts alike.
        found = ratio(np.arange(hosts.size) % 4 == 0, np.ones(hosts.size), hosts)
        few = effective(scenario.sizes) < 20
        assert (found.flag, "too few clusters" in found.reason) == ("u" if few else "", few)
        assert (printed.loc[scenario.name, "flag"] == "u") == few
    again = of_ratio(HOSTS[0], 0.3, draws=40)["used"]
    assert again == pytest.approx(float(printed.loc[HOSTS[0].name, "used"]), abs=0.15)


def test_clusters_at_the_limit() -> None:
    """Ten events of four are ten; nine are nine; ten of which one has five answers are 9.9."""
    for sizes, flag in (([4] * 10, ""), ([4] * 9, "u"), ([4] * 9 + [5], "u"), ([1] * 40, "")):
        clusters = np.repeat(np.arange(len(sizes)), sizes)
        for table in (share_table, mean_table, median_table):
            answers = pd.DataFrame({"value": np.arange(clusters.size) % 2, "event": clusters})
            assert table(answers, cluster="event")["flag"].tolist() == [flag], (sizes, table)
