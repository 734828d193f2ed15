"""Meetings as both sides report them, and challenges with what is missing: through intake to the figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cxc_metrics.catalogue import kpi
from cxc_metrics.intake import check
from cxc_metrics.measuring import lack_of, measure
from cxc_metrics.store import DataVersion, open_store

FILES = {
    "organisation": """organisation_id,name,org_type,country_code
A,Alpha,sme,DE
B,Beta,cluster,FR
C,Gamma,sme,DE
""",
    "event": """event_id,kind,start_date
E1,matchmaking,2021-03-01
""",
    "meeting": """meeting_id,event_id,held_on,org_a,org_b,kind,follow_up
M1,E1,2021-03-01,A,B,one_to_one,
M2,E1,2021-03-02,B,A,one_to_one,true
M3,E1,2021-03-01,A,B,b2b,
M4,,2021-03-05,A,B,one_to_one,
M5,,2021-03-05,B,A,one_to_one,
M6,,2021-03-06,A,B,one_to_one,
M7,,2021-03-05,A,A,one_to_one,
M8,E1,,A,C,one_to_one,
M9,,,A,C,one_to_one,
M10,,,C,A,one_to_one,
M11,E1,2021-03-01,A,,one_to_one,
""",
    "challenge": """challenge_id,published_on
C1,2021-01-01
C2,2021-01-02
""",
    "challenge_solution": """solution_id,challenge_id,submitted_on,status
S1,C1,2021-02-01,in_cooperation
S2,C1,2021-02-02,rejected
S3,C9,2021-02-03,matched
S4,C1,,in_cooperation
""",
}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DataVersion, set[tuple[str, str]]]]:
    """The files above as a register without exchanges, and what intake said: (code, value)."""
    folder = tmp_path_factory.mktemp("met")
    files = folder / "files"
    files.mkdir()
    for name, text in FILES.items():
        (files / f"{name}.csv").write_text(text, encoding="utf-8")
    (files / "register.toml").write_text('as_at = "2022-01-31"\n', encoding="utf-8")
    with check(files) as tables:
        rows = tables.connection.execute("SELECT code, value FROM finding").fetchall()
        yield open_store(folder / "store").publish(tables), {(code, str(value)) for code, value in rows}


def test_a_meeting_counts_once_whoever_reports_it(met: tuple[DataVersion, set[tuple[str, str]]]) -> None:
    """meeting  at  day  who  kind        counts
    M1       E1  1    A B  one_to_one  no: M2 is the same at this event, and says that a follow-up was agreed
    M2       E1  2    B A  one_to_one  yes
    M3       E1  1    A B  b2b         yes: of another kind
    M4       -   5    A B  one_to_one  yes
    M5       -   5    B A  one_to_one  no: M4 is the same of this day
    M6       -   6    A B  one_to_one  yes: of another day
    M7       -   5    A A  one_to_one  yes: somebody met somebody, whom it met is emptied
    M8       E1  -    A C  one_to_one  yes, in no period and no pair
    M9, M10  -   -    A C  one_to_one  yes: nobody can tell whether they are one
    M11      E1  1    A -  one_to_one  yes, with one side not on record"""
    version, findings = met
    assert version.manifest.shape == "one_to_one"
    assert {found for found in findings if found[0] in {"repeated", "same_organisation"}} == {
        ("repeated", "M1"),
        ("repeated", "M5"),
        ("same_organisation", "A"),
    }
    values = measure(version, ["A09", "A09o", "A09s", "A09n", "A09g", "A09c", "A09b", "A09f", "A11"])
    assert values.not_measurable == {}
    assert {name: values.value(name) for name in values.ids} == {
        "A09": 9,
        "A09o": 8,
        "A09s": 14,  # all but M7 and M11
        "A09n": 3,
        "A09g": pytest.approx(14 / 3),
        "A09c": 2,
        "A09b": pytest.approx(4 / 7),  # A and C are of one country
        "A09f": 1.0,
        "A11": 1,
    }
    by_year = measure(version, ["A09"], by=["year"]).table
    assert dict(zip(by_year["year"].fillna(0), by_year["A09"], strict=True)) == {2021: 6, 2022: 0, 0: 3}


def test_who_met_whom_names_a_meeting_once_in_a_cell(met: tuple[DataVersion, set[tuple[str, str]]]) -> None:
    """Four of Germany with France stand in both cells, three of two Germans in one, not twice."""
    table = measure(met[0], ["A09w"], by=["participant_country", "met_country"]).table
    cells = zip(table["participant_country"], table["met_country"], table["A09w"], strict=True)
    assert {(one, other): count for one, other, count in cells if one and other and count} == {
        ("DE", "FR"): 4,
        ("FR", "DE"): 4,
        ("DE", "DE"): 3,
    }
    assert measure(met[0], ["A09w"]).value("A09w") == 7


def test_challenges_without_solutions_and_solutions_without_challenges(
    met: tuple[DataVersion, set[tuple[str, str]]],
) -> None:
    """C1 has S1 S2 S4, C2 none; S3 is of a challenge nobody delivered and left out, S4 of no day."""
    assert ("orphan", "C9") in met[1]
    values = measure(met[0], ["O13n", "O13", "O13p", "O13c"])
    assert {name: values.value(name) for name in values.ids} == {
        "O13n": 2,
        "O13": 3,
        "O13p": 3 / 2,
        "O13c": 1 / 2,
    }


def test_what_cannot_be_followed_says_why(met: tuple[DataVersion, set[tuple[str, str]]]) -> None:
    """Without the days of its steps nobody knows how long they took, without exchanges none came of it."""
    lacks = {name: lack_of(kpi(name), (), met[0]) for name in ("O13s", "O13m", "O13t", "A11x", "A11a")}
    for name, needed in {
        "O13s": "challenge_solution.shortlisted_on",
        "O13m": "challenge_solution.matched_on",
        "O13t": "challenge_solution.cooperation_on",
        "A11x": "table exchange",
        "A11a": "table outcome",
    }.items():
        assert needed in str(lacks[name]), name
