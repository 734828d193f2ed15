"""One question asked of two data versions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.studies.between_versions import between_versions
from tests.measuring.publishing import published, visit

KPIS = ["O01", "O07", "O06"]


def test_counts_change_by_their_difference_and_shares_by_points(tmp_path: Path) -> None:
    """version  exchanges  virtual
    before   2          1 of 2 = 50 %
    after    4          1 of 4 = 25 %   → +2, −25 pp; nobody's attendance was recorded"""
    old = [visit("X1", "2021-05-03"), visit("X2", "2021-06-01", mode="virtual")]
    new = [*old, visit("X3", "2021-07-01"), visit("X4", "2021-08-02")]
    before, after = (
        measure(published(tmp_path / name, rows), KPIS) for name, rows in (("old", old), ("new", new))
    )
    table = between_versions(before, after).set_index("kpi")
    assert table.loc["O01", ["before", "after", "change", "unit"]].tolist() == [2, 4, 2, "absolute"]
    assert table.loc["O07", "change"] == pytest.approx(-25)
    assert table.loc["O07", "unit"] == "pp"
    assert table.loc["O06", ["before", "after", "change"]].isna().all()


def test_what_one_version_lacks_has_no_change(tmp_path: Path) -> None:
    """The first file had no column for the mode."""
    plain = {key: value for key, value in visit("X1", "2021-05-03").items() if key != "mode"}
    before = measure(published(tmp_path / "old", [plain]), KPIS)
    after = measure(published(tmp_path / "new", [visit("X1", "2021-05-03")]), KPIS)
    table = between_versions(before, after).set_index("kpi")
    assert pd.isna(table.loc["O07", "before"])
    assert table.loc["O07", "after"] == 0
    assert pd.isna(table.loc["O07", "change"])


def test_the_selection_is_the_same_in_both(tmp_path: Path) -> None:
    rows = [visit("X1", "2021-05-03"), visit("X2", "2022-05-03")]
    scope = Scope(period="2021")
    one = measure(published(tmp_path / "old", rows), ["O01"], scope=scope)
    assert between_versions(one, one)["change"].tolist() == [0]


def test_versions_change_by_the_rule_of_all_changes(tmp_path: Path) -> None:
    """From 20 to 25 exchanges is +25 %, from 2 to 4 two more; an open year is compared with nothing."""
    old = [visit(f"X{i}", "2021-05-03") for i in range(20)]
    new = [*old, *(visit(f"Y{i}", "2021-07-01") for i in range(5))]
    with published(tmp_path / "old", old) as one, published(tmp_path / "new", new) as two:
        row = between_versions(measure(one, ["O01"]), measure(two, ["O01"])).iloc[0]
        assert (row["change"], row["unit"]) == (25, "%")
        this_year = Scope(period="2022")
        open_year = between_versions(*(measure(v, ["O01"], scope=this_year) for v in (one, two)))
        assert open_year["change"].isna().all()
