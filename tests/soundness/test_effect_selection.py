"""Wrong differences somebody would have believed: who is compared in M06, from the register to the number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.measure import Scope, effect_study, measure
from cxc_metrics.measure.studies import EffectStudy
from cxc_metrics.register import Snapshot, open_register
from tests.measure.publishing import published, visit
from tests.register.hand_made import organisation
from tests.soundness.rows import Row, answers, asked, host, match, registration

GROUP = {"FR": "EU-14", "ES": "EU-14", "SE": "EU-14", "DE": "EU-14", "PL": "EU-13", "SK": "EU-13"}
GROUP |= {"BG": "EU-13", "LT": "EU-13", "UK": "outside the EU", "NO": "outside the EU"}
# What each trait adds to an organisation's change, in percentage points.
OF_GROUP = {"EU-14": 0.0, "EU-13": 2.0, "outside the EU": 5.0}
OF_SECTOR, OF_TYPE, OF_SIZE = {9: 0.0, 3: 1.0}, {"sme": 0.0, "cluster": 3.0}, {"small": 0.0, "medium": 4.0}
OF_EXPORT = {True: 1.5, False: 0.0}


@dataclass(frozen=True)
class Traits:
    """What organisations are made alike on."""

    country: str
    sector: int
    type: str
    size: str
    exported: bool

    @property
    def change(self) -> float:
        """What the export share of such an organisation grows by when it stays at home."""
        of_where = OF_GROUP[GROUP[self.country]] + OF_SECTOR[self.sector]
        return of_where + OF_TYPE[self.type] + OF_SIZE[self.size] + OF_EXPORT[self.exported]


# 54 participants; 64 of every other group: four countries × two of everything else.
OURS = [
    Traits(
        ("FR", "ES", "SE", "PL", "SK", "UK")[i % 6],
        (9, 9, 3, 9, 3)[i % 5],
        ("sme", "sme", "cluster")[i // 6 % 3],
        ("small", "small", "medium")[i // 18],
        (i + i // 6) % 3 > 0,
    )
    for i in range(54)
]
EVERY = [Traits(*one) for one in product(("DE", "BG", "LT", "NO"), (9, 3), OF_TYPE, OF_SIZE, OF_EXPORT)]


class _World:
    """Rows of the register, group by group."""

    def __init__(self) -> None:
        self.organisations: list[Row] = [organisation("H", "IS")]
        self.registrations: list[Row] = [host() | {"organisation_id": "H"}]
        self.matches: list[Row] = []
        self.exchanges: list[Row] = []
        self.invited: list[Row] = []
        self.given: list[Row] = []

    def add(
        self,
        key: str,
        traits: Traits,
        accepted: str,
        extra: float,
        *,
        matched: str | None = None,
        rounds: tuple[str, ...] = ("T0", "T3"),
        **more: str,
    ) -> None:
        """A visitor whose share grows from 20 by its kind's change and `extra`."""
        self.organisations.append(
            organisation(
                key,
                traits.country,
                traits.sector,
                org_type=traits.type,
                size_class=traits.size,
                exported_before=traits.exported,
            )
        )
        self.registrations.append(registration(key, accepted, key, **more))
        if matched:
            self.matches.append(match(key, matched))
        told = {"T0": 20.0, "T2": 99.0, "T3": 20.0 + traits.change + extra}
        for name in rounds:
            own = {"registration_id": key, "organisation_id": key}
            self.invited.append(asked(f"{key}-{name}", None, name, **own))
            self.given += answers([f"{key}-{name}"], "export_share", [told[name]])

    def visit(self, key: str, day: str, **more: object) -> None:
        """A visit to Iceland that came of the visitor's match."""
        country = next(row["country_code"] for row in self.organisations if row["organisation_id"] == key)
        where = {"vo_id": key, "vo_country": country, "ho_id": "H", "ho_country": "IS"}
        self.exchanges.append(visit(f"X-{key}", day, match_id=f"M-{key}", **where | more))

    def cancelled(self, key: str, reason: str) -> None:
        """An exchange that was planned for 1 April and cancelled."""
        day = date(2021, 4, 1)
        self.visit(key, "2021-04-01", status="cancelled", cancel_reason=reason, planned_start=day)
        self.exchanges[-1]["actual_start"] = None


