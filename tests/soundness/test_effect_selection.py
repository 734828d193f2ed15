"""Wrong differences somebody would have believed: who is compared in M06, from the register to the number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring import measure
from cxc_metrics.studies import effect_study
from cxc_metrics.studies.behind_a_method import EffectStudy
from tests.measuring.publishing import published, visit
from tests.soundness.rows import Row, answers, asked, host, match, registration
from tests.store.hand_made import organisation, partnership

PARTNERSHIPS = ("PA", "PB", "PC", "PD", "PE", "PF")
T0_DAY, T3_DAY = "2021-01-05", "2022-11-20"
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


# In every partnership 12 participants; 48 of every other group: three countries × two of everything else.
OURS = [
    Traits(
        ("FR", "ES", "SE", "PL", "SK", "UK")[i % 6],
        (9, 9, 3)[i % 3],
        ("sme", "sme", "cluster", "sme")[i // 3],
        ("small", "medium")[i % 4 == 1],
        i % 4 > 0,
    )
    for i in range(12)
]
EVERY = [Traits(*one) for one in product(("DE", "BG", "NO"), (9, 3), OF_TYPE, OF_SIZE, OF_EXPORT)]


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
        travels: bool = False,
        **more: str,
    ) -> None:
        """A visitor whose share grows from 20 by its kind's change and `extra`, and its visit of 15 June."""
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
        more.setdefault("partnership_id", "PA")
        self.registrations.append(registration(key, accepted, key, **more))
        if matched:
            self.matches.append(match(key, matched))
        if travels:
            self.visit(key, "2021-06-15", vop_id=more["partnership_id"])
        told = {"T0": 20.0, "T2": 99.0, "T3": 20.0 + traits.change + extra}
        days = {"T0": T0_DAY, "T2": "2021-12-20", "T3": T3_DAY}
        for name in rounds:
            because = f"X-{key}" if travels and name != "T0" else None
            own = {"registration_id": key, "organisation_id": key}
            self.invited.append(asked(f"{key}-{name}", because, name, days[name], **own))
            self.given += answers([f"{key}-{name}"], "export_share", [told[name]])

    def visit(self, key: str, day: str, **more: object) -> None:
        """A visit to Iceland that came of the visitor's match."""
        country = next(row["country_code"] for row in self.organisations if row["organisation_id"] == key)
        where = {"vo_id": key, "vo_country": country, "ho_id": "H", "ho_country": "IS"}
        self.exchanges.append(visit(f"X-{key}", day, match_id=f"M-{key}", **where | more))

    def cancelled(self, key: str, reason: str, partnership: str) -> None:
        """An exchange that was planned for 1 April and cancelled."""
        day = date(2021, 4, 1)
        more = {"status": "cancelled", "cancel_reason": reason, "planned_start": day, "vop_id": partnership}
        self.visit(key, "2021-04-01", **more)
        self.exchanges[-1]["actual_start"] = None


# Partnerships differ in what a visit adds, by nothing on average.
MORE = dict(zip(PARTNERSHIPS, (-1.0, -0.5, 0.0, 0.0, 0.5, 1.0), strict=True))


def _in_partnership(world: _World, name: str) -> None:
    """Participants, those waiting beside them, and those called off for external reasons."""
    own = {"partnership_id": name}
    for i, traits in enumerate(OURS):
        world.add(
            f"P{name}{i:02}", traits, "2021-01-10", 3.0 + MORE[name], matched="2021-02-01",
            rounds=("T0", "T2", "T3"), travels=True, **own,
        )  # fmt: skip
    for i, traits in enumerate(EVERY):
        world.add(f"W{name}{i:02}", traits, "2021-01-12", 0.0, **own)
        world.add(f"L{name}{i:02}", traits, "2021-01-12", 1.0, matched="2021-07-01", **own)
        world.add(f"E{name}{i:02}", traits, "2021-01-12", -2.0, matched="2021-02-01", **own)
        reason = ("pandemic", "visa_or_travel", "force_majeure", "scheme_closed")[i % 4]
        world.cancelled(f"E{name}{i:02}", reason, name)


