"""M06 on the synthetic register: who is compared, worked out once more in Python from the raw tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.measure import Scope, effect_study, measure
from cxc_metrics.register import Snapshot, open_register
from tests.soundness.rows import Row

HELD = {"awaiting_reports", "awaiting_validation", "awaiting_payment", "completed"}
EXTERNAL = {"pandemic", "visa_or_travel", "force_majeure", "scheme_closed"}
Days = list[date]


@dataclass
class Journey:
    """A visitor's accepted registration, as the contract's tables tell it."""

    organisation: str
    accepted: date
    matched: bool
    matched_on: date | None
    started_on: date | None
    left_on: date | None
    external: bool
    t0: float | None
    t3: float | None

    @property
    def has_both(self) -> bool:
        return self.t0 is not None and self.t3 is not None

    def waits_on(self, day: date) -> bool:
        """Accepted by that day; not matched, set off or gone by then. With an undated match nobody knows."""
        if self.matched and self.matched_on is None and self.started_on is None:
            return False
        ends = [end for end in (self.matched_on, self.started_on, self.left_on) if end is not None]
        return self.accepted <= day and all(end > day for end in ends)


def _months(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month - (later.day < earlier.day)


class Register:
    """The contract's tables in plain Python."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.tables = {
            name: snapshot.query(f"SELECT * FROM {name}").to_pylist()
            for name in ("registration", "match", "exchange", "survey_invitation")
        }
        shares = snapshot.query(
            "SELECT invitation_id, value_num FROM survey_answer "
            "WHERE item = 'export_share' AND value_num BETWEEN 0 AND 100"
        )
        self.shares = {row["invitation_id"]: row["value_num"] for row in shares.to_pylist()}
        self.visitors = [
            row for row in self.tables["registration"] if row["role"] == "VO" and row["status"] != "draft"
        ]

    @cached_property
    def matched(self) -> dict[str, Days]:
        """Days of validation by the later side, of each visitor's validated matches."""
        found: dict[str, Days] = {}
        for row in self.tables["match"]:
            if row["status"] == "validated":
                days = [row[name] for name in ("vo_validated_on", "ho_validated_on") if row[name] is not None]
                found.setdefault(row["vo_registration_id"], []).extend([max(days)] if days else [])
        return found

    @cached_property
    def visits(self) -> dict[str, list[Row]]:
        """Exchanges by the registration that they came of."""
        matched = {row["match_id"]: row["vo_registration_id"] for row in self.tables["match"]}
        found: dict[str, list[Row]] = {}
        for row in self.tables["exchange"]:
            if (key := matched.get(row["match_id"])) is None:
                own = [one for one in self.visitors if one["organisation_id"] == row["vo_id"]]
                first = min(own, key=lambda one: self._distance(one, row), default=None)
                key = first["registration_id"] if first else None
            if key is not None:
                found.setdefault(key, []).append(row)
        return found

    @staticmethod
    def _distance(one: Row, row: Row) -> tuple[object, ...]:
        """First that of the exchange's partnership, then accepted ones, then the earliest."""
        same = one["partnership_id"] is not None and one["partnership_id"] == row["vop_id"]
        return (
            not same,
            one["status"] != "accepted",
            one["submitted_on"] or date.max,
            one["registration_id"],
        )

    @cached_property
    def told(self) -> dict[tuple[str, str], float]:
        """The export share last told, by registration and survey round."""
        rows = [row for row in self.tables["survey_invitation"] if row["responded_on"] is not None]
        return {
            (row["registration_id"], row["survey_round"]): self.shares[row["invitation_id"]]
            for row in sorted(rows, key=lambda row: row["responded_on"])
            if row["invitation_id"] in self.shares
        }

    def journeys(self) -> list[Journey]:
        """One per organisation: the registration that led to its visit, else the one accepted first."""
        found = [
            self._journey(row)
            for row in self.visitors
            if row["status"] in {"accepted", "expired", "withdrawn"} and row["decided_on"] is not None
        ]
        found.sort(key=lambda one: (one.started_on is None, one.accepted, one.started_on or date.max))
        chosen: dict[str, Journey] = {}
        for one in found:
            chosen.setdefault(one.organisation, one)
        return list(chosen.values())

    def _journey(self, row: Row) -> Journey:
        key = row["registration_id"]
        exchanges = self.visits.get(key, [])
        starts = [_first_day(one) for one in exchanges if _is_countable(one)]
        started = min((day for day in starts if day is not None), default=None)
        cancelled = [one for one in exchanges if one["status"] == "cancelled"]
        left = min((day for one in cancelled if (day := _first_day(one)) is not None), default=None)
        if row["status"] in {"expired", "withdrawn"}:
            left = row["available_to"] or row["decided_on"]
        return Journey(
            organisation=row["organisation_id"],
            accepted=row["decided_on"],
            matched=key in self.matched,
            matched_on=min(self.matched.get(key, []), default=None),
            started_on=started,
            left_on=None if started else left,
            external=started is None and any(one["cancel_reason"] in EXTERNAL for one in cancelled),
            t0=self.told.get((key, "T0")),
            t3=self.told.get((key, "T3")),
        )


