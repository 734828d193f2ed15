"""Flow KPIs on the golden flows of facts 6.4, on the hand-made register, and where there is little."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.catalogue import catalogue, kpi
from cxc_metrics.catalogue.kinds import flow_methods
from cxc_metrics.contract import countries
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import cluster_brokerage
from tests.measuring.crossing import THOROUGH
from tests.measuring.flow_register import GOLDEN, flows_register
from tests.measuring.publishing import published, visit
from tests.store.hand_made import organisation

FLOWS = tuple(name for name in catalogue() if name[0] == "N" or name in {"X02", "X02c"})
SIDES = ["visitor_country", "host_country"]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    with flows_register(tmp_path_factory.mktemp("golden"), GOLDEN) as version:
        yield version


def rows_by(version: DataVersion, name: str, by: list[str], **question: Any) -> dict[Any, dict[str, Any]]:
    """Dimension values → the row of the table."""
    table = measure(version, [name], by=by, **question).details
    return {
        row[by[0]] if len(by) == 1 else tuple(row[one] for one in by): row for row in table.to_dict("records")
    }


def test_every_flow_kpi_names_a_method_that_is_there() -> None:
    """Methods are named, because naming them loads nothing."""
    for name in FLOWS:
        method = getattr(kpi(name), "method", None)
        assert method is None or callable(getattr(flow_methods, method.__name__))


def test_the_golden_values_of_the_facts(golden: DataVersion) -> None:
    """DE→DK 6, DE→BE 4, DK→DE 3, BE→EE 2, EE→DE 5, EE→DK 1, DK→EE 3: facts 6.4, to the printed digits."""
    row = measure(golden, ["N01", "N02", "N02b"]).row()
    assert (round(row["N01"], 5), round(row["N02"], 5), round(row["N02b"], 5)) == (0.58333, 0.33333, 0.57143)
    assert (row["N01_n"], row["N01_flag"]) == (24, "u")

    balance = {code: round(found["N03"], 4) for code, found in rows_by(golden, "N03", SIDES[:1]).items()}
    assert balance == {"BE": 0.3333, "DE": -0.1111, "DK": 0.0769, "EE": -0.0909}

    hosts = rows_by(golden, "N05v", SIDES[:1])["DE"]
    assert (round(hosts["N05v"], 5), round(hosts["N05v_entropy"], 5)) == (1.92308, 1.96013)


def test_the_golden_intensities_keep_both_margins(golden: DataVersion) -> None:
    """Quasi-independence of facts 6.4. BE→EE (5.0505) is modelled at 0.4 and so not shown: E below 1. Pairs
    without a flow where at least one was modelled are told too."""
    found = rows_by(golden, "N04", SIDES)
    shown = {pair: round(row["N04"], 4) for pair, row in found.items() if row["N04"] == row["N04"]}
    assert shown == {
        ("DE", "BE"): 1.8311,
        ("DE", "DK"): 1.3019,
        ("DK", "DE"): 0.8217,
        ("DK", "EE"): 2.1473,
        ("EE", "DE"): 1.5088,
        ("EE", "DK"): 0.5488,
        ("BE", "DE"): 0.0,
        ("DE", "EE"): 0.0,
    }
    hidden = found["BE", "EE"]
    assert round(hidden["N04_observed"] / hidden["N04_modelled"], 4) == 5.0505
    assert hidden["N04_flag"] == ":"
    assert hidden["N04_reason"] == "0.4 by size alone: an intensity is shown from 1"
    assert found["DE", "DE"]["N04_flag"] == "z"


def test_values_worked_out_on_the_hand_made_register(hand: DataVersion) -> None:
    """Its 20 held exchanges, X01–X20:
        ES→DE 5, ES→FR 2, and once each ES→PL FR→DE FR→IT FR→UK IT→ES DE→ES DE→FR EL→DE EL→FR UK→FR UK→ES
        XK→DE PL→DE: 15 links among 8 countries.
    N01 15 / (8 · 7).  N02b: back are ES–DE, FR–UK, DE–FR → 6 of 15.  N02: min is 1 in each of the 6 → 6 / 20.
    N03: ES sent 8, hosted 3 → -5/11; DE 2, 9 → 7/11; FR 3, 5 → 2/8; the others have fewer than 5.
    N05: hosted DE 9, FR 5, ES 3, IT PL UK 1 → Σ² = 118 → 400/118; X02c 118/400.
    N05v: ES to 5, 2, 1 → 64/30.
    X02: DE1 6, FR1 3, DE2 3, ES1 3, FR2 2, IT1 PL1 UK1 1 → Σ² = 70 → 70/400.
    N08: 16 with both ecosystems, 3 within one → (13 - 3) / 16; 4 are not known.
    """
    row = measure(hand, ["N01", "N02", "N02b", "N05", "N08", "X02", "X02c"]).row()
    wanted = {
        "N01": 15 / 56,
        "N02": 6 / 20,
        "N02b": 6 / 15,
        "N05": 400 / 118,
        "N08": 10 / 16,
        "X02": 70 / 400,
        "X02c": 118 / 400,
    }
    assert {name: row[name] for name in wanted} == pytest.approx(wanted)
    assert {name: row[f"{name}_n"] for name in wanted} == dict.fromkeys(wanted, 20) | {"N08": 16}
    assert (row["N08_share"], row["N08_unknown"]) == (13 / 16, 4)

    balance = rows_by(hand, "N03", SIDES[:1])
    shown = {code: found["N03"] for code, found in balance.items() if found["N03"] == found["N03"]}
    assert shown == pytest.approx({"ES": -5 / 11, "DE": 7 / 11, "FR": 2 / 8})
    assert {code: found["N03_flag"] for code, found in balance.items() if code not in shown} == dict.fromkeys(
        ("EL", "IT", "PL", "UK", "XK"), "c"
    )
    assert rows_by(hand, "N05v", SIDES[:1])["ES"]["N05v"] == pytest.approx(64 / 30)


def test_new_pairs_worked_out_on_the_hand_made_register(hand: DataVersion) -> None:
    """First held exchange of each pair, either way: DE-ES X01, ES-FR X02, DE-FR X04, FR-IT X05, ES-IT X06,
    DE-EL X09, FR-UK X10, DE-XK X12, ES-PL X13, ES-UK X18, DE-PL X15, EL-FR X17.
        2020  DE-ES: nothing before it, so not measurable
        2021  DE-ES, ES-FR*, DE-FR*, FR-IT*, ES-IT*                    4 of 5
        2022  DE-ES, DE-EL*, FR-UK*, DE-FR, DE-XK*, ES-PL*             4 of 6
        2023  ES-UK*, DE-PL*, EL-FR*                                   3 of 3
        no day  DE-ES (X20)                                            0 of 1
    """
    found = rows_by(hand, "N07", ["year"])
    told = {
        int(year) if year == year and year is not None else None: (row["N07"], row["N07_n"])
        for year, row in _plain_years(found).items()
        if row["N07"] == row["N07"]
    }
    assert told == {2021: (4 / 5, 5), 2022: (4 / 6, 6), 2023: (1.0, 3), None: (0.0, 1)}
    first = _plain_years(found)[2020]
    assert first["N07_flag"] == ":"
    assert "no exchanges before these" in first["N07_reason"]
    everything = measure(hand, ["N07"]).row()
    assert everything["N07_flag"] == ":"


def _plain_years(found: dict[Any, dict[str, Any]]) -> dict[int | None, dict[str, Any]]:
    return {None if pd.isna(year) else int(year): row for year, row in found.items()}


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """Clusters CA CB CC CD CE; members M1 of CC, M2 of CD, M3 of CB until 2020 and of CE.
    CA → CB; M1 → CA: CC–CA; CA → M2: CA–CD; M3 → M2 (2021): CE–CD, no longer CB–CD.
    Links CA–CB, CA–CC, CA–CD, CD–CE.
    """
    places = {
        "CA": "DE",
        "CB": "FR",
        "CC": "IT",
        "CD": "ES",
        "CE": "PL",
        "M1": "IT",
        "M2": "ES",
        "M3": "PL",
    }
    organisations = [
        organisation(key, code, 3, org_type="cluster" if key.startswith("C") else "sme")
        for key, code in places.items()
    ]
    visits = [("CA", "CB"), ("M1", "CA"), ("CA", "M2"), ("M3", "M2")]
    rows = [
        visit(f"X{i}", "2021-05-03", vo_id=a, ho_id=b, vo_country=places[a], ho_country=places[b])
        for i, (a, b) in enumerate(visits)
    ]
    membership = [
        {"member_id": "M1", "cluster_id": "CC", "valid_from": date(2019, 1, 1), "valid_to": None},
        {"member_id": "M2", "cluster_id": "CD", "valid_from": None, "valid_to": date(2022, 1, 1)},
        {"member_id": "M3", "cluster_id": "CB", "valid_from": None, "valid_to": date(2020, 12, 31)},
        {"member_id": "M3", "cluster_id": "CE", "valid_from": None, "valid_to": None},
    ]
    folder = tmp_path_factory.mktemp("clusters")
    with published(folder, rows, organisation=organisations, cluster_membership=membership) as version:
        yield version


def test_brokers_stand_between_the_members_of_the_day(clusters: DataVersion) -> None:
    """CB, CC – CA – CD – CE: through CA go CB-CC, CB-CD, CB-CE, CC-CD, CC-CE (5 of 6 pairs of others),
    through CD go CA-CE, CB-CE, CC-CE (3 of 6)."""
    table, reason = cluster_brokerage(clusters)
    assert reason == ""
    found = dict(zip(table["cluster"], table["brokerage"], strict=True))
    assert found == pytest.approx({"CA": 5 / 6, "CD": 3 / 6, "CB": 0, "CC": 0, "CE": 0})
    assert table["name"].iloc[0] == "Name of CA"
    row = measure(clusters, ["N06", "N01c", "N02c"]).row()
    assert (round(row["N06"], 6), row["N06_n"], row["N06_cluster"], row["N06_links"]) == (
        0.833333,
        5,
        "CA",
        4,
    )
    assert (row["N06_flag"], row["N01c"], row["N02c"]) == ("u", 4 / 25, 0.0)


def test_cluster_kpis_without_memberships_are_not_measurable(golden: DataVersion) -> None:
    measured = measure(golden, ["N06"])
    assert "no table cluster_membership" in measured.not_measurable["N06"]
    table, reason = cluster_brokerage(golden)
    assert table.empty
    assert reason == measured.not_measurable["N06"]


def test_chance_is_drawn_at_the_same_number_of_exchanges(tmp_path: Path) -> None:
    """Perfectly symmetric intensities of 20 countries at 100 exchanges give a reciprocity of 0.21
    (definitions 5), and every second exchange unreturned is no finding."""
    codes = list(countries())[:20]
    ring = [(codes[i], codes[(i + step) % 20], 1) for i in range(20) for step in range(1, 6)]
    with flows_register(tmp_path, ring) as version:
        row = measure(version, ["N02", "N05"]).row()
        again = measure(version, ["N02", "N05"]).row()
    assert row["N02"] == 0.0
    assert row["N02_modelled"] == pytest.approx(0.21, abs=0.02)
    assert 0 < row["N02_modelled_low"] < row["N02_modelled"] < row["N02_modelled_high"] < 1
    # 100 exchanges over 20 equal hosts: 1 / E[H] = 1 / (1/100 + 99/100 / 20) = 16.8, and E[1/H] is near it.
    assert row["N05"] == pytest.approx(20.0)
    assert row["N05_modelled"] == pytest.approx(16.8, abs=0.3)
    assert all(isclose(row[name], again[name]) for name in ("N02_modelled", "N05_modelled_high"))


LITTLE = {
    "nothing selected": (GOLDEN, Scope(mode="virtual")),
    "one exchange": ((("DE", "DK", 1),), Scope()),
    "two countries": ((("DE", "DK", 6), ("DK", "DE", 4)), Scope()),
    "all from one country": ((("DE", "DK", 9), ("DE", "FR", 5), ("DE", "IT", 40)), Scope()),
    "all to one country": ((("DK", "DE", 9), ("FR", "DE", 5), ("IT", "DE", 40)), Scope()),
    "all to the rest of the world": ((("DE", "XX", 9),), Scope()),
}


@pytest.mark.parametrize("case", LITTLE)
def test_where_there_is_little_the_answer_is_flagged_and_gives_a_reason(tmp_path: Path, case: str) -> None:
    """Two of the four ways to ask for each case, in turns; `make thorough` takes all."""
    flows, scope = LITTLE[case]
    ways = ((), ("visitor_country",), SIDES, ("year",))
    with flows_register(tmp_path, flows) as version, warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Arrow output on a DB-API result")
        for by in ways if THOROUGH else ways[list(LITTLE).index(case) % 2 :: 2]:
            measured = measure(version, FLOWS, by=by, scope=scope, totals=True)
            assert len(measured.table) > 0
            for name in set(FLOWS) - set(measured.not_measurable):
                for row in measured.table.to_dict("records"):
                    told = row[name] == row[name] or set(row[f"{name}_flag"]) & {"z", "c"}
                    assert told or (row[f"{name}_flag"] and row[f"{name}_reason"]), (name, row)


def test_a_hub_has_a_density_but_nothing_modelled_beside_it(tmp_path: Path) -> None:
    flows, _ = LITTLE["all from one country"]
    with flows_register(tmp_path, flows) as version:
        row = measure(version, ["N01"]).row()
        pairs = rows_by(version, "N04", SIDES)
        hosts = rows_by(version, "N05v", SIDES[:1])["DE"]
    assert row["N01"] == 3 / 12
    assert row["N01_modelled"] != row["N01_modelled"]
    assert row["N01_reason"].startswith("Nothing by chance to set beside it: DE is part of every flow")
    told = [found for pair, found in pairs.items() if pair[0] != pair[1]]
    assert told
    assert all(
        found["N04_flag"] == ":" and "DE is part of every flow" in found["N04_reason"] for found in told
    )
    assert hosts["N05v"] == pytest.approx(54**2 / (81 + 25 + 1600))
    assert hosts["N05v_reason"].startswith("Nothing by chance to set beside it")
