"""Survey shares of two selections: the interval of their difference, and where there can be none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.measuring import (
    OTHER_WAVE,
    SCHEME,
    YEAR_BEFORE,
    Measurement,
    measure,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published, visit
from tests.soundness.rows import Row, answers, asked, registration
from tests.store.hand_made import organisation, partnership

Z = 1.959963984540054


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's interval, written out: centre (p + z²/2n) / (1 + z²/n), half width around it."""
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return centre - half, centre + half


def newcombe(one: float, n: float, other: float, m: float) -> tuple[float, float]:
    """Newcombe's method 10 in percentage points: both Wilson intervals, put together as squares."""
    (low_one, high_one), (low_other, high_other) = wilson(one, n), wilson(other, m)
    down, up = math.hypot(one - low_one, high_other - other), math.hypot(high_one - one, other - low_other)
    return 100 * (one - other - down), 100 * (one - other + up)


class _Answers:
    """Answers to overall satisfaction of visits, each of a partnership, an event and a day of answer."""

    def __init__(self) -> None:
        self.visits: list[Row] = []
        self.invited: list[Row] = []
        self.given: list[Row] = []

    def add(self, partnership: str, event: str, answered: str, satisfied: list[bool]) -> None:
        for yes in satisfied:
            number = len(self.visits)
            self.visits.append(
                visit(
                    f"X{number:03}",
                    "2020-01-06",
                    event_id=event,
                    vop_id=partnership,
                    wave=1,
                    vo_id=f"V-{event[0]}",
                    ho_id=f"H-{event[0]}",
                )
            )
            self.invited.append(
                asked(
                    f"I{number:03}",
                    f"X{number:03}",
                    answered=answered,
                    invited_on="2020-02-01",
                    organisation_id=f"V-{event[0]}",
                )
            )
            self.given += answers([f"I{number:03}"], "sat_overall", [5 if yes else 1])


def _organisations() -> list[Row]:
    """Each letter of an event has a visitor and a host of its own."""
    return [
        *(organisation(f"V-{letter}", "ES") for letter in "ABCD"),
        *(organisation(f"H-{letter}", "DE") for letter in "ABCD"),
        organisation("ES1", "ES"),
    ]


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """partnership  answered  events           satisfied   n    deff   n / deff
    A            2021      4 of 10 alike    30 of 40    40   10      4
    B            2021      20 of 1           8 of 20    20    1     20
    A            2020      5 of 8 alike     16 of 40    40    8      5
    B            2020      1 of 12           6 of 12    12    –      –

    Where all answers of an event are alike, ten are worth one: deff is the size of the events."""
    rows = _Answers()
    for event in range(4):
        rows.add("A", f"A{event}", "2021-06-01", [event < 3] * 10)
    for event in range(20):
        rows.add("B", f"B{event}", "2021-06-01", [event < 8])
    for event in range(5):
        rows.add("A", f"C{event}", "2020-06-01", [event < 2] * 8)
    rows.add("B", "D", "2020-06-01", [True, False] * 6)
    made = published(
        tmp_path_factory.mktemp("surveys"),
        rows.visits,
        organisation=_organisations(),
        registration=[registration("R1", "2019-01-01")],
        survey_invitation=rows.invited,
        survey_answer=rows.given,
    )
    with made:
        yield made


def _bounds(measured: Measurement) -> tuple[float, float]:
    row = measured.row()
    return float(row["R02_change_low"]), float(row["R02_change_high"])


A, B = Scope(partnership="A", period="2021"), Scope(partnership="B", period="2021")