def _world() -> _World:
    world, one = _World(), EVERY[0]
    for i, traits in enumerate(OURS):
        world.add(f"P{i:02}", traits, "2021-01-10", 3.0, matched="2021-02-01", rounds=("T0", "T2", "T3"))
    for i, rounds in enumerate([("T0",)] * 4 + [("T3",)] * 3 + [()] * 2):
        world.add(f"Q{i}", one, "2021-01-10", 70.0, matched="2021-02-01", rounds=rounds)
    world.add("Q9", one, "2020-01-10", 0.0, matched="2021-02-01", rounds=())
    for row in list(world.matches):
        world.visit(row["vo_registration_id"], "2021-06-15")
    for i, traits in enumerate(EVERY):
        world.add(f"W{i:02}", traits, "2021-01-12", 0.0)
        world.add(f"L{i:02}", traits, "2021-01-12", 1.0, matched="2021-07-01")
        world.add(f"E{i:02}", traits, "2021-01-12", -2.0, matched="2021-02-01")
        world.cancelled(f"E{i:02}", ("pandemic", "visa_or_travel", "force_majeure", "scheme_closed")[i % 4])
        world.add(f"O{i:02}", traits, "2021-01-12", 40.0, matched="2021-02-01")
        world.cancelled(f"O{i:02}", ("illness", "host_withdrew")[i % 2])
        world.add(f"R{i:02}", traits, "2021-01-12", 50.0, status="rejected")
    for i in range(4):
        # Accepted once before without setting off: what counts is the registration that led to the visit.
        world.registrations.append(registration(f"P{i:02}-", "2020-12-20", f"P{i:02}"))
    for i in range(6):
        # Rejected first, accepted later: the organisation waits since it was accepted.
        world.registrations.append(registration(f"W{i:02}-", "2020-12-01", f"W{i:02}", status="rejected"))
    for i, rounds in enumerate([("T0",)] * 5 + [("T3",)] * 2):
        world.add(f"V{i}", one, "2021-01-12", 70.0, rounds=rounds)
    for i in range(10):
        world.add(f"M{i}", EVERY[6 * i], "2021-03-20", 0.0)
        world.add(f"D{i}", EVERY[6 * i], "2021-01-12", 0.0, status="expired", available_to="2021-03-01")
    for i in range(3):
        world.add(f"U{i}", one, "2021-01-12", 60.0, matched="2021-02-01")
        world.matches[-1] |= {"vo_validated_on": None, "ho_validated_on": None}
    return world


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EffectStudy]:
    """key  organisations   accepted  matched  what became of it               answers   own change + extra
    P    54              10 Jan    1 Feb    visit on 15 June                T0 T2 T3  +3
    Q    4 + 3 + 2       10 Jan    1 Feb    visit on 15 June                T0/T3/–   (not used)
    Q9   1               a year earlier     visit on 15 June                –
    W    64              12 Jan    –        waits; six were rejected before T0 T3     0
    L    64              12 Jan    1 July   waits on 15 June                T0 T3     +1
    V    5 + 2           12 Jan    –        waits                           T0/T3     (not used)
    E    64              12 Jan    1 Feb    cancelled, external reason      T0 T3     −2
    O    64              12 Jan    1 Feb    cancelled, own reason           T0 T3     +40
    R    64              –         –        rejected on 12 January          T0 T3     +50
    M    10              20 March  –        waits two months only           T0 T3     0
    D    10              12 Jan    –        expired on 1 March              T0 T3     0
    U    3               12 Jan    no day   –                               T0 T3     +60

    Four of P had been accepted on 20 December too, and did not set off then.
    An organisation's own change is the sum of what its country group, ecosystem, type, size and export status
    add. Groups made alike in all five therefore differ by their extras alone."""
    world = _world()
    snapshot = published(
        tmp_path_factory.mktemp("effect"),
        world.exchanges,
        organisation=world.organisations,
        registration=world.registrations,
        match=world.matches,
        survey_invitation=world.invited,
        survey_answer=world.given,
    )
    with snapshot:
        yield effect_study(snapshot)


def test_participants_are_compared_with_those_accepted_as_long_and_still_waiting(study: EffectStudy) -> None:
    """54 participants with both answers, W and L with 64 each. Of the kinds alike in all five W grew by their
    own change and L by one more, so by a half on average: 3 − 0.5 = 2.5. Were one covariate forgotten, or a
    country put into another group, the difference would take in what that adds."""
    main = study.main
    assert (main.participants, main.comparison, main.matched_later) == (54, 128, 64)
    assert (main.outside, main.both_arms, study.without_comparison) == ((0, 0), 0, 1)
    assert main.difference.estimate == pytest.approx(2.5, abs=1e-5)


def test_the_change_of_participants_is_follow_up_minus_baseline(study: EffectStudy) -> None:
    """Baseline 20 for all; after 18 months each has its own change and 3 more. The answers of 99 after six
    months are neither."""
    rounds = study.main.rounds.set_index(["arm", "round"])
    own = sum(traits.change for traits in OURS) / 54
    assert rounds.loc[("participants", "baseline"), "mean"] == pytest.approx(20)
    assert rounds.loc[("participants", "18 months"), "mean"] == pytest.approx(23 + own)
    assert rounds.loc[("participants", "18 months"), "change"] == pytest.approx(3 + own)
    assert rounds.loc[("comparison", "18 months"), "change"] == pytest.approx(0.5 + own, abs=1e-5)
    assert rounds["n"].tolist() == [54, 54, 128, 128]


