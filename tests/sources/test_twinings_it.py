"""Town twinnings of Italian municipalities, mapped: every figure against a count of the file by pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

# What the map reads as another country of today, and what lay in several and is left out.
MEANT = {
    "Germania nazista": "Germania", "Reich tedesco": "Germania",
    "Principato Elettorale di Sassonia": "Germania",
    "ducato di Lorena": "Francia", "Ducato di Milano": "Italia", "Regno d'Italia": "Italia",
    "Regno di Polonia": "Polonia", "Regno di Romania": "Romania", "Principato di Valacchia": "Romania",
    "Regno russo": "Russia",
}  # fmt: skip
SEVERAL = {
    "Impero russo": 8, "Impero bizantino": 4, "Regno d'Ungheria": 4, "Regno di Prussia": 3,
    "Repubblica Araba Unita": 2, "Austria-Ungheria": 1, "Impero ottomano": 1, "Impero romano": 1,
    "Palestina mandataria": 1, "Regno Unito di Gran Bretagna e Irlanda": 1, "Regno franco": 1,
    "Sacro Romano Impero": 1, "Stato Monastico dei Cavalieri Teutonici": 1,
}  # fmt: skip
CODES = {"FR": "Francia", "DE": "Germania", "ES": "Spagna", "US": "Stati Uniti d’America", "PL": "Polonia"}


@pytest.mark.shared_data
def test_totals_of_the_real_file(checked_source, shared_data: Path):
    path = shared_data / "twinings_it" / "twinings.csv"
    raw = pd.read_csv(path, sep="|", dtype=str, keep_default_na=False)
    state = raw.comune_end_stato.replace(MEANT)
    assert state[state.isin(SEVERAL)].value_counts().to_dict() == SEVERAL
    abroad = raw[~state.isin([*SEVERAL, "Italia"])]
    hosts = state[abroad.index].value_counts()
    assert (len(raw), len(abroad), abroad.comune_start_id.nunique(), abroad.comune_end_id.nunique()) == (
        4_415, 3_053, 1_568, 2_720,
    )  # fmt: skip
    assert (len(hosts), [hosts[name] for name in CODES.values()]) == (107, [728, 399, 175, 128, 121])

    tables = checked_source("twinings_it", path)
    count = tables.row_counts["exchange"]
    assert (count.read, count.kept, count.rejected) == (4_415, 4_386, 29)
    # 29 twinnings without a country of today, and the 23 towns of these.
    assert tables.findings_by_code() == {"unmapped_value": 29 + 23}
    assert (
        tables.row_counts["organisation"].kept == raw.comune_start_id.nunique() + raw.comune_end_id.nunique()
    )
    (totals,) = tables.connection.execute(
        "SELECT count(*), count(DISTINCT vo_id), count(DISTINCT ho_id), count(DISTINCT ho_country) "
        "FROM exchange WHERE ho_country <> vo_country"
    ).fetchall()
    assert totals == (len(abroad), 1_568, 2_720, 107)
    by_host = dict(
        tables.connection.execute("SELECT ho_country, count(*) FROM exchange GROUP BY ALL").fetchall()
    )
    assert {code: by_host[code] for code in CODES} == {code: hosts[name] for code, name in CODES.items()}
    assert tables.as_at is None