def _world() -> _World:
    world, one = _World(), EVERY[0]
    for name in PARTNERSHIPS:
        _in_partnership(world, name)
    for i, rounds in enumerate([("T0",)] * 4 + [("T3",)] * 3 + [()] * 2):
        world.add(f"Q{i}", one, "2021-01-10", 70.0, matched="2021-02-01", rounds=rounds, travels=True)
    world.add("Q9", one, "2020-01-10", 70.0, matched="2021-02-01", travels=True)
    for i, traits in enumerate(EVERY):
        world.add(f"O{i:02}", traits, "2021-01-12", 40.0, matched="2021-02-01")
        world.cancelled(f"O{i:02}", ("illness", "host_withdrew")[i % 2], "PA")
        world.add(f"R{i:02}", traits, "2021-01-12", 50.0, status="rejected")
    for i in range(6):
        # Rejected first, accepted later: the organisation waits since it was accepted.
        key = f"WPA{i:02}"
        world.registrations.append(
            registration(f"{key}-", "2020-06-01", key, status="rejected", partnership_id="PB")
        )
    for i in range(4):
        # Accepted again later, with the registration that led to the visit: the first acceptance decides.
        key = f"PPA{i:02}"
        world.registrations.append(registration(f"{key}+", "2021-05-20", key, partnership_id="PB"))
    for i, rounds in enumerate([("T0",)] * 5 + [("T3",)] * 2):
        world.add(f"V{i}", one, "2021-01-12", 70.0, rounds=rounds)
    for i in range(10):
        world.add(f"M{i}", EVERY[4 * i], "2021-03-20", 60.0)
        world.add(f"D{i}", EVERY[4 * i], "2021-01-12", 60.0, status="expired", available_to="2021-03-01")
    for i in range(3):
        world.add(f"U{i}", one, "2021-01-12", 60.0, matched="2021-02-01")
        world.matches[-1] |= {"vo_validated_on": None, "ho_validated_on": None}
    _asked_after_a_visit(world, one)
    return world


def _asked_after_a_visit(world: _World, traits: Traits) -> None:
    """Five that waited on 15 June and set off on 1 September: what they tell then is no comparison."""
    for i in range(5):
        world.add(f"S{i}", traits, "2021-01-12", 80.0, matched="2021-07-01", rounds=("T0",))
        world.visit(f"S{i}", "2021-09-01", vop_id="PA")
        own = {"registration_id": f"S{i}", "organisation_id": f"S{i}"}
        world.invited.append(asked(f"S{i}-T3", f"X-S{i}", "T3", T3_DAY, **own))
        world.given += answers([f"S{i}-T3"], "export_share", [90.0])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EffectStudy]:
    """key  organisations   accepted  matched  what became of it               answers   own change + extra
    P    6 × 12          10 Jan    1 Feb    visit on 15 June                T0 T2 T3  +3
    Q    4 + 3 + 2       10 Jan    1 Feb    visit on 15 June                T0/T3/–   (not used)
    Q9   1               a year earlier     visit on 15 June                T0 T3     (nobody as long)
    W    6 × 48          12 Jan    –        waits; six were rejected before T0 T3     0
    L    6 × 48          12 Jan    1 July   waits on 15 June                T0 T3     +1
    E    6 × 48          12 Jan    1 Feb    cancelled, external reason      T0 T3     −2
    V    5 + 2           12 Jan    –        waits                           T0/T3     (not used)
    S    5               12 Jan    1 July   visit on 1 September            T0 T3     (asked because of it)
    O    48              12 Jan    1 Feb    cancelled, own reason           T0 T3     +40
    R    48              –         –        rejected on 12 January          T0 T3     +50
    M    10              20 March  –        waits two months only           T0 T3     +60
    D    10              12 Jan    –        expired on 1 March              T0 T3     +60
    U    3               12 Jan    no day   –                               T0 T3     +60

    P, W, L and E are alike in each of six partnerships; all others belong to the first. T0 is told on
    5 January 2021, T3 on 20 November 2022, 523 days after 15 June. A visit adds 3 points on average, and from
    2 in PA to 4 in PF. An organisation's own change is the sum of
    what its country group, ecosystem, type, size and export status add. Groups made alike in all five
    therefore differ by their extras alone."""
    world = _world()
    version = published(
        tmp_path_factory.mktemp("effect"),
        world.exchanges,
        organisation=world.organisations,
        registration=world.registrations,
        match=world.matches,
        survey_invitation=world.invited,
        survey_answer=world.given,
        partnership=[partnership(name) for name in PARTNERSHIPS],
    )
    with version:
        yield effect_study(version)


