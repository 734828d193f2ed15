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
# The one figure whose answer is somebody: internal people are told the cluster that the network hangs on.
NAMES_SOMEBODY: Final = frozenset({"N06"})
# No value, and of how few a changed number may all be what they were.
EMPTY: Final = frozenset({"None", "nan", "<NA>", "''"})
NOTHING: Final = EMPTY | {"0", "0.0"}
LEAST: Final = 5
# Letters from which a name is no part of another word.
LONG: Final = 6
Cells = Mapping[str, Mapping[str, Any]]


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
    """All that is said of each row, by what it is of; None where the figure is not shown.

    By names of columns and without empty ones: a column stands in a frame where any row of it has something
    to say (`ID_of`: of how many a share is known), so the same row is wider beside another.
    """
    figures = reader.measure([name], by=by)
    if name in figures.not_measurable:
        return None
    cells: dict[str, Mapping[str, Any]] = {}
    for row in figures.frame().to_dict("records"):
        said = {str(column): repr(value) for column, value in row.items() if column not in by}
        cells["/".join(str(row[each]) for each in by)] = {
            column: text for column, text in said.items() if text not in EMPTY
        }
    return cells


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
            true += [
                (by, row, cell[name]) for row, cell in exact.items() if cell.get(name, "0") not in NOTHING
            ]
            shown += [
                (by, row, cell[name]) for row, cell in public.items() if cell.get(name, "0") not in NOTHING
            ]
        assert len(true) < LEAST or true != shown, name


def test_no_figure_names_an_organisation_or_a_record(readers: dict[str, Reader], sample: DataVersion) -> None:
    """In the file that leaves, whole, with all it says of itself; of internal people too, but for one figure.

    Also as a part of a word, where a name is long enough to be nothing else.
    """
    named = sample.query(
        "SELECT organisation_id AS name FROM organisation UNION SELECT name FROM organisation "
        "UNION SELECT exchange_id FROM exchange"
    )
    names = {text for text in named["name"].to_pylist() if text}
    long = [name for name in names if len(name) >= LONG]
    assert len(long) > 1_000
    for who, reader in readers.items():
        figures = [name for name in asked() if who != "internal" or name not in NAMES_SOMEBODY]
        for by in BY:
            written = to_csv(reader.measure(figures, by=by)).decode("utf-8-sig")
            words = {word for line in written.splitlines() for word in line.replace('"', "").split(",")}
            assert words & names == set(), (who, by)
            assert [name for name in long if name in written] == [], (who, by)
    told = to_csv(readers["internal"].measure(sorted(NAMES_SOMEBODY), by=("partnership",))).decode()
    assert any(name in told for name in long), "names are found where they are"
