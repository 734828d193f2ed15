"""Hosting and sending gaps from register to number: the references by hand, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxc_metrics.contract import countries
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import country_pairs, gaps
from cxc_metrics.studies.hosting_gaps import COLUMNS
from tests.measuring.publishing import published, visit
from tests.store.hand_made import organisation, partnership

# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def _registration(key: str, country: str, role: str = "HO", **more: Any) -> dict[str, Any]:
    return {
        "registration_id": key,
        "organisation_id": f"{country}1",
        "partnership_id": "A",
        "role": role,
        "status": "accepted",
        "submitted_on": date(2021, 1, 1),
        "decided_on": date(2021, 2, 1),
    } | more


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """Hosted without XX: DE 3 (ES ES FR), FR 1 (ES) of 4; ES → XX and XX → DE are out.
    Accepted hosts: DE 2 (one in 2022), FR 1, IT 1 (of wave 2); rejected FR, a visitor, and XX are none.
    """
    codes = ("ES", "DE", "FR", "IT", "XX")
    pairs = [("ES", "DE"), ("ES", "DE"), ("FR", "DE"), ("ES", "FR"), ("ES", "XX"), ("XX", "DE")]
    visits = [
        visit(f"X{i}", "2021-05-03", vo_id=f"{a}1", ho_id=f"{b}1", vo_country=a, ho_country=b)
        for i, (a, b) in enumerate(pairs)
    ]
    registrations = [
        _registration("R1", "DE"),
        _registration("R2", "DE", decided_on=date(2022, 3, 1)),
        _registration("R3", "FR"),
        _registration("R4", "IT", partnership_id="C"),
        _registration("R5", "FR", status="rejected"),
        _registration("R6", "ES", "VO"),
        _registration("R7", "XX"),
    ]
    tables = {
        "organisation": [organisation(f"{code}1", code, 9) for code in codes],
        "partnership": [partnership("A"), partnership("B"), partnership("C", 2)],
        "registration": registrations,
    }
    with published(tmp_path_factory.mktemp("small"), visits, **tables) as version:
        yield version


def _by(version: DataVersion, scope: Scope | None = None, **more: Any) -> dict[str, tuple[int, int, float]]:
    """Without those that take part and have neither visits nor registrations."""
    table = gaps(version, scope, **more).table
    table = table[table["country"].isin(["DE", "ES", "FR"]) | table["accepted"].gt(0)]
    return {
        row["country"]: (row["observed"], row["accepted"], row["by_registrations"])
        for row in table.to_dict("records")
    }


def test_a_share_of_the_accepted_times_all_visits(small: DataVersion) -> None:
    assert _by(small) == {"DE": (3, 2, 2.0), "ES": (0, 0, 0.0), "FR": (1, 1, 1.0), "IT": (0, 1, 1.0)}
    found = gaps(small)
    assert (found.visits, found.accepted, found.unit, found.side) == (4, 4, "exchanges", "host")
    gap = found.table.set_index("country")["registrations_gap"]
    assert gap[gap != 0].to_dict() == {"DE": 1, "IT": -1}
    assert "no table of populations with year and source" in found.not_measurable["population"]
    assert "only" in found.not_measurable["gravity"]
    assert _by(small, side="visitor") == {
        "DE": (0, 0, 0.0), "ES": (3, 1, 4.0), "FR": (1, 0, 0.0),
    }  # fmt: skip


def test_registrations_count_by_the_end_of_the_period_and_by_wave(small: DataVersion) -> None:
    """By the end of 2021 DE has one of three; IT's partnership is of wave 2, the visits of wave 1."""
    year = _by(small, Scope(period="2021"))
    assert (year["DE"], year["IT"]) == ((3, 1, pytest.approx(4 / 3)), (0, 1, pytest.approx(4 / 3)))
    wave = _by(small, Scope(wave=1))
    assert "IT" not in wave
    assert wave["DE"] == (3, 2, pytest.approx(4 * 2 / 3))


def test_countries_of_the_selection_choose_rows_and_narrow_nothing(small: DataVersion) -> None:
    assert _by(small, Scope(host_country="DE")) == {"DE": (3, 2, 2.0)}
    other = gaps(small, Scope(visitor_country="FR"))
    assert other.visits == 4
    assert other.notes[0] == "Of all visitor countries: those of the selection do not narrow it."
    narrowed = gaps(small, Scope(partnership="A", host_sector=9))
    assert (narrowed.visits, narrowed.accepted) == (4, 4)
    assert narrowed.notes == (
        "Visits are those of the selection; registrations are not narrowed by partnership.",
    )