def _first_day(row: Row) -> date | None:
    return row["actual_start"] or row["planned_start"]


def _is_countable(row: Row) -> bool:
    return (
        row["status"] in HELD
        and (row["working_days"] or 0) >= 3
        and row["vo_country"] != row["ho_country"]
        and row["vop_id"] is not None
    )


@dataclass(frozen=True)
class Arms:
    """Who is compared, by the words of definitions 6."""

    people: list[Journey]

    @cached_property
    def went(self) -> list[Journey]:
        return [one for one in self.people if one.started_on is not None]

    @cached_property
    def waiting(self) -> list[Journey]:
        """On some participant's day they waited, and had been accepted for as many months."""
        starts = {(one.started_on, _months(one.accepted, one.started_on)) for one in self.went}
        return [
            one
            for one in self.people
            if any(one.waits_on(day) and _months(one.accepted, day) == months for day, months in starts)
        ]

    @cached_property
    def covered(self) -> list[Journey]:
        """Participants who find somebody waiting as long."""
        return [
            one
            for one in self.went
            if any(
                other.waits_on(one.started_on)
                and _months(other.accepted, one.started_on) == _months(one.accepted, one.started_on)
                for other in self.waiting
            )
        ]


@pytest.fixture(scope="module")
def sample(sample_register: Path) -> Iterator[Snapshot]:
    """The synthetic register."""
    snapshot = open_register(sample_register).current()
    assert snapshot is not None
    with snapshot:
        yield snapshot


def test_in_the_synthetic_register_the_same_organisations_are_found_by_hand(sample: Snapshot) -> None:
    """Everything is worked out once more from the contract's tables in plain Python: who went, who waited as
    long on that day, how many of either told both shares, and by how much the participants' share grew."""
    study, arms = effect_study(sample), Arms(Register(sample).journeys())
    main, ours = study.main, [one for one in arms.covered if one.has_both]
    theirs = [one for one in arms.waiting if one.has_both]
    assert main.outside == (0, 0)
    assert (main.participants, main.comparison) == (len(ours), len(theirs))
    assert study.without_comparison == len(arms.went) - len(arms.covered)
    assert main.matched_later == sum(bool(one.matched_on or one.started_on) for one in theirs)
    assert main.both_arms == len({one.organisation for one in ours} & {one.organisation for one in theirs})
    assert main.attrition.iloc[:, 1:5].values.tolist() == [_attrition(arms.covered), _attrition(arms.waiting)]
    change = main.rounds.set_index(["arm", "round"]).loc[("participants", "18 months"), "change"]
    assert change == pytest.approx(sum(one.t3 - one.t0 for one in ours) / len(ours))
    row = measure(sample, ["M06"], scope=Scope()).row()
    assert (row["M06_n"], row["M06_comparison"], row["M06_matched_later"]) == (
        len(ours),
        len(theirs),
        main.matched_later,
    )


def test_in_the_synthetic_register_the_sensitivity_groups_are_found_by_hand(sample: Snapshot) -> None:
    """A refused group tells how many it has in all, one that is compared how many told both shares."""
    stayed = [one for one in Register(sample).journeys() if one.started_on is None]
    groups = [[one for one in stayed if one.external], [one for one in stayed if not one.matched]]
    table = effect_study(sample).sensitivity
    expected = [
        len(group) if refused else sum(one.has_both for one in group)
        for group, refused in zip(groups, table["reason"] != "", strict=True)
    ]
    assert table["comparison"].tolist() == expected
    assert all(count < len(stayed) for count in expected)


def _attrition(arm: list[Journey]) -> list[int]:
    table = pd.DataFrame({"t0": [one.t0 for one in arm], "t3": [one.t3 for one in arm]}, dtype="float64")
    there = table.notna()
    return [len(arm), int(there["t0"].sum()), int(there["t3"].sum()), int(there.all(axis=1).sum())]