def test_participants_are_compared_with_those_accepted_as_long_and_still_waiting(study: EffectStudy) -> None:
    """72 participants with both answers, W and L with 288 each. Of the kinds alike in all five W grew by
    their own change and L by one more, so by a half on average: 3 − 0.5 = 2.5. Were one covariate forgotten,
    or a country put into another group, the difference would take in what that adds."""
    main = study.main
    assert (main.participants, main.comparison, main.matched_later) == (72, 576, 288)
    assert (main.outside, main.both_arms, main.dropped) == ((0, 0), 0, (0, 0, 0))
    assert (main.partnerships, study.without_comparison) == (6, 1)
    assert main.difference.estimate == pytest.approx(2.5, abs=1e-4)
    assert main.across.estimate == pytest.approx(2.5, abs=1e-4)
    assert not main.apart


def test_the_change_of_participants_is_follow_up_minus_baseline(study: EffectStudy) -> None:
    """Baseline 20 for all; after 18 months each has its own change and 3 more. The answers of 99 after six
    months are neither. From 5 January 2021 to 20 November 2022 are 684 days."""
    courses = study.main.courses.set_index("arm")
    own = sum(traits.change for traits in OURS) / 12
    assert courses.loc["participants"].tolist() == pytest.approx([72, 20, 23 + own, 3 + own])
    assert courses.loc["comparison"].tolist() == pytest.approx([576, 20, 20.5 + own, 0.5 + own], abs=1e-4)
    spans = study.main.spans.set_index(["arm", "span"])
    for arm in ("participants", "comparison"):
        assert spans.loc[(arm, "baseline_days")].tolist() == pytest.approx([684.0] * 3)
        assert spans.loc[(arm, "index_days")].tolist() == pytest.approx([523.0] * 3)


def test_attrition_counts_all_organisations_of_either_arm(study: EffectStudy) -> None:
    """organisations                          censored  asked     answered  in window  with both    kept
    participants    72 + 10 + 5 (S) = 87       0        72+3+1+5  the same  76 (not S)  72 + Q9     72
    comparison      576 + 7 (V) + 5 (S) = 588  5 (S)    576 + 2   the same  578         576         576
    S stands on both sides: it waited on 15 June, and set off on 1 September, 445 days before its answer."""
    assert study.attrition.values.tolist() == [
        ["participants", 87, 0, 81, 81, 76, 73, 72],
        ["comparison", 588, 5, 578, 578, 578, 576, 576],
    ]