def test_every_member_state_and_whoever_may_take_part_has_a_row(small: DataVersion) -> None:
    """Eligible in the waves of the selection, by the list of countries; one with nothing has 0."""
    listed = countries()
    for scope, waves in ((Scope(), (1, 2)), (Scope(wave=1), (1,))):
        table = gaps(small, scope).table.set_index("country")
        wanted = {code for code, each in listed.items() if any(map(each.eligible_in, waves))}
        assert set(table.index) == wanted | {code for code, each in listed.items() if each.eu_member}
        assert table["eu_member"].to_dict() == {code: listed[code].eu_member for code in table.index}
        assert table.loc["MT", ["observed", "accepted", "by_registrations"]].tolist() == [0, 0, 0]


def test_without_registrations_the_observed_stand_and_the_reason_is_told(tmp_path: Path) -> None:
    with published(tmp_path, [visit("X1", "2021-05-03")]) as version:
        found = gaps(version)
    assert tuple(found.table.columns) == COLUMNS
    assert found.table.set_index("country")["observed"].sum() == 1
    assert found.table["by_registrations"].isna().all()
    assert "it has no table registration" in found.not_measurable["registrations"]
    assert found.not_measurable["gravity"] == found.not_measurable["registrations"]
    assert len(found.statements) == 1


def test_an_empty_selection_says_so(small: DataVersion) -> None:
    found = gaps(small, Scope(mode="virtual"))
    assert found.table.empty
    assert tuple(found.table.columns) == COLUMNS
    assert "no flows" in found.not_measurable["observed"]


@pytest.mark.slow
@pytest.mark.parametrize("side", ["host", "visitor"])
def test_the_sample_as_a_poisson_regression_by_hand_works_it_out(sample_register: Path, side: Any) -> None:
    """From the raw tables, with a dummy for each country of the other side, by another library."""
    own, other, role = (
        ("ho_country", "vo_country", "HO") if side == "host" else ("vo_country", "ho_country", "VO")
    )
    with Store(sample_register).current() as version:
        found = gaps(version, side=side)
        flows = version.query(
            f"""SELECT {other} AS a, {own} AS b, count(*) AS n FROM exchange
            WHERE status IN ('awaiting_reports','awaiting_validation','awaiting_payment','completed')
              AND working_days >= 3 AND vo_country <> ho_country AND vop_id IS NOT NULL
              AND vo_country <> 'XX' AND ho_country <> 'XX' GROUP BY ALL"""
        ).to_pandas()
        pool = version.query(
            f"""SELECT o.country_code AS b, count(*) AS n
            FROM registration r JOIN organisation o USING (organisation_id)
            WHERE r.role = '{role}' AND r.status = 'accepted' AND o.country_code <> 'XX' GROUP BY ALL"""
        ).to_pandas()
    accepted = dict(zip(pool["b"], pool["n"], strict=True))
    weight = {(a, b): n for a, b, n in flows.itertuples(index=False)}
    known = {(row.origin, row.destination): row for row in country_pairs().itertuples()}
    rows = [
        (a, b, weight.get((a, b), 0), np.log(known[a, b].distance_km), float(known[a, b].border),
         float(known[a, b].common_language), np.log(accepted[b]))
        for a in sorted(flows["a"].unique()) for b in sorted(accepted) if a != b
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["a", "b", "n", "distance", "border", "language", "pool"])
    design = pd.concat([pd.get_dummies(table["a"]).astype(float), table.iloc[:, 3:]], axis=1)
    fit = sm.GLM(table["n"], design, family=sm.families.Poisson()).fit(tol=1e-12)
    wanted = table.assign(mu=fit.fittedvalues).groupby("b")["mu"].sum()
    names = ["visitor_country", "host_country"] if side == "host" else ["host_country", "visitor_country"]
    pairs = found.corridors.dropna(subset=["modelled"]).set_index(names)
    by_hand = table.assign(mu=fit.fittedvalues).set_index(["a", "b"])["mu"]
    assert pairs["modelled"].to_dict() == pytest.approx(by_hand.to_dict(), rel=1e-4)
    assert (
        (pairs["modelled_low"] <= pairs["modelled"]) & (pairs["modelled"] <= pairs["modelled_high"])
    ).mean() > 0.99
    assert {pair: n for pair, n in found.corridors.set_index(names)["observed"].items() if n} == weight
    rated = found.table.dropna(subset=["modelled"]).set_index("country")
    assert rated["modelled"].to_dict() == pytest.approx(wanted.to_dict(), rel=1e-4)
    total = sum(weight.values())
    for row in found.table.to_dict("records"):
        hosted = sum(n for (_, b), n in weight.items() if b == row["country"])
        share = accepted.get(row["country"], 0) / sum(accepted.values())
        assert (row["observed"], row["by_registrations"]) == (hosted, pytest.approx(share * total))
    judged = found.table[found.table["ratio_low"].notna()]
    assert (judged["ratio_low"] < judged["ratio_high"]).all()
    assert judged["fewer"].tolist() == (judged["ratio_high"] < 1).tolist()
    assert found.table["fewer"].isna().equals(found.table["ratio_low"].isna())
