"""One thing in the world counts once, whatever keys it was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.intake.small import ORGANISATIONS, checked, exchange, found, write_register

REGISTRATIONS = [
    {"registration_id": f"R{o}", "organisation_id": o, "role": "VO", "status": "accepted"} for o in "AB"
]


def invitation(key: str, responded: str = "", **changes: Any) -> dict[str, Any]:
    return {
        "invitation_id": key,
        "registration_id": "RA",
        "exchange_id": "X1",
        "organisation_id": "A",
        "side": "visitor",
        "survey_round": "T1",
        "invited_on": "2021-04-01",
        "responded_on": responded,
    } | changes


def answers(**items: int) -> list[dict[str, Any]]:
    """So many items answered in each invitation."""
    return [
        {"invitation_id": key, "item": f"item_{n}", "value_num": 4} for key, count in items.items()
        for n in range(count)
    ]  # fmt: skip


def kept(folder: Path, invitations: list[dict[str, Any]], **items: int):
    """The invitations that stand, and the counts of both tables."""
    tables = {"registration": REGISTRATIONS, "survey_invitation": invitations}
    write_register(folder, [exchange(1), exchange(2)], **tables, survey_answer=answers(**items))
    with checked(folder) as register:
        rows = register.connection.sql("SELECT invitation_id FROM survey_invitation ORDER BY 1").fetchall()
        for count in register.row_counts.values():
            assert count.read == count.kept + count.rejected + count.duplicates + count.repeated
        told = [
            value
            for code, value, severity in found(register, "code", "value", "severity")
            if code == "repeated"
        ]
        assert register.findings_by_severity()["reject"] == 0
        counts = register.row_counts
        lost = counts["survey_answer"].repeated if "survey_answer" in counts else 0
        assert counts["survey_invitation"].repeated == len(told)
        return [row[0] for row in rows], told, lost


def test_one_invitation_stands(tmp_path: Path) -> None:
    """invitation  answered    items           stands
    I1          2021-04-05  3               I2: the latest answered
    I2          2021-04-09  1
    I3          -           0

    I1, I2      the same day, 1 and 2 items  I2: most items
    I2, I1      the same day, 1 each         I1: the smallest key
    I1, I2      not answered, invited later  I2: the first invited"""
    late, early = "2021-04-09", "2021-04-05"
    assert kept(
        tmp_path / "a", [invitation("I1", early), invitation("I2", late), invitation("I3")], I1=3, I2=1
    ) == (["I2"], ["I1", "I3"], 3)
    assert kept(tmp_path / "b", [invitation("I1", late), invitation("I2", late)], I1=1, I2=2) == (
        ["I2"],
        ["I1"],
        1,
    )
    assert kept(tmp_path / "c", [invitation("I2", late), invitation("I1", late)], I1=1, I2=1) == (
        ["I1"],
        ["I2"],
        1,
    )
    first = [invitation("I1", invited_on="2021-05-01"), invitation("I2", invited_on="2021-04-01")]
    assert kept(tmp_path / "d", first, I9=0)[:2] == (["I2"], ["I1"])


def test_other_rounds_sides_organisations_and_exchanges_are_other_invitations(tmp_path: Path) -> None:
    """Without an exchange the registration says what was asked about, and never an exchange of that name."""
    others: list[dict[str, Any]] = [
        {},
        {"survey_round": "T2"},
        {"side": "host"},
        {"organisation_id": "B"},
        {"exchange_id": "X2"},
        {"exchange_id": ""},
        {"exchange_id": "", "registration_id": "RB"},
        {"exchange_id": "", "registration_id": "RB", "survey_round": "T3"},
    ]
    rows = [invitation(f"I{n}", **changes) for n, changes in enumerate(others)]
    assert kept(tmp_path, rows)[:2] == ([f"I{n}" for n in range(len(others))], [])
    twice = [
        *rows,
        invitation("I8", exchange_id="", registration_id="RB"),
        invitation("I9", registration_id="RB"),
    ]
    assert kept(tmp_path, twice)[:2] == ([f"I{n}" for n in range(len(others))], ["I8", "I9"])


def test_a_rejected_invitation_is_no_repetition(tmp_path: Path) -> None:
    """I2 is left out for its side: I1 stands alone, and nothing is repeated."""
    tables = {
        "registration": REGISTRATIONS,
        "survey_invitation": [invitation("I1"), invitation("I2", side="?")],
    }
    write_register(tmp_path, [exchange(1)], **tables)
    with checked(tmp_path) as register:
        count = register.row_counts["survey_invitation"]
        assert (count.kept, count.rejected, count.repeated) == (1, 1, 0)


def test_one_participation_of_a_person_on_a_side(tmp_path: Path) -> None:
    """key  person  side     attended
    P1   anna    visitor  no        repeated: P2 attended
    P2   anna    visitor  yes       stands
    P3   anna    host     yes       another side
    P4   -       visitor  yes       without a person nothing is repeated
    P5   -       visitor  yes"""
    rows = [
        {"participation_id": key, "exchange_id": "X1", "organisation_id": "A", "side": side,
         "person_ref": person, "attended": attended}
        for key, person, side, attended in (
            ("P1", "anna", "visitor", "no"), ("P2", "anna", "visitor", "yes"), ("P3", "anna", "host", "yes"),
            ("P4", "", "visitor", "yes"), ("P5", "", "visitor", "yes"),
        )
    ]  # fmt: skip
    write_register(tmp_path, [exchange(1)], participation=rows)
    with checked(tmp_path) as register:
        count = register.row_counts["participation"]
        assert (count.read, count.kept, count.rejected, count.repeated) == (5, 4, 0, 1)
        assert found(register, "code", "line", "value") == [("repeated", 2, "P1")]


def test_the_same_visit_under_several_keys_is_kept_and_told_once(tmp_path: Path) -> None:
    """X1–X7  A at B, 15–19 March, physical     one finding, five keys named
    X8      the same, virtual                 another mode
    X9      the same, to 20 March             another visit"""
    rows = [
        *(exchange(n) for n in range(1, 8)),
        exchange(8, mode="virtual"),
        exchange(9, actual_end="2021-03-20"),
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path) as register:
        assert register.row_counts["exchange"].kept == 9
        told = [row for row in found(register, "code", "line", "value", but=[""]) if row[0] == "same_visit"]
        assert told == [("same_visit", 2, "X1, X2, X3, X4, X5, …")]


def test_visits_without_days_or_of_an_aggregated_source_are_not_compared(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(n, actual_start="", actual_end="") for n in (1, 2)])
    with checked(tmp_path) as register:
        assert ("same_visit",) not in found(register, "code", but=[""])


def test_one_key_with_other_content_in_two_files_names_both(tmp_path: Path) -> None:
    """exchange_2021.csv X1 5 days, exchange_2022.csv X1 4 days: both are left out, both places named"""
    write_register(tmp_path, [exchange(1), exchange(2)])
    (tmp_path / "exchange.csv").rename(tmp_path / "exchange_2021.csv")
    write_register(tmp_path, [exchange(1, working_days=4), exchange(3)])
    (tmp_path / "exchange.csv").rename(tmp_path / "exchange_2022.csv")
    with checked(tmp_path) as register:
        told = [m for code, m in found(register, "code", "message") if code == "duplicate_key"]
        places = "the key stands in 2 rows that differ (exchange_2021.csv line 2, exchange_2022.csv line 2)"
        assert told == [places, places]
        assert register.row_counts["exchange"].kept == 2


def test_identical_rows_of_two_files_are_kept_once(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1)], organisations=ORGANISATIONS)
    (tmp_path / "exchange.csv").rename(tmp_path / "exchange_2021.csv")
    write_register(tmp_path, [exchange(1), exchange(3, actual_start="2021-06-01", actual_end="2021-06-04")])
    (tmp_path / "exchange.csv").rename(tmp_path / "exchange_2022.csv")
    with checked(tmp_path) as register:
        told = [m for code, m in found(register, "code", "message") if code == "duplicate_row"]
        assert told == ["the row is the same as exchange_2021.csv line 2 and is left out"]
        assert register.row_counts["exchange"].duplicates == 1
