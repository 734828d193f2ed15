"""Wrong differences somebody would have believed: who is compared in M06, from the register to the number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from cxc_metrics.measure import effect_study
from cxc_metrics.measure.studies import EffectStudy
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
