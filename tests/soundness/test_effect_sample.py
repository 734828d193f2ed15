"""M06 on the synthetic register, worked out once more in Python from the raw tables: who is compared with
whom, the weights, the balancing and the regression within partnerships."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import root

from cxc_metrics.measuring import measure
from cxc_metrics.store import DataVersion, open_store
from cxc_metrics.studies import effect_study
from cxc_metrics.studies.behind_a_method import EffectStudy
from tests.soundness.rows import Row

HELD = {"awaiting_reports", "awaiting_validation", "awaiting_payment", "completed"}
EXTERNAL = {"pandemic", "visa_or_travel", "force_majeure", "scheme_closed"}
OLD = {"AT", "BE", "DE", "DK", "EL", "ES", "FI", "FR", "IE", "IT", "LU", "NL", "PT", "SE"}
NEW = {"BG", "CY", "CZ", "EE", "HR", "HU", "LT", "LV", "MT", "PL", "RO", "SI", "SK"}


@dataclass(frozen=True)
class Answer:
    """One question on exports: when it was answered, with what, and whether it was put while waiting."""

    key: str
    waiting: bool
    day: date | None
    value: float | None


@dataclass
class Visitor:
    """An organisation that registered as a visitor."""

    key: int
    row: Row
    partnership: str | None
    accepted: date | None
    gone: date | None
    matched: bool
    matched_on: date | None
    held_on: date | None
    visited_on: date | None
    called_off: date | None
    t0: list[Answer]
    t3: list[Answer]

    def waits_on(self, day: date) -> bool:
        """Accepted by that day, and neither matched, gone nor under way by then."""
        if self.matched and self.matched_on is None:
            return False
        ends = [end for end in (self.matched_on, self.gone, self.visited_on) if end is not None]
        return self.accepted is not None and self.accepted <= day and all(end > day for end in ends)

    def baseline(self, last: date, *, strictly: bool) -> float | None:
        known = [
            a
            for a in self.t0
            if a.day and a.value is not None and (a.day < last or (a.day == last and not strictly))
        ]
        if not known:
            return None
        latest = max(a.day for a in known if a.day)
        return min((a for a in known if a.day == latest), key=lambda a: a.key).value

    def after(self, day: date, *, waiting: bool) -> list[Answer]:
        """Answers of that kind 548 ± 92 days after the day, in order; while waiting only before a visit."""
        fits = [
            a
            for a in self.t3
            if a.waiting is waiting
            and a.day is not None
            and a.value is not None
            and abs((a.day - day).days - 548) <= 92
            and not (waiting and self.visited_on is not None and a.day >= self.visited_on)
        ]
        return sorted(fits, key=lambda a: (a.day, a.key))

    @property
    def kind(self) -> tuple[str, ...]:
        country, exported = self.row["country_code"], self.row["exported_before"]
        group = "EU-14" if country in OLD else "EU-13" if country in NEW else "outside the EU"
        traits = (group, self.row["ecosystem_id"], self.row["org_type"], self.row["size_class"], exported)
        return tuple(str(trait) for trait in traits)


def months(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month - (later.day < earlier.day)


class Tables:
    """The contract's tables in plain Python, folded by organisation."""

    def __init__(self, version: DataVersion) -> None:
        self.version = version
        self.exchanges = {row["exchange_id"]: row for row in self.rows("exchange")}
        self.registrations: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("registration"):
            if row["role"] == "VO" and row["status"] != "draft":
                self.registrations[row["organisation_id"]].append(row)

    def rows(self, name: str) -> list[Row]:
        return self.version.query(f"SELECT * FROM {name}").to_pylist()

    def questions(self) -> dict[str, dict[str, list[Answer]]]:
        """By organisation and round what it was asked about exports as a visitor."""
        told = {
            r["invitation_id"]: r["value_num"]
            for r in self.rows("survey_answer")
            if r["item"] == "export_share"
        }
        found: dict[str, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows("survey_invitation"):
            if row["side"] == "visitor":
                exchange = self.exchanges.get(row["exchange_id"])
                waiting = exchange is None or exchange["status"] == "cancelled"
                value = told.get(row["invitation_id"])
                value = value if value is not None and 0 <= value <= 100 else None
                one = Answer(row["invitation_id"], waiting, row["responded_on"], value)
                found[row["organisation_id"]][row["survey_round"]].append(one)
        return found

    def matches(self) -> dict[str, list[date | None]]:
        """By organisation the days of its validated matches, none where nobody recorded it."""
        owner = {r["registration_id"]: key for key, rows in self.registrations.items() for r in rows}
        found: dict[str, list[date | None]] = defaultdict(list)
        for row in self.rows("match"):
            if row["status"] == "validated" and row["vo_registration_id"] in owner:
                days = [day for day in (row["vo_validated_on"], row["ho_validated_on"]) if day]
                found[owner[row["vo_registration_id"]]].append(max(days, default=None))
        return found

    def visits(self) -> tuple[dict[str, list[date]], dict[str, list[date]], dict[str, list[date]]]:
        """By organisation first days of held exchanges, of any visit, of those called off from outside."""
        held, visited, off = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in self.exchanges.values():
            key, begins = row["vo_id"], row["actual_start"] or row["planned_start"]
            counts = row["status"] in HELD and (row["working_days"] or 0) >= 3 and row["vop_id"]
            if counts and row["vo_country"] != row["ho_country"]:
                held[key].append(begins)
                visited[key].append(begins)
            elif row["actual_start"] and row["status"] != "cancelled":
                visited[key].append(begins)
            elif row["status"] == "cancelled" and row["cancel_reason"] in EXTERNAL and row["planned_start"]:
                off[key].append(row["planned_start"])
        return held, visited, off


def visitors(version: DataVersion) -> list[Visitor]:
    """Every organisation with a visitor's registration, from the contract's tables."""
    tables = Tables(version)
    questions, matches = tables.questions(), tables.matches()
    held, visited, off = tables.visits()
    found = []
    for row in tables.rows("organisation"):
        key = row["organisation_id"]
        if key not in tables.registrations:
            continue
        accepted = [
            (r["decided_on"], r["registration_id"], r)
            for r in tables.registrations[key]
            if r["status"] in {"accepted", "expired", "withdrawn"} and r["decided_on"]
        ]
        first = min(accepted)[2] if accepted else {"partnership_id": None, "decided_on": None, "status": None}
        found.append(
            Visitor(
                row["organisation_key"],
                row,
                first["partnership_id"],
                first["decided_on"],
                first["available_to"] if first["status"] in {"expired", "withdrawn"} else None,
                bool(matches[key]),
                min((day for day in matches[key] if day), default=None),
                min(held[key], default=None),
                min(visited[key], default=None),
                min(off[key], default=None),
                questions[key]["T0"],
                questions[key]["T3"],
            )
        )
    return found


@dataclass
class Arms:
    """Both arms: visitor, value before, value after, weight; and the participants in whose set is nobody."""

    ours: list[tuple[Visitor, float, float]]
    theirs: list[tuple[Visitor, float, float, float]]
    alone: int


def arms(everyone: list[Visitor]) -> Arms:
    ours = []
    for one in everyone:
        if one.held_on and (told := one.after(one.held_on, waiting=False)):
            before = one.baseline(one.held_on, strictly=False)
            if before is not None:
                ours.append((one, before, told[0].value))
    kinds = Counter(
        (one.held_on, months(one.accepted, one.held_on))
        for one, *_ in ours
        if one.accepted and one.accepted <= one.held_on
    )
    beside: dict[tuple[date, int], list[tuple[Visitor, Answer]]] = defaultdict(list)
    candidates = [one for one in everyone if any(a.waiting for a in one.t3)]
    for day, waited in kinds:
        for one in candidates:
            if one.waits_on(day) and abs(months(one.accepted, day) - waited) <= 1:
                beside[(day, waited)] += [(one, answer) for answer in one.after(day, waiting=True)]
    first: dict[int, Answer] = {}
    for pairs in beside.values():
        for one, answer in pairs:
            known = first.get(one.key, answer)
            first[one.key] = min(known, answer, key=lambda a: (a.day, a.key))
    chosen = {kind: [one for one, a in pairs if first[one.key] == a] for kind, pairs in beside.items()}
    earliest: dict[int, date] = {}
    for (day, _), members in chosen.items():
        for one in members:
            earliest[one.key] = min(earliest.get(one.key, day), day)
    before = {one.key: one.baseline(earliest[one.key], strictly=True) for m in chosen.values() for one in m}
    weight: dict[int, float] = defaultdict(float)
    for kind, members in chosen.items():
        usable = [one for one in members if before[one.key] is not None]
        for one in usable:
            weight[one.key] += kinds[kind] / len(usable)
        chosen[kind] = usable
    found = [
        one
        for one, *_ in ours
        if one.accepted and chosen.get((one.held_on, months(one.accepted, one.held_on)))
    ]
    kept = {one.key for one in found}
    by_key = {one.key: one for one in everyone}
    return Arms(
        [one for one in ours if one[0].key in kept],
        [(by_key[k], before[k], first[k].value, w) for k, w in sorted(weight.items())],
        len(ours) - len(found),
    )


def balanced(moments: np.ndarray, target: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Weights base · exp(moments · λ) with the target's means: the root of their difference."""
    gap = (moments - target) / np.where(moments.std(axis=0) > 0, moments.std(axis=0), 1)
    axes = np.linalg.svd(gap - gap.mean(axis=0), full_matrices=False)
    gap = gap @ axes[2][axes[1] > 1e-9 * axes[1].max()].T

    def weights(multipliers: np.ndarray) -> np.ndarray:
        found = base * np.exp(gap @ multipliers)
        return found / found.sum()

    solved = root(lambda multipliers: weights(multipliers) @ gap, np.zeros(gap.shape[1]), tol=1e-10)
    return weights(solved.x)


@pytest.fixture(scope="module")
def sample(sample_register: Path) -> Iterator[DataVersion]:
    """The synthetic register as it comes out of intake, with all its dirt."""
    version = open_store(sample_register).current()
    assert version is not None
    with version:
        yield version


@pytest.fixture(scope="module")
def study(sample: DataVersion) -> EffectStudy:
    return effect_study(sample)


@pytest.fixture(scope="module")
def found(sample: DataVersion) -> Arms:
    return arms(visitors(sample))


def test_who_is_compared_is_found_by_hand(study: EffectStudy, found: Arms) -> None:
    stages = study.attrition.set_index("arm")
    assert study.without_comparison == found.alone
    assert stages.loc["participants", "with_both"] == len(found.ours) + found.alone
    assert stages.loc["comparison", "with_both"] == len(found.theirs)
    assert min(study.main.participants, study.main.comparison) >= 30
    assert study.main.both_arms == 0


def test_the_difference_is_that_of_the_sets_balanced_and_compared_within_partnerships(
    sample: DataVersion, study: EffectStudy, found: Arms
) -> None:
    ours, theirs = found.ours, found.theirs
    while True:
        before = len(ours), len(theirs)
        for trait in range(5):
            both = {one[0].kind[trait] for one in ours} & {one[0].kind[trait] for one in theirs}
            ours, theirs = ([one for one in arm if one[0].kind[trait] in both] for arm in (ours, theirs))
        both = {one[0].partnership for one in ours} & {one[0].partnership for one in theirs} - {None}
        ours, theirs = ([one for one in arm if one[0].partnership in both] for arm in (ours, theirs))
        if before == (len(ours), len(theirs)):
            break
    assert (study.main.participants, study.main.comparison) == (len(ours), len(theirs))
    assert study.main.partnerships == len(both)
    kinds = pd.DataFrame([one[0].kind for one in (*ours, *theirs)])
    moments = np.column_stack([pd.get_dummies(kinds, dtype=float), [one[1] for one in (*ours, *theirs)]])
    n = len(ours)
    weights = balanced(moments[n:], moments[:n].mean(axis=0), np.array([one[3] for one in theirs]))
    assert study.main.effective == pytest.approx(1 / (weights**2).sum(), rel=1e-4)
    change = np.array([one[2] - one[1] for one in (*ours, *theirs)])
    went = np.arange(len(change)) < n
    effects = pd.get_dummies([one[0].partnership for one in (*ours, *theirs)], dtype=float)
    every = np.concatenate([np.ones(n), weights * n])
    fit = sm.WLS(change, np.column_stack([went, effects]).astype(float), weights=every).fit()
    assert study.main.difference.estimate == pytest.approx(fit.params[0], abs=1e-4)
    across = change[:n].mean() - weights @ change[n:]
    assert study.main.across.estimate == pytest.approx(across, abs=1e-4)
    row = measure(sample, ["M06"]).row()
    assert row["M06"] == pytest.approx(fit.params[0], abs=1e-4)
    assert (row["M06_n"], row["M06_comparison"]) == (n, len(theirs))
    assert row["M06_across"] == pytest.approx(across, abs=1e-4)


def test_the_interval_holds_what_the_sample_planted(study: EffectStudy) -> None:
    """About 1.63 points (tests/sample/test_waiting_asked.py): with 1 500 exchanges the interval is wide."""
    assert study.main.difference.low < 1.63 < study.main.difference.high
    checks = study.sensitivity.set_index("check")
    assert checks.loc["inverse-probability weights, cut at 10", "low"] < 1.63
    assert checks.loc["visitors cancelled for external reasons", "reason"] != ""
