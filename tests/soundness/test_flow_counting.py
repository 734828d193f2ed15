"""Wrong flow numbers somebody would have believed (definitions 5)."""

from __future__ import annotations

from math import comb
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.studies import corridors
from tests.measuring.flow_register import GOLDEN, flows_register
from tests.measuring.publishing import published, visit
from tests.store.hand_made import organisation

SIDES = ["visitor_country", "host_country"]


def _pairs(version: Any, name: str, **question: Any) -> dict[tuple[str, str], float]:
    table = measure(version, [name], by=SIDES, **question).details
    return {
        (row["visitor_country"], row["host_country"]): row[name]
        for row in table.to_dict("records")
        if row[name] == row[name]
    }


def test_a_country_filter_selects_rows_and_leaves_the_matrix_whole(tmp_path: Path) -> None:
    """to  BE  DE  DK  EE        with only DE's row left, DE would be part of every flow
    from BE               2        and nothing modelled; with it dropped before fitting,
    from DE      4        6        DE→DK would no longer be 1.3019.
    from DK          3        3    Selected: the row DE of the whole matrix.
    from EE          5   1
    """
    with flows_register(tmp_path, GOLDEN) as version:
        whole = _pairs(version, "N04")
        only = _pairs(version, "N04", scope=Scope(visitor_country="DE"))
        assert only == {pair: value for pair, value in whole.items() if pair[0] == "DE"}
        assert round(only["DE", "DK"], 4) == 1.3019
        assert _pairs(version, "N04", scope=Scope(host_country="DE")) == {
            pair: value for pair, value in whole.items() if pair[1] == "DE"
        }
        balance = measure(version, ["N03"], by=SIDES[:1], scope=Scope(visitor_country="DE")).details
        # Not -1, which is what 10 exchanges from DE alone would say.
        assert balance["N03"].tolist() == pytest.approx([(8 - 10) / 18])
        density = measure(version, ["N01"], scope=Scope(visitor_country="DE"))
        assert "cannot be told by visitor country" in density.not_measurable["N01"]

        table = corridors(version, Scope(visitor_country="DE")).table
        assert table["visitor_country"].unique().tolist() == ["DE"]
        intensities = dict(zip(table["host_country"], table["intensity"].round(4), strict=True))
        assert intensities["DK"] == 1.3019


def test_other_filters_do_reach_the_matrix(tmp_path: Path) -> None:
    """exchange  from to   mode
    X1        ES   DE   physical
    X2        DE   ES   virtual      physical only: 1 of 2 links, nothing returned"""
    rows = [
        visit("X1", "2022-01-01"),
        visit("X2", "2022-01-02", vo_id="DE1", ho_id="ES1", vo_country="DE", ho_country="ES", mode="virtual"),
    ]
    with published(tmp_path, rows) as version:
        assert measure(version, ["N02"]).value("N02") == 1.0
        assert measure(version, ["N02"], scope=Scope(mode="physical")).value("N02") == 0.0


def test_what_is_not_held_is_no_flow(tmp_path: Path) -> None:
    """exchange  from to   status
    X1        ES   DE   completed
    X2        DE   ES   cancelled    no link back
    X3        DE   ES   completed, two days: not countable"""
    back = {"vo_id": "DE1", "ho_id": "ES1", "vo_country": "DE", "ho_country": "ES"}
    rows = [
        visit("X1", "2022-01-01"),
        visit("X2", "2022-01-02", status="cancelled", **back),
        visit("X3", "2022-01-03", working_days=2.0, **back),
    ]
    with published(tmp_path, rows) as version:
        row = measure(version, ["N02b", "N01"]).row()
        assert (row["N02b"], row["N01"], row["N01_n"]) == (0.0, 0.5, 1)


def test_the_diagonal_is_empty_for_countries_and_not_for_ecosystems(tmp_path: Path) -> None:
    """exchange  countries  ecosystems
    X1        ES→DE      9→9
    X2        ES→DE      9→3       countries: 1 of 2 ordered pairs; ecosystems: 2 of 14 · 14"""
    organisations = [organisation("ES1", "ES", 9), organisation("DE1", "DE", 9), organisation("DE2", "DE", 3)]
    rows = [visit("X1", "2022-01-01"), visit("X2", "2022-01-02", ho_id="DE2")]
    with published(tmp_path, rows, organisation=organisations) as version:
        row = measure(version, ["N01", "N01s"]).row()
        assert (row["N01"], row["N01s"]) == (1 / 2, 2 / 196)
        table = measure(version, ["N04"], by=SIDES).details
        assert set(table["N04_flag"][table["visitor_country"] == table["host_country"]]) == {"z"}


