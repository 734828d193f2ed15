"""Persons at meetings of a COST Action, mapped: figures by hand, and against a count of the real file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.measuring import measure

HEADER = "meeting,title,type,start,end,days,meeting_country,location,person_country,travel,daily,total,name\n"
EU_CODES = {"GB": "UK", "GR": "EL", "KV": "XK"}


def test_a_few_persons_by_hand(published_source, tmp_path: Path) -> None:
    """Two of three came from abroad; 100.50 + 50 + 20; both meetings are in Belgium."""
    path = tmp_path / "meetings.csv"
    path.write_text(
        HEADER
        + 'M1,"One, with a comma",WG,15/10/2021,16/10/2021,2,Belgium,Brussels,KV,80.5,20,100.50,P1\n'
        + "M1,,WG,15/10/2021,16/10/2021,2,Belgium,Brussels,BE,0,50,50,P2\n"
        + "M2,Two,WG,01/02/2022,01/02/2022,1,Belgium,Brussels,UK,0,20,20,P1\n",
        encoding="utf-8",
    )
    version = published_source("cost_meetings", path)
    assert version.manifest.shape == "meetings"
    expected = {"E01": 3, "E01u": 2, "E02": 2, "E03": 2, "E04s": 2, "E04h": 1, "E05": 5, "E06": 170.5}
    measured = measure(version, list(expected))
    assert {kpi: measured.value(kpi) for kpi in expected} == expected
    assert measure(version, ["E01"], by=["year"]).table["E01"].to_list()[:2] == [2, 1]


@pytest.mark.shared_data
def test_the_counted_totals_of_the_real_file(published_source, shared_data: Path) -> None:
    """394 persons at 31 meetings, 349 of them abroad; hosts BE 50, NL 42, RO, CH and PT 36 each."""
    path = shared_data / "cost_ca19130" / "meetings.csv"
    raw = pd.read_csv(path, keep_default_na=False)
    home = raw.person_country.replace(EU_CODES)

    version = published_source("cost_meetings", path)
    assert version.manifest.findings_by_code == {}
    measured = measure(version, ["E01", "E01u", "E02", "E03", "E04s", "E04h", "E05", "E06"])
    assert measured.value("E01") == len(raw) == 394
    assert measured.value("E01u") == raw.name.nunique()
    assert measured.value("E03") == raw.meeting.nunique() == 31
    assert [measured.value(kpi) for kpi in ("E02", "E04s", "E04h")] == [349, 34, 17]
    assert measured.value("E05") == raw.days.sum()
    assert measured.value("E06") == pytest.approx(364_741.80, abs=1e-9)
    hosts = measure(version, ["E02"], by=["host_country"]).table.set_index("host_country")["E02"]
    assert hosts[["BE", "NL", "RO", "CH", "PT"]].to_list() == [50, 42, 36, 36, 36]
    abroad = measure(version, ["E06", "E05", "E06m"], by=["cross_border"]).table.set_index("cross_border")
    assert abroad.loc[True, "E06"] == pytest.approx(348_241.14, abs=1e-9)
    assert abroad.loc[True, "E05"] == 707
    assert abroad.loc[True, "E06m"] == pytest.approx(348_241.14 / 349)
    senders = measure(version, ["E01"], by=["visitor_country"]).table.set_index("visitor_country")["E01"]
    assert senders[senders > 0].to_dict() == home.value_counts().to_dict()
    years = measure(version, ["E01"], by=["year"]).table.set_index("year")["E01"]
    assert years.to_dict() == raw.start.str[-4:].astype(int).value_counts().to_dict()
