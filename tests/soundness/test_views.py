"""Held, or closed and validated: neither view may move or mix what belongs to the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from tests.measuring.publishing import published, visit
from tests.soundness.rows import asked, outcome, registration
from tests.store.hand_made import SOURCE, partnership

AS_AT = date(2023, 6, 30)
VALIDATED = Scope(status="validated")


@pytest.mark.parametrize("status", ["completed", "awaiting_payment"])
def test_a_payment_does_not_move_an_agreement_in_the_view_held(tmp_path: Path, status: str) -> None:
    """ES1 reports it on 1 March for X1 of partnership A, DE1 on 20 August for X2 of B, completed. Held:
    one agreement of March and of A, whether or not X1 was paid; 1 of 2 exchanges has it within 183 days."""
    visits = [
        {**visit("X1", "2021-01-10", status=status), "actual_end": date(2021, 1, 12)},
        {**visit("X2", "2021-02-10", vop_id="B"), "actual_end": date(2021, 2, 12)},
    ]
    rows = [
        outcome("U1", "ES1", "DE1", "2021-03-01"),
        outcome("U2", "DE1", "ES1", "2021-08-20", exchange_id="X2"),
    ]
    answers = [asked("I1", "X1", "T2"), asked("I2", "X2", "T2")]
    people = [registration("R1", "2020-12-01")]
    with published(
        tmp_path, visits, as_at=AS_AT, registration=people, outcome=rows, survey_invitation=answers
    ) as version:
        assert measure(version, ["R07n"], scope=Scope(period="2021-03")).value("R07n") == 1
        assert measure(version, ["R07n"], scope=Scope(partnership="A")).value("R07n") == 1
        assert measure(version, ["R07al"]).value("R07al") == 50
        closed = measure(version, ["R07n", "R07al"], scope=VALIDATED)
        if status == "completed":  # both exchanges, one agreement
            assert (closed.value("R07n"), closed.value("R07al")) == (1, 50)
        else:  # X2 alone; its own report came 189 days after its end
            assert (closed.value("R07n"), closed.value("R07al")) == (1, 0)


def test_money_of_partnerships_has_no_view(tmp_path: Path) -> None:
    """A was granted 100 and paid 100 (validated) and 400 (not), B was granted 300 and paid 300 (not). A share
    of budgets or a sum of grants over "partnerships with a validated exchange" would mix the two."""
    budgets = [
        partnership("A", lump_sum_budget_eur=1000, eu_grant_eur=100),
        partnership("B", lump_sum_budget_eur=1000, eu_grant_eur=300),
    ]
    visits = [
        visit("X1", "2021-01-10", lump_sum_paid_eur=100),
        visit("X2", "2021-01-11", lump_sum_paid_eur=400, status="awaiting_validation"),
        visit("X3", "2021-01-12", lump_sum_paid_eur=300, status="awaiting_validation", vop_id="B"),
    ]
    with published(tmp_path, visits, partnership=budgets) as version:
        held = measure(version, ["I02", "I05"])
        assert (held.value("I02"), held.value("I05")) == (0.4, 400)
        assert set(measure(version, ["I02", "I05"], scope=VALIDATED).not_measurable) == {"I02", "I05"}


def test_a_cancellation_rate_among_validated_exchanges_is_no_number(tmp_path: Path) -> None:
    """1 cancelled, 8 held and not validated, 1 completed: 10 %. Over validated ones it would read 50 %."""
    visits = [
        visit("X0", "2021-01-10", status="cancelled", cancel_reason="pandemic"),
        visit("X9", "2021-01-11"),
    ]
    visits += [visit(f"X{i}", "2021-01-12", status="awaiting_reports") for i in range(1, 9)]
    with published(tmp_path, visits) as version:
        assert measure(version, ["A08"]).value("A08") == 0.1
        asked_for = ["A08", "A08x", "A08o"]
        assert set(measure(version, asked_for, scope=VALIDATED).not_measurable) == set(asked_for)


def test_of_a_group_that_begins_on_one_day_all_are_first(tmp_path: Path) -> None:
    """DE1 first hosts ES1 (partnership A) and ES2 (B) on one day: A brought ES1 and DE1, B ES2 and DE1,
    together three. Spain and Germany were new to both; what an exchange is called decides nothing."""
    visits = [
        visit("X0", "2021-01-10", vo_id="FR1", vo_country="FR", ho_id="FI1", ho_country="FI"),
        visit("X2", "2022-05-03", vop_id="A"),
        visit("X1", "2022-05-03", vo_id="ES2", vop_id="B"),
    ]
    with published(tmp_path, visits) as version:
        scope = Scope(period="2022")
        table = measure(version, ["O02f", "N07"], by=["partnership"], scope=scope, totals=True).table
        assert table["O02f"].tolist() == [2, 2, 3]
        assert table["N07"].tolist() == [1.0, 1.0, 1.0]


def test_one_direction_does_not_tell_whether_a_pair_is_new(tmp_path: Path) -> None:
    """Germany came to Spain in January, Spain to Germany in February: new in 2022. Spain's visits alone
    would say that the pair was not."""
    visits = [
        visit("X0", "2021-01-10", vo_id="FR1", vo_country="FR", ho_id="FI1", ho_country="FI"),
        visit("X1", "2022-01-01", vo_id="DE1", vo_country="DE", ho_id="ES1", ho_country="ES"),
        visit("X2", "2022-02-01"),
    ]
    with published(tmp_path, visits) as version:
        assert measure(version, ["N07"], scope=Scope(period="2022")).value("N07") == 1
        narrowed = measure(version, ["N07"], scope=Scope(period="2022", visitor_country="ES"))
        assert "cannot be told by" in narrowed.not_measurable["N07"]


def test_a_partnership_that_nobody_recorded_is_no_partnership(tmp_path: Path) -> None:
    """Where an exchange counts without a partnership: A and none are one active partnership, not two."""
    visits = [visit("X1", "2021-01-10"), visit("X2", "2021-01-11", vop_id=None)]
    source = SOURCE.model_copy(update={"countable": "cross_border"})
    with published(tmp_path, visits, source=source) as version:
        measured = measure(version, ["I03"])
        assert (measured.value("I03"), measured.n("I03")) == (1, 1)


def test_more_women_than_participants_are_no_share(tmp_path: Path) -> None:
    """3 women of 2 participants cannot be true: the share is that of the other exchange, 1 of 4."""
    visits = [
        visit("X1", "2021-01-10", participants=2, women_participants=3),
        visit("X2", "2021-01-11", participants=4, women_participants=1),
    ]
    with published(tmp_path, visits) as version:
        measured = measure(version, ["O06w"])
        assert (measured.value("O06w"), measured.n("O06w")) == (0.25, 1)


def test_a_visit_before_the_registration_did_not_come_of_it(tmp_path: Path) -> None:
    """ES1 travelled a year before it registered, and not since: no conversion."""
    with published(
        tmp_path,
        [visit("X1", "2020-06-01")],
        as_at=AS_AT,
        registration=[registration("R1", "2021-06-01")],
    ) as version:
        assert measure(version, ["A05"]).value("A05") == 0
