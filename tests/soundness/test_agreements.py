"""Wrong numbers somebody would have believed: both sides' reports, unnamed partners, recent exchanges."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published, visit
from tests.soundness.rows import Row, asked, before_hiding, outcome, registration

AS_AT = date(2023, 6, 30)


def _agreed(
    tmp_path: Path, outcomes: list[Row], visits: list[Row] | None = None, **more: object
) -> DataVersion:
    return published(
        tmp_path,
        visits or [{**visit("X1", "2021-05-03"), "actual_end": date(2021, 5, 5)}],
        as_at=AS_AT,
        registration=[registration("R1", "2021-01-01")],
        outcome=outcomes,
        **more,
    )


@pytest.mark.parametrize(
    ("reports", "agreements", "why"),
    [
        ([("ES1", "DE1", "2021-08-01"), ("DE1", "ES1", "2021-08-20")], 1, "both sides report one agreement"),
        ([("ES1", "DE1", "2021-08-01"), ("ES1", "DE1", "2022-01-31")], 1, "183 days apart: the same"),
        ([("ES1", "DE1", "2021-08-01"), ("ES1", "DE1", "2022-02-01")], 2, "184 days apart: another"),
        ([("ES1", "DE1", "2021-08-01"), ("ES1", "DE2", "2021-08-01")], 2, "two partners"),
        ([("ES1", None, "2021-08-01"), ("ES1", None, "2021-08-01")], 2, "no partner is named"),
        ([("ES1", None, "2021-08-01"), ("ES1", "DE1", "2021-08-01")], 2, "one partner is not named"),
        ([("ES1", "DE1", None), ("DE1", "ES1", "2021-08-01")], 2, "one has no day: cannot be told"),
        (
            [("ES1", "DE1", "2021-01-01"), ("DE1", "ES1", "2021-06-01"), ("ES1", "DE1", "2021-11-01")],
            1,
            "a chain of reports, each within 183 days of the last",
        ),
    ],
)
def test_one_agreement_is_counted_once(
    tmp_path: Path, reports: list[tuple[str, str | None, str | None]], agreements: int, why: str
) -> None:
    """least('ES1', NULL) is 'ES1' in DuckDB: two unnamed partners would pass for one pair."""
    rows = [outcome(f"U{i}", *report) for i, report in enumerate(reports)]
    with _agreed(tmp_path, rows) as version:
        assert measure(version, ["R07n"]).value("R07n") == agreements, why


def test_kinds_of_agreement_are_not_merged_and_expected_ones_are_none(tmp_path: Path) -> None:
    """Commercial and research agreement of one pair on one day: two. Expected, in talks, given up: none."""
    rows = [
        outcome("U1", "ES1", "DE1", "2021-08-01"),
        outcome("U2", "DE1", "ES1", "2021-08-01", outcome_type="rdi_agreement"),
        *(
            outcome(f"U{i}", "ES1", "DE2", "2021-08-01", status=status)
            for i, status in enumerate(("expected", "in_negotiation", "abandoned"), start=3)
        ),
        outcome("U9", "ES1", "DE2", "2021-08-01", outcome_type="skills"),
    ]
    with _agreed(tmp_path, rows) as version:
        assert measure(version, ["R07n"]).value("R07n") == 2


def test_an_expected_report_does_not_swallow_the_agreement_that_follows(tmp_path: Path) -> None:
    """Anticipated at the close, signed three months later: one agreement, not none."""
    rows = [
        outcome("U1", "ES1", "DE1", "2021-05-06", status="expected"),
        outcome("U2", "ES1", "DE1", "2021-08-01"),
    ]
    with _agreed(tmp_path, rows) as version:
        assert measure(version, ["R07n"]).value("R07n") == 1


def test_an_agreement_is_kept_where_the_other_side_reported_it_for_a_visit_that_does_not_count(
    tmp_path: Path,
) -> None:
    """reported  by   with  for                       counts
    2021-08-01  ES1  DE1   no exchange               no: nobody could tell its country or partnership
    2021-08-02  DE1  ES1   X2, two working days      no
    2021-08-20  ES1  DE1   X1                        yes: one agreement, by this day
    2021-08-01  ES1  DE2   X2                        no: nobody reported it for a visit that counts
    Had the earliest of the three reports stood for all, the agreement would be in no number."""
    visits = [
        {**visit("X1", "2021-05-03"), "actual_end": date(2021, 5, 5)},
        {**visit("X2", "2021-05-03", working_days=2.0), "actual_end": date(2021, 5, 5)},
    ]
    rows = [
        outcome("U1", "ES1", "DE1", "2021-08-01", exchange_id=None),
        outcome("U2", "DE1", "ES1", "2021-08-02", exchange_id="X2"),
        outcome("U3", "ES1", "DE1", "2021-08-20"),
        outcome("U4", "ES1", "DE2", "2021-08-01", exchange_id="X2"),
    ]
    with _agreed(tmp_path, rows, visits) as version:
        measured = measure(version, ["R07n", "R07al"])
        assert (measured.value("R07n"), measured.value("R07al")) == (1, 100.0)
        assert measure(version, ["R07n"], scope=Scope(period="2021-08-20")).value("R07n") == 1


def test_an_agreement_is_kept_in_the_view_closed_and_validated(tmp_path: Path) -> None:
    """ES1 reports it for X1, which awaits payment, DE1 five days later for X2, which is closed and validated:
    one in either view, not none of the validated exchanges."""
    visits = [
        visit("X1", "2021-05-03", status="awaiting_payment"),
        visit("X2", "2021-05-10"),
    ]
    rows = [
        outcome("U1", "ES1", "DE1", "2021-08-01"),
        outcome("U2", "DE1", "ES1", "2021-08-06", exchange_id="X2"),
    ]
    with _agreed(tmp_path, rows, visits) as version:
        assert measure(version, ["R07n"]).value("R07n") == 1
        assert measure(version, ["R07n"], scope=Scope(status="validated")).value("R07n") == 1


def test_recent_exchanges_have_had_no_time_to_agree(tmp_path: Path) -> None:
    """exchange  last day    answered T2  agreement   old enough (239 days) at 30 June 2023
    X1–X5     2021-05-05  yes          X1          yes
    X6        2022-11-03  yes          –           yes, on the day
    X7        2022-11-04  yes          –           no
    X8        2021-05-05  no           –           yes, but nobody answered
    R07a = 100 · 1 / 6; its lower bound counts X8: 100 · 1 / 7"""
    ends = {**dict.fromkeys(["X1", "X2", "X3", "X4", "X5", "X8"], date(2021, 5, 5))}
    ends |= {"X6": date(2022, 11, 3), "X7": date(2022, 11, 4)}
    visits = [
        {**visit(key, "2021-05-03"), "actual_start": date(2021, 5, 3), "actual_end": end}
        for key, end in sorted(ends.items())
    ]
    invited = [asked(f"I{key}", key, "T2", answered="2023-06-01") for key in ends if key != "X8"]
    invited.append(asked("IX8", "X8", "T2", answered=None))
    with _agreed(
        tmp_path, [outcome("U1", "ES1", "DE1", "2021-08-01")], visits, survey_invitation=invited
    ) as version:
        measured = measure(version, ["R07a", "R07al"])
        assert (measured.value("R07a"), measured.n("R07a")) == (pytest.approx(100 / 6), 6)
        assert (measured.value("R07al"), measured.n("R07al")) == (pytest.approx(100 / 7), 7)


def test_a_late_agreement_counts_for_the_long_horizon_only(tmp_path: Path) -> None:
    """Last day 2021-05-05. Signed after 183 days (2021-11-04): in time; after 184: for the 548 days only."""
    old = {"actual_end": date(2021, 5, 5)}
    visits = [{**visit(f"X{i}", "2021-05-03"), **old} for i in range(1, 7)]
    invited = [
        asked(f"I{i}{survey_round}", f"X{i}", survey_round, answered="2023-01-01")
        for i in range(1, 7)
        for survey_round in ("T2", "T3")
    ]
    rows = [
        outcome("U1", "ES1", "DE1", "2021-11-04"),
        outcome("U2", "ES1", "DE2", "2021-11-05", exchange_id="X2"),
    ]
    with _agreed(tmp_path, rows, visits, survey_invitation=invited) as version:
        measured = measure(version, ["R07a", "R07b"])
        assert measured.value("R07a") == pytest.approx(100 / 6)
        assert measured.value("R07b") == pytest.approx(200 / 6)


def test_both_parties_have_the_agreement_whoever_reported_it(tmp_path: Path) -> None:
    """ES1 reports an agreement with DE1. Answered after 6 months: ES1, DE1, ES2, DE2, and ES1 again.
    Two of four organisations have one; not one of four, and not three of five answers."""
    answered = [("ES1", "visitor"), ("DE1", "host"), ("ES2", "visitor"), ("DE2", "host")]
    visits = [
        {**visit("X1", "2021-05-03"), "actual_end": date(2021, 5, 5)},
        {**visit("X2", "2021-05-03", vo_id="ES2", ho_id="DE2"), "actual_end": date(2021, 5, 5)},
        {**visit("X3", "2021-05-03", ho_id="DE2"), "actual_end": date(2021, 5, 5)},
    ]
    invited = [
        asked(f"I{i}", "X1" if i < 2 else "X2", "T2", organisation_id=organisation, side=side)
        for i, (organisation, side) in enumerate(answered)
    ]
    invited.append(asked("I9", "X3", "T2"))
    with _agreed(
        tmp_path, [outcome("U1", "ES1", "DE1", "2021-08-01")], visits, survey_invitation=invited
    ) as version:
        assert before_hiding(version, "R06n").value == 2
        assert before_hiding(version, "R06p").n == 4
        measured = measure(version, ["R06n", "R06p"])
        assert [measured.flag("R06n"), measured.flag("R06p")] == ["c", "c"]


def test_those_who_did_not_answer_are_in_neither_part(tmp_path: Path) -> None:
    """ES1 agreed with DE1; DE1 was asked and kept silent: one organisation, of the one that answered."""
    invited = [
        asked("I1", "X1", "T2"),
        asked("I2", "X1", "T2", answered=None, organisation_id="DE1", side="host"),
    ]
    with _agreed(tmp_path, [outcome("U1", "ES1", "DE1", "2021-08-01")], survey_invitation=invited) as version:
        assert (before_hiding(version, "R06n").value, before_hiding(version, "R06p").n) == (1, 1)


def test_proposals_and_funded_projects_are_told_once_too(tmp_path: Path) -> None:
    """Both sides report one joint proposal and one funded project."""
    rows = [
        outcome(f"U{i}{kind}", organisation, partner, "2021-08-01", outcome_type=kind)
        for kind in ("joint_project_proposal", "project_funded")
        for i, (organisation, partner) in enumerate([("ES1", "DE1"), ("DE1", "ES1")])
    ]
    with _agreed(tmp_path, rows) as version:
        measured = measure(version, ["R08p", "R08f", "R08r"])
        assert [measured.value(kpi) for kpi in measured.ids] == [1, 1, 1.0]


def test_what_those_who_never_travelled_tell_is_no_result_of_an_exchange(tmp_path: Path) -> None:
    """The comparison group has outcomes too; their exchange is empty."""
    rows = [
        outcome("U1", "ES1", "DE1", "2021-08-01"),
        outcome("U2", "ES2", "DE2", "2021-08-01", exchange_id=None),
        outcome("U3", "ES2", None, "2021-08-01", exchange_id=None, outcome_type="new_market"),
    ]
    with _agreed(tmp_path, rows) as version:
        measured = measure(version, ["R07n", "M02"])
        assert [measured.value(kpi) for kpi in measured.ids] == [1, 0]


def test_a_market_entered_twice_is_one_market(tmp_path: Path) -> None:
    """ES1 in FR twice, ES1 in IT, ES2 in FR: three."""
    entered = [("ES1", "FR"), ("ES1", "FR"), ("ES1", "IT"), ("ES2", "FR")]
    rows = [
        outcome(f"U{i}", organisation, None, "2021-08-01", outcome_type="new_market", partner_country=country)
        for i, (organisation, country) in enumerate(entered)
    ]
    with _agreed(tmp_path, rows) as version:
        assert measure(version, ["M02"]).value("M02") == 3


def test_lump_sum_per_agreement_is_what_stands_on_the_screen_over_what_stands_there(tmp_path: Path) -> None:
    """exchange  held  paid on     EUR   agreement signed
    X1        yes   2021-03-01  600   2021-06-01, reported by both sides: one
    X2        yes   2021-12-01  900   2022-02-01
    X3        no    2021-04-01  300   2021-05-01: an exchange of two days does not count, its money was paid
    X4        yes   –           –     –

    All: 1 800 / 2. In 2021: 1 800 / 1; in 2022 nothing was paid for one agreement: 0. Over the exchanges of
    an agreement alone, as it was told before, it were 1 500 / 2, and 2022 had none."""
    visits = [
        visit("X1", "2021-02-01", lump_sum_paid_eur=600.0, paid_on=date(2021, 3, 1)),
        visit("X2", "2021-11-01", lump_sum_paid_eur=900.0, paid_on=date(2021, 12, 1), vo_id="ES2"),
        visit("X3", "2021-03-01", lump_sum_paid_eur=300.0, paid_on=date(2021, 4, 1), working_days=2.0),
        visit("X4", "2022-03-01"),
    ]
    told = [
        outcome("U1", "ES1", "DE1", "2021-06-01"),
        outcome("U2", "DE1", "ES1", "2021-06-10"),
        outcome("U3", "ES2", "DE1", "2022-02-01", exchange_id="X2"),
        outcome("U4", "ES1", "DE2", "2021-05-01", exchange_id="X3"),
    ]
    with published(
        tmp_path, visits, registration=[registration("R1", "2021-01-01")], outcome=told
    ) as version:
        for scope, expected in (
            (Scope(), (1800.0, 2, 900.0)),
            (Scope(period="2021"), (1800.0, 1, 1800.0)),
            (Scope(period="2022"), (0.0, 1, 0.0)),
            (Scope(status="validated"), (1500.0, 2, 750.0)),
            (Scope(visitor_country="DE"), (0.0, 0, None)),
        ):
            measured = measure(version, ["F02", "I01", "R07n"], scope=scope)
            assert tuple(measured.value(name) for name in ("I01", "R07n", "F02")) == expected, scope
        none = measure(version, ["F02"], scope=Scope(visitor_country="DE"))
        assert (none.flag("F02"), none.row()["F02_reason"]) == (":", "No agreements signed in this selection")
        by = measure(version, ["F02"], by=["year"], totals=True).table
        assert by["F02"].tolist() == [1800.0, 0.0, 900.0]
        # What one of the two cannot be told by, their quotient cannot either.
        assert "F02" in measure(version, ["F02"], by=["cancel_reason"]).not_measurable
