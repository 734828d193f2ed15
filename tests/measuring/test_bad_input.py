"""Registers and selections with next to nothing: for every KPI flags and reasons, no warning or exception."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.catalogue import Flow, Method, catalogue, dimensions
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring import Measurement, dimensions_of, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store, open_store
from cxc_metrics.studies import (
    bounds,
    effect_study,
    incidence,
    missing_values,
)
from tests.measuring import hand_results, hand_shapes
from tests.measuring.crossing import THOROUGH, in_turns
from tests.measuring.publishing import published, visit
from tests.soundness.rows import answers, asked, host, match, outcome, registration
from tests.store.hand_made import checked

ALL = tuple(catalogue())
DIMENSIONS = ("visitor_country", "partnership", "year", "side")


@contextmanager
def _no_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Arrow output on a DB-API result")
        yield


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """Every table there is."""
    register = Store(tmp_path_factory.mktemp("full") / "store")
    with checked(hand_results.tables(), as_at=hand_results.AS_AT) as tables:
        yield register.publish(tables)


@pytest.fixture(scope="module")
def unpaired(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataVersion]:
    """Participations in projects and persons at events, by the first letter of their figures."""
    root = tmp_path_factory.mktemp("unpaired")
    made = {"P": hand_shapes.participations(), "E": hand_shapes.attendances()}
    versions = {}
    for letter, tables in made.items():
        with checked(tables, as_at=hand_shapes.AS_AT) as clean:
            versions[letter] = Store(root / letter).publish(clean)
    return versions


def _is_told(measured: Measurement) -> None:
    """Where there is no number there is a flag, and a reason wherever a method decided."""
    for kpi in measured.kpis:
        table = measured.table
        none = table[kpi.id].isna()
        assert (table.loc[none, f"{kpi.id}_flag"] != "").all(), kpi.id
        assert table[kpi.id].notna().all() or none.any()
        if kpi.id in measured.not_measurable:
            assert measured.not_measurable[kpi.id].startswith("Not measurable"), kpi.id
            assert none.all()
        elif isinstance(kpi, (Method, Flow)):
            silent = none & (table[f"{kpi.id}_reason"] == "") & ~table[f"{kpi.id}_flag"].str.contains("[cz]")
            assert not silent.any(), kpi.id


def _everything(version: DataVersion, scope: Scope | None = None, turn: int = 0) -> None:
    """Half of the figures, and all that can by one dimension, others each turn; `make thorough` takes all."""
    with _no_warning():
        _is_told(measure(version, in_turns(ALL, turn, 2), scope=scope))
        for name in DIMENSIONS if THOROUGH else (DIMENSIONS[turn % len(DIMENSIONS)],):
            having = [kpi for kpi in ALL if name in dimensions_of(catalogue()[kpi], version)]
            if having:
                _is_told(measure(version, having, by=[name], scope=scope, totals=True))


@pytest.mark.parametrize(
    ("turn", "scope"),
    list(
        enumerate(
            [
                Scope(visitor_country="MT"),
                Scope(visitor_country="ES"),
                Scope(host_country="DE", visitor_country="ES", mode="virtual"),
                Scope(period="1999"),
                Scope(period="2020-12"),
                Scope(partnership="E"),
            ]
        )
    ),
    ids=["nobody", "one country", "one pair", "a year before all", "a month", "no exchange yet"],
)
def test_selections_that_leave_next_to_nothing(
    full: DataVersion, unpaired: dict[str, DataVersion], turn: int, scope: Scope
) -> None:
    """The register of pairs in each, the two without pairs in turns; `make thorough` takes all three."""
    for shape, version in enumerate((full, *unpaired.values())):
        if THOROUGH or shape in (0, 1 + turn % 2):
            _everything(version, scope, turn + shape)


def test_a_register_of_exchanges_alone(tmp_path: Path) -> None:
    """organisation, partnership and exchange: what rests on another table says which."""
    visits = [visit(f"X{i}", f"2021-0{i}-03", vo_id=f"ES{1 + i % 2}") for i in range(1, 7)]
    with published(tmp_path, visits) as version:
        _everything(version, turn=0)
        reasons = measure(version, ALL).not_measurable
        tables = {"A01": "registration", "A04": "registration", "R02": "survey_invitation", "R07n": "outcome"}
        tables |= {"O14": "document", "A09": "meeting", "O13": "challenge_solution", "M06": "registration"}
        for kpi, table in tables.items():
            assert f"no table {table}" in reasons[kpi], kpi
        assert "no table document" in reasons["Q01"]
        assert "no table survey_invitation" in reasons["R07a"]
        assert {"O01", "O02", "O02f", "O04", "O11"}.isdisjoint(reasons)


def test_one_exchange_and_one_of_everything(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "registration": [registration("R1", "2021-01-01"), host()],
        "match": [match("R1", "2021-02-01")],
        "survey_invitation": [asked("I1", "X1"), asked("I2", None, "T0")],
        "survey_answer": answers(["I1", "I2"], "sat_overall", [5, 5]),
        "outcome": [outcome("U1", "ES1", "DE1", "2021-08-01")],
    }
    with published(tmp_path, [visit("X1", "2021-03-01")], **rows) as version:
        _everything(version, turn=1)
        measured = measure(version, ["R02", "A06", "R07n"])
        assert (measured.flag("R02"), measured.value("R02"), measured.n("R02")) == ("c", None, None)
        assert measured.value("R07n") == 1


def test_answers_that_are_all_alike(tmp_path: Path) -> None:
    """Forty satisfied with 5: a share of 1 with Wilson's interval; a mean without one, and the reason."""
    visits = [visit(f"X{i:02}", "2021-05-03", event_id=f"E{i}") for i in range(40)]
    invited = [asked(f"I{i:02}", f"X{i:02}") for i in range(40)]
    later = [asked(f"J{i:02}", f"X{i:02}", "T3", registration_id=f"R{i}") for i in range(40)]
    base = [asked(f"K{i:02}", None, "T0", registration_id=f"R{i}") for i in range(40)]
    keys = [f"{letter}{i:02}" for letter in "JK" for i in range(40)]
    given = answers([f"I{i:02}" for i in range(40)], "sat_overall", [5] * 40)
    given += answers(keys, "export_share", [20] * 80)
    tables: dict[str, Any] = {
        "registration": [registration(f"R{i}", "2021-01-01") for i in range(40)],
        "survey_invitation": invited + later + base,
        "survey_answer": given,
    }
    with published(tmp_path, visits, **tables) as version:
        _everything(version, turn=2)
        row = measure(version, ["R02", "M03"]).row()
        assert (row["R02"], row["R02_high"]) == (1.0, 1.0)
        assert row["R02_low"] == pytest.approx(40 / (40 + 1.959963984540054**2))
        assert row["M03"] == 0.0
        assert pd.isna(row["M03_low"])
        assert "equal" in row["M03_reason"]


