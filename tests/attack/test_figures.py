"""The attacker subtracts shares, sums, answers and different organisations, and takes means of many sums."""

from __future__ import annotations

import numpy as np
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.statistics.perturbation import PARTS
from cxc_metrics.store import DataVersion
from tests.attack.cells import Records, records_of
from tests.attack.figures import (
    ANSWERS,
    answers_of,
    attack_parts,
    attack_units,
    facts_with_figures,
    mean_of_many,
    organisations_of,
    parts_of,
)
from tests.attack.pairs import attack_part, expected, guesses

RIGHT = 0.65


@pytest.fixture(scope="module")
def records(sample: DataVersion) -> Records:
    return records_of(sample)


def test_one_record_is_not_told_from_two_by_parts(sample: DataVersion) -> None:
    """Shares, sums and means tell counts of parts. How many these give away is for `make attack` to hold."""
    every, parts = parts_of(sample, "exchange", facts_with_figures(sample)["exchange"])
    reached = attack_parts(every, parts)
    assert len(parts) > 20
    assert reached.beside_certain <= reached.beside <= set(range(len(every.keys)))
    for base_is_known in (False, True):
        average = expected(reached, base_is_known=base_is_known)
        assert 0.5 < average <= RIGHT
        guessed = guesses(reached, base_is_known=base_is_known)
        assert guessed.pairs > 500
        assert abs(guessed.even - average) < 0.08


def test_who_is_beyond_a_part_is_worked_out_by_hand() -> None:
    """Four records of one country, the last of them outside of the part."""
    keys = np.array([0, 0, 0, PARTS - 1], dtype=np.uint64)
    records = Records(keys, {"host_country": np.zeros(4, dtype=np.int64)}, {"host_country": ["DE", None]})
    inside = np.array([True, True, True, False])
    for by in ((), ("host_country",)):
        reached = attack_part(records, inside, by)
        assert reached.beside == reached.beside_certain == {3}
        assert sum(reached.seen[1].values()) == 1
        # What is outside of the part is no number of its own.
        assert reached.seen[2] == {}
        assert reached.of(np.array([7, 8, 9, 20])).beside == {20}


def test_parts_are_what_shares_tell(sample: DataVersion) -> None:
    """A share times its number of records is the part as it is attacked."""
    public, by = Reader(sample, PUBLIC), "host_country"
    every, parts = parts_of(sample, "exchange", [catalogue()["O04"]])
    part = next(part for part in parts if "sme" in part.name)
    inside = every.where(part.inside)
    cells = inside.cells([by])
    _, first = np.unique(cells.places, return_index=True)
    wanted = {inside.value(by, at): int(n) for at, n in zip(first, cells.shown, strict=True) if n}
    frame = public.measure(["O04"], by=[by]).frame()
    told = {row[by]: round(row["O04"] * row["O04_n"]) for row in frame.to_dict("records") if row["O04_n"]}
    compared = [country for country in wanted if told.get(country, 0) < frame["O04_n"].max()]
    assert len(compared) > 20
    # What would be more than all is told as all.
    sizes = frame.set_index(by)["O04_n"]
    assert all(told[name] == min(wanted[name], sizes[name]) for name in compared if name in told)


def test_who_is_beyond_a_number_of_organisations_is_worked_out_by_hand() -> None:
    """Four sides of visits of three organisations; the second is in both cells, the others in one."""
    places = {"mode": np.array([0, 0, 1, 1], dtype=np.int64)}
    records = Records(np.zeros(4, np.uint64), places, {"mode": ["virtual", "physical", None]})
    reached = attack_units(records, np.array([0, 1, 1, 2]), np.array([0, 0, 0, PARTS - 1], dtype=np.uint64))
    assert reached.beside == {0, 2}
    assert reached.beside_certain <= {0, 2}


def test_organisations_are_those_that_the_public_reads(sample: DataVersion) -> None:
    every, units, _ = organisations_of(sample)
    exact = Reader(sample).measure(["O02"], by=["mode"]).frame()
    counted = {
        every.names["mode"][code]: len(np.unique(units[every.values["mode"] == code]))
        for code in np.unique(every.values["mode"]).tolist()
    }
    assert counted == dict(zip(exact["mode"], exact["O02"].astype(int), strict=True))


def test_answers_of_surveys_are_told_apart_no_better(sample: DataVersion) -> None:
    records, parts = answers_of(sample, catalogue()["R04"])
    reached = attack_parts(records, parts, least=ANSWERS)
    assert [part.name for part in parts] == ["R04", "R04 = 1"]
    # What is not shown gives nothing away.
    assert len(reached.beside) < len(attack_parts(records, parts).beside)
    assert expected(reached, base_is_known=True) <= RIGHT


def test_the_mean_of_many_sums_is_nearer_and_no_proof(sample: DataVersion, records: Records) -> None:
    """Each sum by another dimension tells the same count anew, with an error for each of its cells."""
    means = np.array(list(mean_of_many(records)))
    large = means[means[:, 0] >= 30]
    alone, mean = (float(np.std(large[:, place] - large[:, 0])) for place in (1, 2))
    assert mean < alone
    assert float(np.mean(np.rint(large[:, 2]) == large[:, 0])) < 0.9