def test_the_sensitivity_groups_are_who_they_are_said_to_be(study: EffectStudy) -> None:
    """Cancelled for external reasons: E alone, whose extra is −2: 3 − (−2) = 5. Never matched: W, and V
    without both answers; not the rejected R, the two months of M, D that was gone, nor O and U: 3 − 0 = 3."""
    table = study.sensitivity.set_index("check")
    assert table["comparison"].to_dict() == {
        "without partnership effects": 576,
        "inverse-probability weights, cut at 10": 576,
        "visitors never matched": 288,
        "visitors cancelled for external reasons": 288,
    }
    assert table["reason"].tolist() == [""] * 4
    assert table["difference"].tolist() == [
        pytest.approx(2.5, abs=1e-4),
        pytest.approx(2.5, abs=0.5),  # a ridge, and no balancing of what it leaves
        pytest.approx(3.0, abs=1e-4),
        pytest.approx(5.0, abs=1e-4),
    ]


def test_groups_are_made_alike_in_country_group_ecosystem_type_size_export_status_and_baseline(
    study: EffectStudy,
) -> None:
    """Participants: three of six countries are EU-14, two EU-13, one outside; a quarter are clusters and a
    quarter of medium size. Of those waiting a third are of each group; half of either kind in all else."""
    table = study.main.balance.set_index(["covariate", "level"])
    assert study.main.covariates == ("country_group", "sector", "type", "size", "exported_before")
    assert table["participants"].to_dict() == pytest.approx(
        {
            ("country_group", "EU-13"): 1 / 3,
            ("country_group", "EU-14"): 1 / 2,
            ("country_group", "outside the EU"): 1 / 6,
            ("sector", "ecosystem 3"): 1 / 3,
            ("sector", "ecosystem 9"): 2 / 3,
            ("type", "cluster"): 1 / 4,
            ("type", "sme"): 3 / 4,
            ("size", "medium"): 1 / 4,
            ("size", "small"): 3 / 4,
            ("exported_before", "False"): 1 / 4,
            ("exported_before", "True"): 3 / 4,
            ("before", ""): 20,
        }
    )
    assert table["comparison_before"].tolist() == pytest.approx([1 / 3] * 3 + [1 / 2] * 8 + [20])
    assert table["comparison_after"].tolist() == pytest.approx(table["participants"].tolist(), abs=1e-5)


def test_a_register_that_asked_travellers_only_or_one_partnership_says_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The same register without the 18-month question to those waiting; and one partnership of it."""
    world = _world()
    travelled = {row["exchange_id"] for row in world.invited if row["exchange_id"]}
    kept = [row for row in world.invited if row["survey_round"] != "T3" or row["exchange_id"] in travelled]
    tables = {
        "organisation": world.organisations,
        "registration": world.registrations,
        "match": world.matches,
        "partnership": [partnership(name) for name in PARTNERSHIPS],
    }
    told = {row["invitation_id"] for row in kept}
    given = [row for row in world.given if row["invitation_id"] in told]
    folder = tmp_path_factory.mktemp("travellers")
    surveys = {"survey_invitation": kept, "survey_answer": given}
    with (
        published(folder / "a", world.exchanges, **tables, **surveys) as version,
        pytest.raises(NotMeasurable, match=r"asked only of organisations that travelled \(0 of 942 accepted"),
    ):
        effect_study(version)
    surveys = {"survey_invitation": world.invited, "survey_answer": world.given}
    with published(folder / "b", world.exchanges, **tables, **surveys) as version:
        row = measure(version, ["M06"], by=["partnership"]).table.set_index("partnership").loc["PC"]
        assert row["M06_flag"] == ":"
        assert "only 12 participants have a baseline" in row["M06_reason"]


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
    one = visit("X1", "2021-06-15", vo_id="O-FR", vo_country="FR", ho_id="O-DE")
    with published(tmp_path_factory.mktemp("groups"), [one], **tables) as version:
        rows = version.query(
            f"SELECT visitor_country, country_group FROM {version.fact('journey')}"
        ).to_pylist()
    assert {row["visitor_country"]: row["country_group"] for row in rows} == {
        **dict.fromkeys(OLD_MEMBERS, "EU-14"),
        **dict.fromkeys(NEW_MEMBERS, "EU-13"),
        **dict.fromkeys(OTHERS, "outside the EU"),
    }
