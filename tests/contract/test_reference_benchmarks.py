"""Published figures: complete, sourced, and never set beside an indicator that measures something else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

RowsOf = Callable[[str], list[dict[str, str]]]
Benchmarks = dict[str, dict[str, str]]

COLUMNS = (
    "id scheme year indicator wording qualifier value unit n population question source comparable why "
    "kpi_ids"
)


@pytest.fixture(scope="module")
def benchmarks(rows_of: RowsOf) -> Benchmarks:
    rows = rows_of("benchmarks.csv")
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows), "an id occurs twice"
    return by_id


def test_columns_are_those_of_the_definitions(rows_of: RowsOf) -> None:
    assert " ".join(rows_of("benchmarks.csv")[0]) == COLUMNS


def test_every_figure_says_what_it_is_and_where_it_was_published(benchmarks: Benchmarks) -> None:
    for name, row in benchmarks.items():
        for column in ("scheme", "indicator", "wording", "value", "unit", "population", "source", "why"):
            assert row[column].strip(), f"{name}: {column} is empty"
        assert all(re.fullmatch(r"https?://\S+", address) for address in row["source"].split(" ; ")), name
        assert float(row["value"]) > 0
        assert row["comparable"] in {"yes", "in part", "no"}
        assert row["qualifier"] in {"", "over", "about", "at least", "close to"}
        assert re.fullmatch(r"(\d{4}(-\d{4})?)?", row["year"])
        assert re.fullmatch(r"\d*", row["n"])


def test_what_is_not_comparable_stands_beside_nothing(benchmarks: Benchmarks) -> None:
    for name, row in benchmarks.items():
        if row["comparable"] == "no":
            assert row["kpi_ids"] == "", name
        for kpi in filter(None, row["kpi_ids"].split(";")):
            assert re.fullmatch(r"[A-Z]\d{2}[a-z]?", kpi), name


def test_shares_are_percentages(benchmarks: Benchmarks) -> None:
    for name, row in benchmarks.items():
        if row["unit"] == "%" and name != "mobilisesme_objectives":
            assert 0 < float(row["value"]) <= 100, name


def test_exchanges_over_companies_is_not_the_conversion_to_exchange(benchmarks: Benchmarks) -> None:
    row = benchmarks["mobilisesme_exchanges_per_company"]
    assert float(row["value"]) == pytest.approx(100 * 54 / 400)
    assert row["comparable"] == "no"
    assert not any("A05" in other["kpi_ids"] for other in benchmarks.values())


def test_the_networks_two_satisfaction_figures_are_two_surveys(benchmarks: Benchmarks) -> None:
    figures = {
        row["value"]: row
        for row in benchmarks.values()
        if row["scheme"] == "Enterprise Europe Network" and row["kpi_ids"] == "R02"
    }
    assert set(figures) == {"86", "88"}
    assert figures["86"]["source"] != figures["88"]["source"]
    assert figures["86"]["n"] == "2113"
    assert figures["88"]["n"] == ""


def test_what_participants_anticipate_is_beside_no_achieved_result(benchmarks: Benchmarks) -> None:
    """Beside the anticipated series (R10x, R10y) or none, never beside R10 or an impact."""
    beside = {"mobilisesme_xborder": "R10x", "mobilisesme_newprod": "R10y", "een_expected_turnover_2017": ""}
    assert {name: benchmarks[name]["kpi_ids"] for name in beside} == beside


def test_sending_and_hosting_sides_stay_apart(benchmarks: Benchmarks) -> None:
    sides = {row["kpi_ids"]: row["value"] for name, row in benchmarks.items() if "_match_" in name}
    assert sides == {"R03v": "91", "R03h": "95"}


@pytest.mark.parametrize(
    ("name", "value", "qualifier"),
    [("cxc_expected_2020_22", 600, "over"), ("cxc_virtual_2021", 80, ""), ("excite_result", 98, ""),
     ("celis_meetings", 150, "over"), ("celis_solutions", 30, "over"), ("mobilisesme_exchanges", 54, ""),
     ("een_turnover_2017_18", 37, ""), ("een_market_share_2017_18", 36, ""), ("een_jobs_2017_18", 52, ""),
     ("een_innovation_2017_18", 50, ""), ("bbp_response_mean", 43, "")],
)  # fmt: skip
def test_figures_as_published(benchmarks: Benchmarks, name: str, value: float, qualifier: str) -> None:
    assert (float(benchmarks[name]["value"]), benchmarks[name]["qualifier"]) == (value, qualifier)


def test_computed_figures_say_so_and_are_right(benchmarks: Benchmarks) -> None:
    computed = {name: row for name, row in benchmarks.items() if "our arithmetic" in row["why"]}
    expected = {
        "excite_sme_share": 100 * 71 / 98,
        "excite_150_days": 1 + 6,
        "mobilisesme_exchanges_per_company": 100 * 54 / 400,
        "eye_acceptance_2010": 100 * 1800 / 2500,
        "eye_host_ratio_2010": 1 / 1.8,
    }
    assert set(computed) == set(expected)
    for name, value in expected.items():
        assert float(computed[name]["value"]) == pytest.approx(value, abs=0.05), name
