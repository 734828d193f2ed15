"""Who sees what at every page, question and file: nothing of others, and as docs/security.md has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.api import application
from cxc_metrics.disclosure import PUBLIC
from scripts import security_matrix
from tests.attack import matrix
from tests.attack.matrix import OWN, PEOPLE, Seen

Rows = dict[tuple[str, str], Seen]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What everybody sees at every place."""
    store, old = matrix.make_store(tmp_path_factory.mktemp("matrix"))
    return {(place, who): seen for place, who, seen in matrix.observed(store, old)}


def test_nobody_sees_what_is_of_others(rows: Rows) -> None:
    wrong = {key: told for key, seen in rows.items() if (told := matrix.faults(key[1], seen))}
    assert not wrong
    for place in {place for place, _ in rows}:
        of_a, of_b = (rows[place, who] for who in OWN)
        assert not of_a.records & of_b.records, place
        assert not of_a.exact & of_b.exact, place
        assert rows[place, "no login"] == rows[place, "logged in, not listed"], place


def test_there_is_something_to_see(rows: Rows) -> None:
    """Internal people see all of it, managers their own: a matrix of nothing would prove nothing."""
    everything = frozenset(matrix.COUNTS)
    for kind in ("page ", "GET "):
        by_person = {
            who: [seen for (place, person), seen in rows.items() if person == who and place.startswith(kind)]
            for who in PEOPLE
        }
        assert any(seen.exact >= everything for seen in by_person["internal"])
        assert {name for seen in by_person["internal"] for name in seen.records} >= {"PA", "PB"}
        for who, own in OWN.items():
            assert {own} == {name for seen in by_person[who] for name in seen.records}, (kind, who)
            assert {own} == {name for seen in by_person[who] for name in seen.exact}, (kind, who)


def test_every_question_of_the_api_is_looked_at(tmp_path: Path) -> None:
    looked_at = [route.partition("?")[0].split("/")[1:] for route in matrix.ROUTES]
    there = [str(path).split("/")[1:] for path in application(lambda _: PUBLIC, tmp_path).openapi()["paths"]]
    assert len(there) > 8
    for path in there:
        assert any(
            len(path) == len(other)
            and all(a == b or a.startswith("{") for a, b in zip(path, other, strict=True))
            for other in looked_at
        ), path


def test_the_page_has_what_was_seen(rows: Rows, root: Path) -> None:
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    assert security_matrix.written(page, matrix.as_table(rows)) == page, (
        "scripts/security_matrix.py writes it"
    )