def test_attrition_counts_all_organisations_of_either_arm(study: EffectStudy) -> None:
    """organisations   baseline     follow-up    both
    participants    54 + 9 = 63     54 + 4 = 58  54 + 3 = 57  54    Q9 waited longer than anybody else
    comparison      128 + 7 = 135   133          130          128"""
    table = study.main.attrition
    assert table.iloc[:, :5].values.tolist() == [
        ["participants", 63, 58, 57, 54],
        ["comparison", 135, 133, 130, 128],
    ]
    assert table["share_with_both"].tolist() == pytest.approx([54 / 63, 128 / 135])


def test_the_sensitivity_groups_are_who_they_are_said_to_be(study: EffectStudy) -> None:
    """Cancelled for external reasons: E alone, whose extra is −2: 3 − (−2) = 5. Never matched: W, M and D,
    not the rejected R, nor O, nor U whose match has no day: 64 + 10 + 10, and 3 − 0 = 3."""
    table = study.sensitivity.set_index("group")
    assert table["comparison"].to_dict() == {
        "visitors cancelled for external reasons": 64,
        "visitors never matched": 84,
    }
    assert table["difference"].tolist() == pytest.approx([5.0, 3.0], abs=1e-5)
    assert table["reason"].tolist() == ["", ""]
    assert (table["low"] < table["difference"]).all()
    assert (table["high"] > table["difference"]).all()


def test_groups_are_made_alike_in_country_group_ecosystem_type_size_and_export_status(
    study: EffectStudy,
) -> None:
    """Participants: three of six countries are EU-14, two EU-13, one outside (27, 18 and 9 of 54); a third
    are clusters and a third of medium size. Of those waiting one of four countries is EU-14, two are EU-13;
    half are of either kind in all else."""
    table = study.main.balance.set_index(["covariate", "level"])
    assert study.main.covariates == ("country_group", "sector", "type", "size", "exported_before")
    assert table["participants"].to_dict() == pytest.approx(
        {
            ("country_group", "EU-13"): 1 / 3,
            ("country_group", "EU-14"): 1 / 2,
            ("country_group", "outside the EU"): 1 / 6,
            ("sector", "ecosystem 3"): sum(one.sector == 3 for one in OURS) / 54,
            ("sector", "ecosystem 9"): sum(one.sector == 9 for one in OURS) / 54,
            ("type", "cluster"): 1 / 3,
            ("type", "sme"): 2 / 3,
            ("size", "medium"): 1 / 3,
            ("size", "small"): 2 / 3,
            ("exported_before", "False"): sum(not one.exported for one in OURS) / 54,
            ("exported_before", "True"): sum(one.exported for one in OURS) / 54,
        }
    )
    assert table["comparison_before"].tolist() == pytest.approx([1 / 2, 1 / 4, 1 / 4] + [1 / 2] * 8)
    assert table["comparison_after"].tolist() == pytest.approx(table["participants"].tolist(), abs=1e-6)


OLD_MEMBERS = ("AT", "BE", "DE", "DK", "EL", "ES", "FI", "FR", "IE", "IT", "LU", "NL", "PT", "SE")
NEW_MEMBERS = ("BG", "CY", "CZ", "EE", "HR", "HU", "LT", "LV", "MT", "PL", "RO", "SI", "SK")
OTHERS = ("CH", "IS", "NO", "RS", "TR", "UA", "UK", "XK")


def test_each_country_is_in_the_group_of_its_accession(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """14 members joined before 2004 and are still in, 13 joined in 2004, 2007 and 2013, the United Kingdom
    has left."""
    countries = [*OLD_MEMBERS, *NEW_MEMBERS, *OTHERS]
    tables = {
        "organisation": [organisation(f"O-{code}", code) for code in countries],
        "registration": [registration(f"R-{code}", "2021-01-01", f"O-{code}") for code in countries],
    }
    with published(tmp_path_factory.mktemp("groups"), [], **tables) as snapshot:
        rows = snapshot.query(
            f"SELECT visitor_country, country_group FROM {snapshot.fact('journey')}"
        ).to_pylist()
    assert {row["visitor_country"]: row["country_group"] for row in rows} == {
        **dict.fromkeys(OLD_MEMBERS, "EU-14"),
        **dict.fromkeys(NEW_MEMBERS, "EU-13"),
        **dict.fromkeys(OTHERS, "outside the EU"),
    }


# ------------------------------------------------------------- the synthetic register, worked out once more

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
