"""Tables of the schemes around: a flaw costs the smallest thing, and no step lies before an earlier one."""

from __future__ import annotations

from pathlib import Path

from tests.intake.small import PARTNERSHIPS, checked, exchange, found, write_register

ORGANISATIONS = [
    {"organisation_id": name, "name": name, "org_type": "sme", "country_code": country}
    for name, country in (("A", "DE"), ("B", "FR"))
]
STEPS = ("submitted_on", "shortlisted_on", "matched_on", "cooperation_on", "rejected_on")
# Days of January 2021 by step.
SOLUTIONS = (
    (10, None, 10, 22, None),  # in order, a step left out
    (10, 9, 20, None, None),  # shortlisted before it was submitted: that day goes, the later ones stay
    (10, None, 22, 21, None),  # in cooperation before it was matched
    (10, 22, None, None, 21),  # rejected before it was shortlisted
)
SERVICES = (
    ("A", 5, 4),  # achieved before it began
    ("", 5, None),  # nobody was served: the row goes
    ("Z", 5, None),  # nor by somebody that nobody knows
)
STATES = ("received_on", "contact_on", "agreed_on", "declined_on")
EXPRESSIONS = (
    (5, 20, 19, None),  # agreed before contact was exchanged
    (5, None, None, 5),  # declined on the day it came
)
CAPACITIES = {"1": True, "12": True, "": True, "0": False, "-1": False, "2.5": False, "many": False}


def day(number: int | None) -> str:
    return f"2021-01-{number:02d}" if number else ""


def write(folder: Path) -> None:
    """The register with all of them beside one visit."""
    write_register(
        folder,
        [exchange(1)],
        organisations=ORGANISATIONS,
        partnerships=[dict(PARTNERSHIPS[0])],
        registration=[
            {"registration_id": f"R{n}", "organisation_id": "B", "role": "HO", "status": "accepted"}
            | {"capacity": capacity}
            for n, capacity in enumerate(CAPACITIES)
        ],
        challenge=[{"challenge_id": "C", "owner_id": "B"}],
        challenge_solution=[
            {"solution_id": f"L{n}", "challenge_id": "C", **dict(zip(STEPS, map(day, days), strict=True))}
            for n, days in enumerate(SOLUTIONS)
        ],
        service=[
            {
                "service_id": f"V{n}",
                "organisation_id": who,
                "started_on": day(first),
                "achieved_on": day(then),
            }
            for n, (who, first, then) in enumerate(SERVICES)
        ],
        profile=[{"profile_id": "F", "organisation_id": "A"}],
        expression_of_interest=[
            {"expression_id": f"E{n}", "profile_id": "F", "organisation_id": "B"}
            | dict(zip(STATES, map(day, days), strict=True))
            for n, days in enumerate(EXPRESSIONS)
        ],
    )


def test_flaws_in_the_tables_of_the_schemes_around(tmp_path: Path) -> None:
    write(tmp_path)
    with checked(tmp_path, as_at=None) as tables:
        findings = sorted(found(tables, "code", "table", "column", "line", "severity"))
        kept = {name: count.kept for name, count in tables.row_counts.items()}
    flaws = [row for row in findings if row[0] in ("out_of_order", "orphan", "required_empty")]
    assert flaws == [
        ("orphan", "service", "organisation_id", 4, "reject"),
        ("out_of_order", "challenge_solution", "cooperation_on", 4, "cell"),
        ("out_of_order", "challenge_solution", "rejected_on", 5, "cell"),
        ("out_of_order", "challenge_solution", "shortlisted_on", 3, "cell"),
        ("out_of_order", "expression_of_interest", "agreed_on", 2, "cell"),
        ("out_of_order", "service", "achieved_on", 2, "cell"),
        ("required_empty", "service", "organisation_id", 3, "reject"),
    ]
    by_line = dict(enumerate(CAPACITIES, start=2))
    bad = {by_line[row[3]] for row in findings if row[1:3] == ("registration", "capacity")}
    assert bad == {value for value, is_good in CAPACITIES.items() if not is_good}
    assert (kept["registration"], kept["challenge_solution"]) == (len(CAPACITIES), len(SOLUTIONS))
    assert (kept["service"], kept["expression_of_interest"]) == (1, len(EXPRESSIONS))
