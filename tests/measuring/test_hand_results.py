"""Every KPI beyond the first issue on a register small enough to be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.catalogue import catalogue, dimensions
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring import dimensions_of, measure
from cxc_metrics.records import rows
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import incidence
from tests.measuring import hand_register, hand_results, hand_shapes
from tests.measuring.crossing import crossed
from tests.measuring.flow_cases import flow_cases
from tests.measuring.holding import is_of_survey, unlike
from tests.measuring.oracle import all_checks
from tests.store.hand_made import checked

KPIS = tuple(hand_results.EXPECTED)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The hand-made register with matches, papers, answers and outcomes, published."""
    register = Store(tmp_path_factory.mktemp("results") / "store")
    breaches = [("X02", "C05"), ("X05", "C08"), ("X05", "C09")]
    with checked(hand_results.tables(), as_at=hand_results.AS_AT, breaches=breaches) as tables:
        yield register.publish(tables)


def test_every_kpi_is_worked_out_by_hand_somewhere() -> None:
    by_hand = {*hand_register.EXPECTED, *hand_results.EXPECTED, *hand_shapes.EXPECTED}
    assert set(catalogue()) - set(flow_cases()) - by_hand == {"X01", "M06"}


def test_the_values_worked_out_by_hand(results: DataVersion, subtests: pytest.Subtests) -> None:
    measured = measure(results, KPIS)
    assert measured.not_measurable == {}
    for kpi in KPIS:
        with subtests.test(kpi):
            value, n = hand_results.EXPECTED[kpi]
            is_hidden = value is None and is_of_survey(catalogue()[kpi])
            assert measured.n(kpi) == (None if is_hidden else n)
            assert measured.value(kpi) == (None if value is None else pytest.approx(value))
            if value is None:
                assert "c" in measured.flag(kpi)


def test_the_first_kpis_are_what_they_were(results: DataVersion) -> None:
    """More tables change none of the numbers that do not rest on them."""
    measured = measure(results, list(hand_register.EXPECTED))
    assert {kpi: (measured.value(kpi), measured.n(kpi)) for kpi in measured.ids} == {
        kpi: (pytest.approx(value), n) for kpi, (value, n) in hand_register.EXPECTED.items()
    }


def test_by_every_dimension(results: DataVersion, subtests: pytest.Subtests) -> None:
    for kpi in KPIS:
        assert set(dimensions_of(catalogue()[kpi], results)) == set(all_checks()[kpi].dimensions), kpi
    whole = measure(results, KPIS)
    for name in dimensions():
        kpis = crossed((kpi for kpi in KPIS if name in all_checks()[kpi].dimensions), name, turn=0)
        measured = measure(results, kpis, by=[name], totals=True)
        assert measured.not_measurable == {}
        for kpi in kpis:
            with subtests.test(f"{kpi} by {name}"):
                told, one = measured.only(kpi), catalogue()[kpi]
                assert unlike(told, one, all_checks()[kpi], results, [name]) == []
                value = whole.value(kpi)
                assert told.value(kpi) == (None if value is None else pytest.approx(value))
                assert told.n(kpi) == whole.n(kpi)


def test_rows_behind_every_kpi_can_be_listed(results: DataVersion, subtests: pytest.Subtests) -> None:
    """But those that an answer chose (R10 by what was anticipated), or four that answered (R07b)."""
    kept_back = {"R06n": "one by one", "R10": "one by one", "M01": "one by one", "M01n": "one by one"}
    kept_back |= {"M03": "one by one", "M03m": "one by one", "R07b": "at least five"}
    for kpi in KPIS:
        with subtests.test(kpi):
            if kpi in kept_back:
                with pytest.raises(NotMeasurable, match=kept_back[kpi]):
                    rows(results, kpi)
                continue
            behind = rows(results, kpi)
            assert behind.total == len(behind.table)
            assert behind.total > 0
            assert behind.table.columns[0] == catalogue()[kpi].fact_info.row_columns[0]


def test_what_stands_beside_a_survey_share(results: DataVersion) -> None:
    """Twelve were asked about countable exchanges in the closing report, eleven answered."""
    row = measure(results, ["R02", "R06p"]).row()
    assert row["R02_invited"] == 12
    assert row["R02_response"] == pytest.approx(11 / 12)
    assert row["R02_flag"] == "u"
    assert row["R02_clusters"] == 5  # hosts DE1 FR1 DE2 ES1 and the group event of X05
    assert row["R06p_invited"] == 8  # organisations, not invitations
    assert row["R06p_response"] == 1.0


def test_what_stands_beside_a_waiting_time(results: DataVersion) -> None:
    row = measure(results, ["A07"]).row()
    beside = {name: row[f"A07_{name}"] for name in ("events", "competing", "waiting", "prior")}
    assert beside == {"events": 6, "competing": 2, "waiting": 0, "prior": 1}
    assert row["A07_share"] == pytest.approx(6 / 8)
    course = incidence(results, "A07").curve
    assert dict(zip(course["day"], course["share"].round(9), strict=True))[67] == pytest.approx(4 / 8)


def test_a_share_without_five_answers_is_hidden_with_its_interval(results: DataVersion) -> None:
    """X03 was virtual, X05 hybrid: one answer and two. Of 11 less the eight physical three would be left."""
    by_mode = measure(results, ["R02"], by=["mode"], totals=True).table.set_index("mode")
    assert by_mode["R02_flag"].tolist() == ["c", "c", "c", "u"]
    told = [
        "R02",
        *(f"R02_{part}" for part in ("n", "low", "high", "deff", "clusters", "response", "invited")),
    ]
    assert by_mode.loc[["physical", "virtual", "hybrid"], told].isna().all(axis=None)
    assert by_mode["R02_n"].iloc[-1] == 11


def test_the_view_closed_and_validated_is_never_ignored(results: DataVersion) -> None:
    measured = measure(results, KPIS, scope=_VALIDATED)
    for kpi in KPIS:
        check = all_checks()[kpi].in_closed_view()
        if check is None:
            assert "the view closed and validated" in measured.not_measurable[kpi]
        else:
            assert unlike(measured.only(kpi), catalogue()[kpi], check, results, ()) == [], kpi


_VALIDATED = Scope(status="validated")