def test_the_interval_of_a_change_rests_on_what_clustered_answers_are_worth(version: DataVersion) -> None:
    """75 % of 40 answers worth 4, less 40 % of 20 worth 20: +35 points. Wilson on 4 and on 20 gives 30.1 to
    95.4 % and 21.9 to 61.3 %, so −14.7 to +62.3 points; 40 and 20 answers of their own would give
    +8.8 to +56.1 and call the difference sure."""
    measured = measure(version, ["R02"], scope=A, compare=B)
    row = measured.row()
    assert (row["R02"], row["R02_n"], row["R02_deff"]) == (0.75, 40, pytest.approx(10))
    assert (row["R02_partnership_B"], row["R02_change"]) == (0.4, pytest.approx(35))
    assert _bounds(measured) == pytest.approx(newcombe(0.75, 4, 0.4, 20))
    assert _bounds(measured) == pytest.approx((-14.7, 62.3), abs=0.05)
    # Four events are too few to tell how alike their answers are.
    assert row["R02_flag"] == "u"
    assert row["R02_change_reason"].startswith("interval of low reliability: too few clusters")
    assert newcombe(0.75, 40, 0.4, 20)[0] > 8


def test_the_other_sides_design_effect_counts_as_much(version: DataVersion) -> None:
    """The same two the other way round: −35 points, with the bounds mirrored."""
    there, back = (
        measure(version, ["R02"], scope=A, compare=B),
        measure(version, ["R02"], scope=B, compare=A),
    )
    assert _bounds(back) == pytest.approx(newcombe(0.4, 20, 0.75, 4))
    assert _bounds(back) == pytest.approx(tuple(-bound for bound in reversed(_bounds(there))))


def test_the_year_before_holds_other_answers_so_the_change_has_an_interval(version: DataVersion) -> None:
    """A: 75 % of 40 worth 4 in 2021, 40 % of 40 worth 5 in 2020."""
    measured = measure(version, ["R02"], scope=A, compare=YEAR_BEFORE)
    assert measured.row()["R02_change"] == pytest.approx(35)
    assert _bounds(measured) == pytest.approx(newcombe(0.75, 4, 0.4, 5))


@pytest.mark.parametrize(
    ("scope", "compare", "change"),
    [
        # Of all 60 answers of 2021 38 say yes: 75 − 63.3 points.
        pytest.param(A, SCHEME, 75 - 100 * 38 / 60, id="the whole scheme holds the selection"),
        pytest.param(A, Scope(period="2021"), 75 - 100 * 38 / 60, id="a second selection holds the first"),
        # A in both years: 46 of 80, so 75 − 57.5 points.
        pytest.param(A, Scope(partnership="A"), 17.5, id="a longer period holds the selection"),
        # B and A together in 2021 beside A in both years: A's answers of 2021 are in both.
        pytest.param(Scope(period="2021"), Scope(partnership="A"), 100 * 38 / 60 - 57.5, id="they overlap"),
    ],
)
def test_where_answers_may_be_on_both_sides_the_change_has_no_interval(
    version: DataVersion, scope: Scope, compare: str | Scope, change: float
) -> None:
    """Newcombe's interval takes both sides for independent. Answers that are in both make it too wide or too
    narrow, so none is given."""
    measured = measure(version, ["R02"], scope=scope, compare=compare)
    assert measured.row()["R02_change"] == pytest.approx(change)
    assert all(math.isnan(bound) for bound in _bounds(measured))


def test_beside_the_scheme_no_partnership_has_an_interval_of_its_difference(version: DataVersion) -> None:
    table = measure(
        version, ["R02"], by=["partnership"], scope=Scope(period="2021"), compare=SCHEME
    ).table.set_index("partnership")
    assert table["R02_change"].to_dict() == pytest.approx({"A": 75 - 100 * 38 / 60, "B": 40 - 100 * 38 / 60})
    assert table[["R02_change_low", "R02_change_high"]].isna().all(axis=None)


def test_the_change_from_answers_of_a_single_event_has_no_interval(version: DataVersion) -> None:
    """B in 2020: twelve answers of one event. What they are worth cannot be told: −10 points, no bounds."""
    measured = measure(version, ["R02"], scope=B, compare=YEAR_BEFORE)
    assert measured.row()["R02_year_before"] == 0.5
    assert measured.row()["R02_change"] == pytest.approx(-10)
    assert all(math.isnan(bound) for bound in _bounds(measured))


