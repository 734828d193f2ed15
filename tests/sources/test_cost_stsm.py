"""Short-term missions of a COST Action, mapped: every figure against a count of the file by pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

EU_CODES = {"GB": "UK", "GR": "EL"}


@pytest.mark.shared_data
def test_totals_of_the_real_file(checked_source, shared_data: Path):
    path = shared_data / "cost_ca19130" / "stsm.csv"
    raw = pd.read_csv(path, keep_default_na=False)
    home, host = raw.home_country.replace(EU_CODES), raw.host_country.replace(EU_CODES)
    years = raw.start.str[:4].value_counts().sort_index()
    # The figures the data's own description states.
    assert (len(raw), raw.amount.sum(), home.nunique(), host.nunique()) == (27, 60_082, 13, 12)
    assert ((host == "DE").sum(), years.tolist()) == (8, [9, 10, 6, 2])

    tables = checked_source("cost_stsm", path)
    assert tables.findings_by_code() == {}
    assert tables.row_counts["exchange"].kept == 27
    missions = tables.connection.execute("SELECT * FROM exchange ORDER BY exchange_id::INTEGER").df()
    assert missions.lump_sum_paid_eur.sum() == 60_082
    assert missions.vo_country.tolist() == home.tolist()
    assert missions.ho_country.tolist() == host.tolist()
    assert missions.actual_start.dt.strftime("%Y-%m-%d").tolist() == raw.start.tolist()
    assert missions.actual_end.dt.strftime("%Y-%m-%d").tolist() == raw.end.tolist()
    assert set(tables.columns_present["exchange"]).isdisjoint({"vo_id", "ho_id", "working_days", "status"})
