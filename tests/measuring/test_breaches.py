"""Which exchanges break a rule, against the rules written once more in plain Python."""

from __future__ import annotations

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.store import DataVersion
from tests.measuring.plain_rules import breaches

pytestmark = pytest.mark.slow
ERRORS = {"C01", "C02", "C03", "C05", "C08", "C09", "C11", "C13"}


def test_the_same_exchanges_break_the_same_rules(sample: DataVersion) -> None:
    rows = sample.query("SELECT exchange_id, rule FROM exchange_breach").to_pylist()
    told = {(row["exchange_id"], row["rule"]) for row in rows if row["rule"] in ERRORS}
    plain = breaches(sample)
    assert told == plain
    assert {rule for _, rule in plain} == ERRORS  # each is broken by some


def test_the_rate_is_of_exchanges_that_break_any(sample: DataVersion) -> None:
    row = measure(sample, ["Q02"]).row()
    broken = {key for key, _ in breaches(sample)}
    asked = sample.query("SELECT count(*) AS n FROM exchange").to_pylist()[0]["n"]
    assert row["Q02_n"] == asked
    assert row["Q02"] == pytest.approx(len(broken) / asked)