def test_the_other_wave_holds_other_answers_so_the_change_has_an_interval(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """wave  partnership  answered           satisfied   deff
    1     A            15 months after start  15 of 20    5 (four events of five alike; the fourth says no)
    2     B            15 months after start   8 of 20    1"""
    rows = _Answers()
    for event in range(4):
        rows.add("A", f"A{event}", "2021-03-01", [event < 3] * 5)
    for event in range(20):
        rows.add("B", f"B{event}", "2023-03-01", [event < 8])
    for row in rows.visits:
        row["wave"] = 1 if row["vop_id"] == "A" else 2
    made = published(
        tmp_path_factory.mktemp("waves"),
        rows.visits,
        as_at=date(2024, 6, 30),
        partnership=[
            partnership("A", 1, start_date=date(2020, 1, 1)),
            partnership("B", 2, start_date=date(2022, 1, 1)),
        ],
        organisation=_organisations(),
        registration=[registration("R1", "2019-01-01")],
        survey_invitation=rows.invited,
        survey_answer=rows.given,
    )
    with made:
        measured = measure(made, ["R02"], scope=Scope(wave=1, period="2021"), compare=OTHER_WAVE)
        assert measured.row()["R02_change"] == pytest.approx(35)
        assert _bounds(measured) == pytest.approx(newcombe(0.75, 4, 0.4, 20))


# Who answered in 2021 and in 2020, at which host, at which event; each answer of 2021 says yes, none of 2020.
_BEFORE = ("V2", "H2", "E2")


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (("V1", "H1", "E1"), ""),
        (("V1", "H1", None), ""),
        (("V2", "H1", "E1"), "an organisation answered in both years"),
        (("V1", "H2", "E1"), "one host was visited in both"),
        (("V1", "H2", None), "one host was visited in both, at no event in one of them"),
        (("V1", "H1", "E2"), "one event lies in both"),
        (("H2", "H1", "E1"), "the host of one year answers as a visitor in the other"),
    ],
)
def test_two_sides_that_share_an_organisation_host_or_event_have_no_interval(
    tmp_path: Path, now: tuple[str, str, str | None], reason: str
) -> None:
    """Answers of one organisation, about one host or of one event are alike, in whatever year they are
    given: Newcombe's interval, which takes both sides for independent, would be wrong."""
    visits, invited, given, known = [], [], [], []
    for side, (visitor, at, event), day in (("N", now, "2021-06-01"), ("B", _BEFORE, "2020-06-01")):
        # One organisation, host or event that may be shared; the others are of this side alone.
        for number in range(12):
            shared, key = number == 0, f"{side}{number:02}"
            organisations = (visitor, at) if shared else (f"{key}v", f"{key}h")
            where = event if shared else f"{key}e"
            visits.append(
                visit(key, day, vo_id=organisations[0], ho_id=organisations[1], event_id=where, wave=1)
            )
            invited.append(asked(f"I{key}", key, answered=day, organisation_id=organisations[0]))
            known += organisations
        given += answers([f"I{side}{i:02}" for i in range(12)], "sat_overall", [5 if side == "N" else 1] * 12)
    rows = {
        "organisation": [organisation(key, "ES") for key in dict.fromkeys([*known, "ES1"])],
        "registration": [registration("R1", "2019-01-01")],
        "survey_invitation": invited,
        "survey_answer": given,
    }
    with published(tmp_path, visits, **rows) as made:
        measured = measure(made, ["R02"], scope=Scope(period="2021"), compare=YEAR_BEFORE)
    row = measured.row()
    assert row["R02_change"] == pytest.approx(100)
    assert math.isnan(row["R02_change_low"]) == bool(reason)
    assert row["R02_change_reason"].startswith("no interval: some organisation, host or event") == bool(
        reason
    )


def test_rows_broken_down_and_totals_have_their_own_reason(version: DataVersion) -> None:
    """A's events and hosts of 2021 are not those of 2020; B's neither. Together they are not either."""
    table = measure(
        version, ["R02"], by=["partnership"], scope=Scope(period="2021"), compare=YEAR_BEFORE, totals=True
    ).table.set_index("partnership")
    assert math.isfinite(table.loc["A", "R02_change_low"])
    # B answered in 2020 at one event only.
    assert "one cluster" in table.loc["B", "R02_change_reason"]
    assert math.isfinite(table[table["is_total"]]["R02_change_low"].iloc[0])
