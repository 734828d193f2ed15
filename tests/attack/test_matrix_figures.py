"""Every figure of the catalogue, one by one, as each of the people: whose numbers are exact, and for whom.

Each alone, by partnership, by the visitors' country; a part of them in `make test`, all in `make attack`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer, partnership_viewer
from cxc_metrics.export import to_csv
from cxc_metrics.store import DataVersion
from tests.measuring.crossing import THOROUGH

BY: Final[tuple[tuple[str, ...], ...]] = ((), ("partnership",), ("visitor_country",))
PART: Final = 24
# No value, and of how few a changed number may all be what they were.
NOTHING: Final = frozenset({"None", "nan", "<NA>", "0", "0.0"})
LEAST: Final = 5
Cells = Mapping[str, Any]


@pytest.fixture(scope="module")
def readers(sample: DataVersion) -> dict[str, Reader]:
    """The sample as internal people, the public and two managers read it; who is not listed is the public."""
    own = [str(code) for code in Reader(sample, INTERNAL).options("partnership")[:2]]
    viewers: dict[str, Viewer] = {
        "internal": INTERNAL,
        "public": PUBLIC,
        **{code: partnership_viewer([code]) for code in own},
    }
    return {who: Reader(sample, viewer) for who, viewer in viewers.items()}


def asked() -> list[str]:
    """The figures that are asked for."""
    return list(catalogue())[:: 1 if THOROUGH else PART]


def cells_of(reader: Reader, name: str, by: tuple[str, ...]) -> Cells | None:
    """Value, n, interval and flag of each row, by what it is of; None where the figure is not shown."""
    figures = reader.measure([name], by=by)
    if name in figures.not_measurable:
        return None
    kept = [column for column in figures.frame().columns if column not in by]
    return {
        "/".join(str(row[each]) for each in by): tuple(repr(row[column]) for column in kept)
        for row in figures.frame().to_dict("records")
    }


Seen = Mapping[str, Cells | None]
Answers = Mapping[tuple[str, tuple[str, ...]], Seen]


@pytest.fixture(scope="module")
def answers(readers: dict[str, Reader]) -> Answers:
    """What each of them is told, by figure and breakdown; one after the other in one process."""
    return {
        (name, by): {who: cells_of(reader, name, by) for who, reader in readers.items()}
        for name in asked()
        for by in BY
    }


def test_of_others_a_manager_sees_what_the_public_sees_and_of_the_own_what_is_true(answers: Answers) -> None:
    wrong, own_rows = [], 0
    for (name, by), seen in answers.items():
        exact, public = seen["internal"] or {}, seen["public"] or {}
        for who in set(seen) - {"internal", "public"}:
            for row, cell in (seen[who] or {}).items():
                is_own = by == ("partnership",) and row == who
                own_rows += is_own and cell != public.get(row)
                expected = (exact if is_own else public).get(row)
                if cell != expected:
                    wrong.append(f"{name} by {by}: {who} sees of {row or 'all'} {cell}, not {expected}")
    assert wrong == []
    assert own_rows > len(asked()) // 4, "managers see more than the public of their own"


def test_of_no_figure_the_public_sees_the_true_numbers(answers: Answers) -> None:
    """By partnership or country some number is changed, hidden or not told, wherever there are some."""
    for name in asked():
        true, shown = [], []
        for by in BY:
            exact, public = answers[name, by]["internal"] or {}, answers[name, by]["public"] or {}
            true += [(by, row, cell[0]) for row, cell in exact.items() if cell[0] not in NOTHING]
            shown += [(by, row, cell[0]) for row, cell in public.items() if cell[0] not in NOTHING]
        assert len(true) < LEAST or true != shown, name


def test_no_figure_names_an_organisation_or_a_record(readers: dict[str, Reader], sample: DataVersion) -> None:
    """In the file that leaves, whole, with all it says of itself; of internal people too."""
    named = sample.query(
        "SELECT organisation_id AS name FROM organisation UNION SELECT name FROM organisation "
        "UNION SELECT exchange_id FROM exchange"
    )
    names = {text for text in named["name"].to_pylist() if text}
    assert len(names) > 1_000
    for who, reader in readers.items():
        written = to_csv(reader.measure(asked(), by=["partnership"])).decode("utf-8-sig")
        words = {word for line in written.splitlines() for word in line.replace('"', "").split(",")}
        assert not words & names, who
