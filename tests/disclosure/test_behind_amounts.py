"""What tells without looking at contributors that enough stand behind a sum, against each one's own sum."""

from __future__ import annotations

import numpy as np

from cxc_metrics.catalogue import catalogue, dimensions
from cxc_metrics.disclosure.protected_amounts import P
from cxc_metrics.facts.unit_keys import CONTRIBUTOR_RECORDS
from cxc_metrics.measuring.cells import keys_in
from cxc_metrics.measuring.keyed_amounts import behind
from cxc_metrics.measuring.plan import steps
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

MONEY = ("I01", "F01a")
# An open list of places: many cells of a few.
MANY_SMALL = next(each.id for each in dimensions().values() if each.is_open)


def test_more_than_two_can_have_given_is_of_three(sample: DataVersion) -> None:
    """In every row and total by one dimension and two: the bound holds, and what it tells is so."""
    keyed, decided, doubtful = sample.keyed(), 0, 0
    for by in (("visitor_country",), ("wave", "host_country"), (MANY_SMALL,)):
        [step] = steps([catalogue()[name] for name in MONEY], by, Scope(), keyed, totals=True, keyed=True)
        rows = step.run()
        keys = keys_in(rows, by, totals=True)
        told = behind(step.population, step.kpis, by, keys)
        assert len(told) == len(MONEY) * len(keys)
        for column in ("I01 value", "F01a above"):
            totals, most = (np.array(rows[name].to_pylist(), float) for name in (column, f"{column} most"))
            for key, total, bound in zip(keys, totals, most, strict=True):
                own = told[column, key]
                assert own.largest <= bound + 0.01
                if abs(total) >= (2 + P) * bound > 0:
                    assert own.contributors >= 3
                    assert own.rest >= P * own.largest
                    decided += 1
                elif total:
                    doubtful += 1
    assert decided > 100
    assert doubtful > 50


def test_parts_of_contributors_add_up_to_no_more_than_there_are(sample: DataVersion) -> None:
    """Of days: by a place, where many have one visit; above two there are three."""
    by, enough = (MANY_SMALL,), set()
    [step] = steps([catalogue()["O05"]], by, Scope(), sample.keyed(), totals=True, keyed=True)
    rows = step.run()
    keys = keys_in(rows, by, totals=True)
    behind_days = behind(step.population, step.kpis, by, keys)
    for key, givers, least in zip(
        keys, *(rows[f"O05 value {part}"].to_pylist() for part in ("givers", "least")), strict=True
    ):
        assert givers <= behind_days["O05 value", key].contributors + 1e-9
        assert least >= 0
        enough.add(givers > 2)
    assert enough == {True, False}


def test_how_many_records_a_contributor_has_is_counted_in_the_fact(sample: DataVersion) -> None:
    keyed = sample.keyed()
    rows = keyed.query(
        f"SELECT visitor_id, {CONTRIBUTOR_RECORDS} AS n FROM {keyed.fact('exchange')} "
        "WHERE visitor_id IS NOT NULL"
    ).to_pandas()
    counts = rows["visitor_id"].value_counts()
    assert (rows["visitor_id"].map(counts) == rows["n"]).all()
    assert counts.max() > 1
