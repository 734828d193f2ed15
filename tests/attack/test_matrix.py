"""Who sees what at every page, question and file: nothing of others, and as docs/security.md has it.

A part of it in `make test`; all, with a served dashboard, in `make attack`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.api import application
from cxc_metrics.disclosure import PUBLIC
from scripts import security_matrix
from tests.attack import matrix, matrix_places
from tests.attack.matrix import OWN, PEOPLE, Place, Seen
from tests.measuring.crossing import THOROUGH

Rows = dict[tuple[Place, str], Seen]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What everybody sees at the places that are looked at."""
    folder = tmp_path_factory.mktemp("matrix")
    if THOROUGH:
        return security_matrix.looked_at(folder)
    store, old = matrix.make_store(folder)
    looked = matrix_places.observed(store, old, is_whole=False)
    return {(place, who): seen for place, who, seen in looked}


def test_nobody_sees_what_is_of_others(rows: Rows) -> None:
    wrong = {key: told for key, seen in rows.items() if (told := matrix.faults(key[1], key[0], seen))}
    assert not wrong
    for place in {place for place, _ in rows}:
        of_a, of_b = (rows[place, who] for who in OWN)
        assert not of_a.records & of_b.records, place
        assert not of_a.exact & of_b.exact, place
        assert rows[place, "no login"] == rows[place, "logged in, not listed"], place


def test_there_is_something_to_see(rows: Rows) -> None:
    """Internal people see all of it, managers their own: a matrix of nothing would prove nothing."""
    everything = frozenset(matrix.COUNTS)
    for section in {place.section for place, _ in rows}:
        by_person = {
            who: [seen for (place, person), seen in rows.items() if (place.section, person) == (section, who)]
            for who in PEOPLE
        }
        for who, own in {**{who: {own} for who, own in OWN.items()}, "internal": everything}.items():
            exact = {name for seen in by_person[who] for name in seen.exact} - {matrix.ALL}
            records = {name for seen in by_person[who] for name in seen.records}
            if section != "search":
                assert exact == own, (section, who)
            # Assistants get no records; organisations across partnerships are found by internal people alone.
            if section != "assistants" and (section != "search" or who == "internal"):
                assert records >= own - {"PC"}, (section, who)


def test_every_question_and_every_tool_is_looked_at(tmp_path: Path) -> None:
    looked_at = [route.partition("?")[0].split("/")[1:] for route in matrix_places.ROUTES]
    there = [str(path).split("/")[1:] for path in application(lambda _: PUBLIC, tmp_path).openapi()["paths"]]
    assert len(there) > 8
    for path in there:
        assert any(
            len(path) == len(other)
            and all(a == b or a.startswith("{") for a, b in zip(path, other, strict=True))
            for other in looked_at
        ), path
    assert matrix_places.tools_there(tmp_path) == {tool for tool, _ in matrix_places.CALLS}


def test_the_page_has_what_was_seen(rows: Rows, root: Path) -> None:
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    advice = "scripts/security_matrix.py writes it"
    if THOROUGH:
        assert security_matrix.written(page, matrix.as_table(rows)) == page, advice
    stands = set(page.splitlines())
    assert [line for line in matrix.lines(rows).values() if line not in stands] == [], advice