def test_a_survey_that_nobody_answered(tmp_path: Path) -> None:
    """Ten asked, none answered: a response rate of 0, no share, and the reason."""
    visits = [visit(f"X{i}", "2021-05-03") for i in range(10)]
    invited = [asked(f"I{i}", f"X{i}", answered=None) for i in range(10)]
    given = answers(["I0"], "sat_overall", [5])
    tables = {"registration": [registration("R1", "2021-01-01")], "survey_invitation": invited}
    with published(tmp_path, visits, **tables, survey_answer=given) as version:
        _everything(version, turn=3)
        measured = measure(version, ["R02", "R01"])
        row = measured.row()
        assert (measured.value("R01"), measured.n("R01")) == (0.0, 10)
        assert (measured.value("R02"), measured.n("R02"), row["R02_flag"]) == (None, 0, ":")
        assert (row["R02_response"], row["R02_invited"], row["R02_reason"]) == (
            0.0,
            10,
            "No answers in this selection",
        )
        assert bounds(measured, "R02")[["worst", "best"]].isna().all(axis=None)


def test_studies_refuse_in_words(full: DataVersion, sample: DataVersion, tmp_path: Path) -> None:
    """Fewer than thirty organisations; a column, a table that is missing; nobody to follow."""
    with pytest.raises(NotMeasurable, match="30 are needed"):
        effect_study(sample, Scope(visitor_country="MT"))
    with pytest.raises(NotMeasurable, match=r"no organisation\.exported_before"):
        effect_study(full)
    with pytest.raises(NotMeasurable, match="No units to follow"):
        incidence(full, "A06", Scope(visitor_country="MT"))
    with published(tmp_path, [visit("X1", "2021-03-01")]) as bare:
        with pytest.raises(NotMeasurable, match="no table registration"):
            effect_study(bare)
        found = missing_values(bare, Scope(visitor_country="MT"))
        assert found["rows"].eq(0).all()
        assert found["share"].isna().all()


@pytest.fixture(scope="module")
def sample(sample_register: Path) -> Iterator[DataVersion]:
    """The synthetic register: every table with every column."""
    version = open_store(sample_register).current()
    assert version is not None
    with version:
        yield version


def test_a_dimension_it_has_not_is_refused_with_those_it_has(
    sample: DataVersion, unpaired: dict[str, DataVersion], subtests: pytest.Subtests
) -> None:
    """Never ignored: the reason names what it can be told by. It is asked of a register that has the table:
    where it has not, that comes first, as no dimension would mend it.
    """
    for kpi in ALL:
        with subtests.test(kpi):
            one = catalogue()[kpi]
            version = unpaired[kpi[0]] if kpi in hand_shapes.EXPECTED else sample
            if version is not sample:
                absent = measure(sample, [kpi], by=["match_origin"]).not_measurable[kpi]
                assert "it has no table" in absent
            if kpi == "X01":
                assert "no reference list" in measure(sample, [kpi]).not_measurable[kpi]
                continue
            known = dimensions_of(one, version)
            needed = one.rows_of if isinstance(one, Flow) else ()
            for name in ("match_origin", "meeting_kind"):
                if name not in known:
                    reason = measure(version, [kpi], by=[*needed, name]).not_measurable[kpi]
                    assert f"cannot be told by {dimensions()[name].noun}" in reason
                    assert "It can by: " in reason
