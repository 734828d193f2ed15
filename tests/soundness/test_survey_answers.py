"""Wrong numbers somebody would have believed: answers of one event, silence, expectations, few answers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.catalogue import SurveyShare, catalogue
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import bounds
from tests.measuring.publishing import published, visit
from tests.soundness.rows import Row, answers, asked, before_hiding, registration


def _survey(tmp_path: Path, visits: list[Row], invitations: list[Row], given: list[Row]) -> DataVersion:
    return published(
        tmp_path,
        visits,
        registration=[registration("R1", "2021-01-01")],
        survey_invitation=invitations,
        survey_answer=given,
    )


def test_answers_of_one_event_say_less_than_as_many_of_their_own(tmp_path: Path) -> None:
    """event  visitors  satisfied
    E1     10        all
    E2     10        none
    E3     10        all
    E4     10        none
    40 answers, 20 yes. Taken as independent, Wilson gives 0.352 to 0.648; they are worth four answers."""
    visits = [visit(f"X{i:02}", "2021-05-03", event_id=f"E{i // 10}") for i in range(40)]
    invited = [asked(f"I{i:02}", f"X{i:02}") for i in range(40)]
    given = answers(
        [f"I{i:02}" for i in range(40)], "sat_overall", [5 if i // 10 % 2 else 1 for i in range(40)]
    )
    with _survey(tmp_path, visits, invited, given) as version:
        row = measure(version, ["R02"]).row()
        assert (row["R02"], row["R02_n"], row["R02_clusters"]) == (0.5, 40, 4)
        assert row["R02_deff"] == pytest.approx(10)
        assert row["R02_low"] < 0.2
        assert row["R02_high"] > 0.8


def test_without_an_event_answers_about_one_host_belong_together(tmp_path: Path) -> None:
    """Ten visits to DE1 liked, ten to DE2 not, no event: two clusters, not twenty."""
    visits = [visit(f"X{i:02}", "2021-05-03", ho_id=f"DE{i // 10 + 1}") for i in range(20)]
    invited = [asked(f"I{i:02}", f"X{i:02}") for i in range(20)]
    given = answers([f"I{i:02}" for i in range(20)], "sat_overall", [4] * 10 + [2] * 10)
    with _survey(tmp_path, visits, invited, given) as version:
        row = measure(version, ["R02"]).row()
        assert row["R02_clusters"] == 2
        assert row["R02_deff"] == pytest.approx(10)


def test_few_answers_are_hidden_and_some_are_flagged(tmp_path: Path) -> None:
    """partnership  answers
    A            4       hidden
    B            5       hidden, or the total would give the four away
    total        9       low reliability"""
    visits = [visit(f"X{i}", "2021-05-03", vop_id="A" if i < 4 else "B") for i in range(9)]
    invited = [asked(f"I{i}", f"X{i}") for i in range(9)]
    given = answers([f"I{i}" for i in range(9)], "sat_overall", [5, 5, 5, 5, 5, 1, 1, 1, 1])
    with _survey(tmp_path, visits, invited, given) as version:
        table = measure(version, ["R02"], by=["partnership"], totals=True).table
        assert table["R02_flag"].tolist() == ["c", "c", "u"]
        assert table["R02"].isna().tolist() == [True, True, False]
        assert table["R02_n"].fillna(-1).tolist() == [-1, -1, 9]


def test_thirty_answers_are_enough_and_twenty_nine_are_not(tmp_path: Path) -> None:
    """wave  answers
    1     30
    2     29"""
    visits = [visit(f"X{i:02}", "2021-05-03", event_id=f"E{i}", wave=1 if i < 30 else 2) for i in range(59)]
    invited = [asked(f"I{i:02}", f"X{i:02}") for i in range(59)]
    given = answers([f"I{i:02}" for i in range(59)], "sat_overall", [5, 1] * 29 + [5])
    with _survey(tmp_path, visits, invited, given) as version:
        flags = measure(version, ["R02"], by=["wave"]).table.set_index("wave")["R02_flag"]
        assert flags.to_dict() == {1: "", 2: "u"}


def test_the_response_rate_stands_beside_and_silence_has_bounds(tmp_path: Path) -> None:
    """Twenty asked, ten answered, nine yes: 90 % of those who answered. Had the silent said no it were 45 %,
    had they said yes 95 %."""
    visits = [visit(f"X{i:02}", "2021-05-03") for i in range(20)]
    invited = [asked(f"I{i:02}", f"X{i:02}", answered="2021-06-01" if i < 10 else None) for i in range(20)]
    given = answers([f"I{i:02}" for i in range(10)], "sat_overall", [5] * 9 + [1])
    with _survey(tmp_path, visits, invited, given) as version:
        measured = measure(version, ["R02", "R01"])
        row = measured.row()
        assert (row["R02"], row["R02_response"], row["R02_invited"]) == (0.9, 0.5, 20)
        assert (row["R01"], row["R01_n"]) == (0.5, 20)
        found = bounds(measured, "R02").iloc[0]
        assert (found["worst"], found["best"]) == (pytest.approx(0.45), pytest.approx(0.95))


def test_the_response_rate_of_a_period_is_told_by_the_day_of_invitation(tmp_path: Path) -> None:
    """Invited in May 2021: ten; answered in May: five. Those who kept silent have no day of answer: by that
    day the response rate would be 100 %."""
    visits = [visit(f"X{i}", "2021-05-03") for i in range(10)]
    invited = [asked(f"I{i}", f"X{i}", answered="2021-05-25" if i < 5 else None) for i in range(10)]
    given = answers([f"I{i}" for i in range(5)], "sat_overall", [5] * 5)
    with _survey(tmp_path, visits, invited, given) as version:
        row = measure(version, ["R02", "R01"], scope=Scope(period="2021-05")).row()
        assert (row["R02_n"], row["R02_response"], row["R02_invited"]) == (5, 0.5, 10)
        assert row["R01"] == 0.5


def test_anticipated_and_achieved_are_two_series() -> None:
    """No KPI speaks of T1 and of a later round at once, and their ids differ."""
    for kpi in catalogue().values():
        if isinstance(kpi, SurveyShare):
            closing, later = "'T1'" in kpi.among, "'T2'" in kpi.among or "'T3'" in kpi.among
            assert closing != later, kpi.id
    assert "T1" in catalogue()["R10x"].among
    assert "T3" in catalogue()["R10"].among


def test_does_not_know_is_no_yes_and_no_answer_is_nothing(tmp_path: Path) -> None:
    """yes yes no dk dk –: two of five, not two of three and not two of six."""
    visits = [visit(f"X{i}", "2021-05-03") for i in range(6)]
    invited = [asked(f"I{i}", f"X{i}") for i in range(6)]
    given = answers([f"I{i}" for i in range(6)], "expect_xborder", [1, 1, 0, "dk", "dk", None])
    with _survey(tmp_path, visits, invited, given) as version:
        measured = measure(version, ["R10x"])
        assert (measured.value("R10x"), measured.n("R10x")) == (pytest.approx(2 / 5), 5)


def test_an_answer_off_the_scale_is_no_answer(tmp_path: Path) -> None:
    """99 is often written for "no answer"; on a scale of 1 to 5 it would be the most satisfied of all."""
    visits = [visit(f"X{i}", "2021-05-03") for i in range(6)]
    invited = [asked(f"I{i}", f"X{i}") for i in range(6)]
    given = answers([f"I{i}" for i in range(6)], "sat_overall", [1, 1, 1, 1, 1, 99])
    with _survey(tmp_path, visits, invited, given) as version:
        measured = measure(version, ["R02"])
        assert (measured.value("R02"), measured.n("R02")) == (0.0, 5)


def test_satisfaction_with_an_exchange_that_does_not_count_is_left_out(tmp_path: Path) -> None:
    """Five countable visits were disliked, five of two days liked."""
    visits = [visit(f"X{i}", "2021-05-03", working_days=3.0 if i < 5 else 2.0) for i in range(10)]
    invited = [asked(f"I{i}", f"X{i}") for i in range(10)]
    given = answers([f"I{i}" for i in range(10)], "sat_overall", [1] * 5 + [5] * 5)
    with _survey(tmp_path, visits, invited, given) as version:
        assert measure(version, ["R02"]).value("R02") == 0.0


def test_register_shares_have_no_interval(tmp_path: Path) -> None:
    """Complete counts: an interval would claim that there is something left to guess."""
    with published(tmp_path, [visit(f"X{i}", "2021-05-03") for i in range(10)]) as version:
        row = measure(version, ["O04", "O07", "O10", "O11"]).row()
        assert all(pd.isna(row[f"{kpi}_{side}"]) for kpi in ("O04", "O07", "O10") for side in ("low", "high"))


def test_an_organisation_asked_twice_is_one_organisation(tmp_path: Path) -> None:
    """organisation  after 6 months  after 18 months
    ES1           gain            no gain
    ES2           no gain         –
    M04t counts organisations: one of two, which is hidden."""
    pairs = 3
    visits = [visit(f"X{i}", "2021-05-03", vo_id=f"ES{i % 2 + 1}") for i in range(2 * pairs)]
    invited, keys, values = [], [], []
    for i in range(2 * pairs):
        for survey_round in ("T2", "T3"):
            key = f"I{i}{survey_round}"
            invited.append(asked(key, f"X{i}", survey_round, organisation_id=f"ES{i % 2 + 1}"))
            keys.append(key)
            values.append(1 if i % 2 == 0 and survey_round == "T2" else 0)
    given = answers(keys, "turnover_chg", values) + answers(keys, "attribution", ["mainly"] * len(keys))
    with _survey(tmp_path, visits, invited, given) as version:
        assert before_hiding(version, "M04t").n == 2
        measured = measure(version, ["M04t"])
        assert (measured.n("M04t"), measured.flag("M04t")) == (None, "c")


def test_a_gain_that_is_attributed_to_nothing_is_no_gain_of_the_scheme(tmp_path: Path) -> None:
    """gain  due to the exchange  counts
    1     mainly               yes
    1     none                 no
    1     –                    not known: left out
    0     partly               no
    (twice over, and one more no)"""
    rows = [(1, "mainly"), (1, "none"), (1, None), (0, "partly")] * 2 + [(0, "none")]
    organisations = [f"ES{i}" for i in range(1, len(rows) + 1)]
    visits = [visit(f"X{i}", "2021-05-03", vo_id=o) for i, o in enumerate(organisations)]
    invited = [asked(f"I{i}", f"X{i}", "T2", organisation_id=o) for i, o in enumerate(organisations)]
    keys = [f"I{i}" for i in range(len(rows))]
    given = answers(keys, "turnover_chg", [gain for gain, _ in rows])
    given += answers(keys, "attribution", [due for _, due in rows])
    known = [
        {"organisation_id": o, "name": o, "org_type": "sme", "country_code": "ES", "ecosystem_id": None}
        for o in [*organisations, "DE1"]
    ]
    with published(
        tmp_path,
        visits,
        organisation=known,
        registration=[registration("R1", "2021-01-01")],
        survey_invitation=invited,
        survey_answer=given,
    ) as version:
        measured = measure(version, ["M04t"])
        assert (measured.value("M04t"), measured.n("M04t")) == (pytest.approx(2 / 7), 7)
