"""Registers with next to nothing, asked for what is no single KPI: courses, corridors, targets, comparisons.

What `test_bad_input` does for every KPI: an answer, or a reason in words; no warning, no other exception.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring import COMPARISONS, measure
from cxc_metrics.records import against_others
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import (
    STAGES,
    Outlook,
    corridors,
    course,
    effect_study,
    extrapolation,
    funnel,
    incidence,
    missing_values,
    scheme_target,
    spread_against_group,
    target_chances,
)
from tests.measuring import hand_results
from tests.measuring.crossing import THOROUGH
from tests.measuring.publishing import published, visit
from tests.soundness.rows import answers, asked, host, match, outcome, registration
from tests.store.hand_made import checked, partnership

AS_AT = date(2022, 6, 30)
TARGET = [partnership("A", target_exchanges=4, target_unit="exchange"), partnership("B")]


@contextmanager
def _no_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Arrow output on a DB-API result")
        # pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
        warnings.filterwarnings("ignore", "The inplace keyword")
        yield


def _one_of_everything(folder: Path) -> DataVersion:
    return published(
        folder,
        [visit("X1", "2021-03-01")],
        partnership=TARGET,
        registration=[registration("R1", "2021-01-01"), host()],
        match=[match("R1", "2021-02-01")],
        survey_invitation=[asked("I1", "X1"), asked("I2", None, "T0")],
        survey_answer=answers(["I1", "I2"], "sat_overall", [5, 5]),
        outcome=[outcome("U1", "ES1", "DE1", "2021-08-01")],
    )


def _all_from_one_country(folder: Path) -> DataVersion:
    visits = [
        visit(f"X{i}", f"2021-0{1 + i % 6}-01", ho_country=code) for i, code in enumerate(["DE", "FR"] * 20)
    ]
    return published(folder, visits, partnership=TARGET)


def _exchanges_alone(folder: Path) -> DataVersion:
    return published(folder, [visit(f"X{i}", "2021-03-01") for i in range(6)])


def _nothing_held(folder: Path) -> DataVersion:
    rows = [visit("X1", status="ready", planned_start=date(2022, 7, 4), working_days=None)]
    return published(folder, rows, partnership=TARGET)


def _without_dates(folder: Path) -> DataVersion:
    rows = [visit(f"X{i}") for i in range(3)]
    undated = registration("R1", None, status="accepted")
    return published(folder, rows, registration=[undated, host()], match=[match("R1", None)])


def _everything_in_a_selection_of_nobody(folder: Path) -> DataVersion:
    with checked(hand_results.tables(), as_at=hand_results.AS_AT) as tables:
        return Store(folder / "store").publish(tables)


REGISTERS: dict[str, tuple[Callable[[Path], DataVersion], Scope]] = {
    "one of everything": (_one_of_everything, Scope()),
    "all from one country": (_all_from_one_country, Scope()),
    "exchanges alone": (_exchanges_alone, Scope()),
    "nothing held": (_nothing_held, Scope()),
    "no dates": (_without_dates, Scope()),
    "an empty selection": (_everything_in_a_selection_of_nobody, Scope(visitor_country="MT")),
    "a year before all": (_everything_in_a_selection_of_nobody, Scope(period="1999")),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], DataVersion]]:
    """The registers by name, each published once."""
    with ExitStack() as opened:

        @cache
        def published_by(make: Callable[[Path], DataVersion]) -> DataVersion:
            return opened.enter_context(make(tmp_path_factory.mktemp("little")))

        yield lambda name: published_by(REGISTERS[name][0])


@pytest.fixture(scope="module", params=REGISTERS)
def little(
    request: pytest.FixtureRequest, made: Callable[[str], DataVersion]
) -> tuple[str, DataVersion, Scope]:
    return request.param, made(request.param), REGISTERS[request.param][1]


def _or_reason(ask: Callable[[], Any]) -> Any:
    """The answer, or None where it is refused with a reason of some words."""
    try:
        with _no_warning():
            return ask()
    except NotMeasurable as error:
        reason = str(error)
    assert len(reason.split()) > 4, reason
    return None


Little = tuple[str, DataVersion, Scope]


def test_waiting_times_have_a_course_or_a_reason(little: Little) -> None:
    _, version, scope = little
    for kpi in ("A06", "A07", "F03"):
        found = _or_reason(lambda kpi=kpi: incidence(version, kpi, scope))
        if found is not None:
            assert found.n > 0
            assert found.events + found.competing + found.waiting == found.n


def test_the_difference_is_refused_in_words(little: Little) -> None:
    _, version, scope = little
    assert _or_reason(lambda: effect_study(version, scope)) is None


def test_corridors_say_what_is_missing(little: Little) -> None:
    _, version, scope = little
    with _no_warning():
        found = corridors(version, scope)
    assert found.table.empty or "gravity" in found.not_measurable or "observed" in found.not_measurable
    assert all(len(reason.split()) > 4 for reason in found.not_measurable.values())


def test_a_target_is_judged_only_from_a_pace(little: Little) -> None:
    name, version, scope = little
    targets = _or_reason(lambda: target_chances(version, scope))
    if targets is None or targets.table.empty:
        return
    told = scheme_target(targets)
    assert told is not None
    held = {"one of everything": 1, "all from one country": 40, "nothing held": 0}[name]
    assert (told.planned, told.held) == (4, held)
    assert told.probability is None
    assert (told.outlook is Outlook.REACHED) == (held == 40)
    assert bool(told.reason) == (told.outlook is Outlook.NOT_JUDGED)
    with _no_warning():
        by_month = measure(version, ["O01", "O07"], by=["month"], scope=scope, totals=True)
        grown = course(by_month)
        assert grown.table["held_so_far"].tolist()[-1:] == ([held] if held else [])
        assert extrapolation(held, told, version.manifest.as_at) == []


def test_the_funnel_has_a_number_or_a_reason_at_every_stage(little: Little) -> None:
    _, version, scope = little
    with _no_warning():
        held = measure(version, list(STAGES.values())[:-1], scope=scope)
        closed = measure(version, [STAGES["outcome"]], scope=scope.with_(status="validated"))
        table = funnel(held, closed)
    assert (table["value"].notna() | (table["reason"] != "") | (scope.period is not None)).all()
    assert table["share_of_previous"].dropna().between(0, 1).all()


def test_comparisons_have_a_change_or_a_flag(little: Little) -> None:
    """Every register by one of the comparisons, each in its turn; `make thorough` makes all."""
    name, version, scope = little
    comparisons = [*COMPARISONS, Scope(host_country="FR")]
    turn = list(REGISTERS).index(name) % len(comparisons)
    for comparison in comparisons if THOROUGH else [comparisons[turn]]:
        asked_for = scope if scope.period else scope.with_(wave=1, partnership="A")
        if comparison == "year_before":
            asked_for = asked_for.with_(period="2021")
        with _no_warning():
            measured = measure(version, list(catalogue()), scope=asked_for, compare=comparison)
        if measured.compare is None:
            continue
        row = measured.row()
        for kpi in measured.ids:
            assert row[f"{kpi}_change"] == row[f"{kpi}_change"] or row[f"{kpi}_change_flag"], kpi


def test_a_partnership_without_others_has_no_quartiles(little: Little) -> None:
    _, version, scope = little
    with _no_warning():
        table = against_others(version, "A", scope=scope)
    assert table[["q1", "median", "q3"]].isna().all(axis=None)
    assert (table["reason"] != "").all()


def test_missing_values_and_spreads_of_nothing_are_no_shares(little: Little) -> None:
    _, version, scope = little
    with _no_warning():
        table = missing_values(version, scope)
        assert (table["share"].isna() == table["rows"].eq(0)).all()
        measured = measure(
            version, ["O01"], by=["visitor_sector"], scope=scope.with_(mode="physical"), compare=scope
        )
        spread = spread_against_group(measured, "O01")
    assert spread["share"].dropna().between(0, 1).all()


def _told(waiting: bool) -> list[dict[str, Any]]:
    """A baseline and an answer 548 days after 1 March 2021, both 20 %."""
    return [
        {
            "survey_round": name,
            "waiting": waits,
            "answered_on": date.fromisoformat(day),
            "key": name,
            "value": 20.0,
        }
        for name, waits, day in (("T0", True, "2021-01-01"), ("T3", waiting, "2022-08-31"))
    ]


def test_a_constant_outcome_has_no_difference_and_says_why() -> None:
    """Forty who went and forty who waited as long, all at 20 % before and after: nothing varies."""
    rows = pd.DataFrame(
        {
            "unit": range(80),
            "registration": [f"R{i}" for i in range(80)],
            "accepted_on": pd.Timestamp("2021-01-01"),
            "started_on": [pd.Timestamp("2021-03-01")] * 40 + [pd.NaT] * 40,
            "visited_on": [pd.Timestamp("2021-03-01")] * 40 + [pd.NaT] * 40,
            "matched": [True] * 40 + [False] * 40,
            "matched_on": [pd.Timestamp("2021-02-01")] * 40 + [pd.NaT] * 40,
            "left_on": pd.NaT,
            "called_off_on": pd.NaT,
            "questions": [_told(False)] * 40 + [_told(True)] * 40,
            "partnership": [f"P{i % 8}" for i in range(80)],
            "country_group": "EU-14",
            "sector": "ecosystem 9",
            "type": "sme",
            "size": "small",
            "exported_before": True,
        }
    )
    m06: Any = catalogue()["M06"]
    with _no_warning():
        (row,) = m06.estimate(rows, [], AS_AT).to_dict("records")
        (few,) = m06.estimate(rows.iloc[20:], [], AS_AT).to_dict("records")
        (thirty,) = m06.estimate(rows.iloc[10:], [], AS_AT).to_dict("records")
        nobody = m06.estimate(rows.iloc[:0], [], AS_AT)
    assert (row["flag"], few["flag"], len(nobody)) == (":", ":", 0)
    assert len(row["reason"].split()) > 4
    assert "only 20 participants" in few["reason"]
    assert thirty["reason"] == row["reason"]