def test_a_small_balance_is_hidden_and_a_middling_one_marked(tmp_path: Path) -> None:
    """DE sends 31 to FR and 3 to IT; FR sends 1 to DE.
    IT  (3 - 0) / 3   = 1    hidden: 3 exchanges
    FR  (31 - 1) / 32        shown
    DE  (1 - 34) / 35        shown"""
    with flows_register(tmp_path, (("DE", "FR", 31), ("DE", "IT", 3), ("FR", "DE", 1))) as version:
        table = measure(version, ["N03"], by=SIDES[:1]).details.set_index("visitor_country")
        assert table["N03_flag"].to_dict() == {"DE": "", "FR": "", "IT": "c"}
        assert table["N03"].isna().to_dict() == {"DE": False, "FR": False, "IT": True}
        year = measure(version, ["N03"], by=["visitor_country"], scope=Scope(period="2021")).details
        assert len(year) == 3


def test_nobody_wrote_zero_times_a_logarithm(tmp_path: Path) -> None:
    """to A   B   C
    DE (A) –   0  10       DE→IT: no visit, above 1 by size alone: "0 of E by size alone", no logarithm"""
    flows = (("DE", "FR", 20), ("FR", "IT", 10), ("IT", "FR", 8), ("IT", "DE", 6), ("FR", "DE", 5))
    with flows_register(tmp_path, flows) as version:
        table = measure(version, ["N04"], by=SIDES).details.set_index(SIDES)
    row = table.loc[("DE", "IT")]
    assert row["N04"] == 0.0
    assert not [name for name in table.columns if "log" in name]
    assert row["N04_reading"].startswith("0 of ")
    assert row["N04_reading"].endswith(" by size alone")


def test_the_rest_of_the_world_is_no_country(tmp_path: Path) -> None:
    """DE→FR, FR→DE, DE→XX: 2 countries, all 2 links in use; not 3 countries and 3 of 6."""
    with flows_register(tmp_path, (("DE", "FR", 3), ("FR", "DE", 3), ("DE", "XX", 2))) as version:
        row = measure(version, ["N01", "N05", "X02c"]).row()
        balance = measure(version, ["N03"], by=SIDES[:1]).details.set_index("visitor_country")
    assert (row["N01"], row["N01_n"], row["N05_partners"], row["X02c"]) == (1.0, 6, 2, 0.5)
    # What went there is part of its sender's balance, but it has no row of its own.
    assert balance["N03_n"].to_dict() == {"DE": 8, "FR": 6}


def test_flows_from_and_to_the_rest_of_the_world_are_out_of_every_concentration_alike(tmp_path: Path) -> None:
    """from \\ to  DE  FR  XX      hosted without XX: DE 5, FR 3, and 8 in all
    DE         –   3   2       H = (25 + 9) / 64; with XX → FR it would be (25 + 49) / 144
    FR         3   –   0       IT only sends: two possible hosts, not three
    IT         2   0   0      returned: DE–FR, 6 of 8, 2 of 3 links; with XX 6 of 14, 2 of 5
    XX         0   4   –"""
    flows = (("DE", "FR", 3), ("FR", "DE", 3), ("IT", "DE", 2), ("DE", "XX", 2), ("XX", "FR", 4))
    with flows_register(tmp_path, flows) as version:
        row = measure(version, ["N05", "X02c", "X02", "N02", "N02b"]).row()
        each = measure(version, ["N05v"], by=SIDES[:1]).details.set_index("visitor_country")
    index = 34 / 64
    assert (row["X02c"], row["X02"], row["N05"]) == pytest.approx((index, index, 1 / index))
    assert (row["N02"], row["N02b"]) == pytest.approx((6 / 8, 2 / 3))
    names = ("X02c", "X02", "N05", "N02", "N02b")
    assert {name: row[f"{name}_n"] for name in names} == dict.fromkeys(names, 8)
    two_hosts = sum(comb(8, k) / 2**8 * 64 / (k**2 + (8 - k) ** 2) for k in range(9))
    assert row["N05_modelled"] == pytest.approx(two_hosts)
    # One index, told twice: the mean of H over two equal hosts is 1/8 + 7/8 · 1/2.
    assert row["X02c_modelled"] == row["X02_modelled"] == pytest.approx(1 / 8 + 7 / 16)
    assert each["N05v_n"].to_dict() == {"DE": 3, "FR": 3, "IT": 2}
