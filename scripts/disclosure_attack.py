"""What an attacker reaches by subtracting public numbers: the tables of docs/disclosure.md.

    .venv/bin/python scripts/disclosure_attack.py      make attack runs it, too

Takes a minute, and another where the registers must be published first (scripts/disclosure_cost.py, whose
secret makes that the tables can be made again).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.catalogue import catalogue  # noqa: E402 - the project's root comes first
from cxc_metrics.store import DataVersion  # noqa: E402
from scripts.disclosure_cost import markdown, published  # noqa: E402
from tests.attack import cells, figures, pairs  # noqa: E402

PAGE: Final = ROOT / "docs" / "disclosure.md"
BEGIN, END = "<!-- attack: made by scripts/disclosure_attack.py -->", "<!-- attack: end -->"
# One more than may be asked, to see why.
MOST: Final = 3
# Of all answers, of one for each organisation, of those who had anticipated something.
SURVEYED: Final = ("R02", "R04", "R06p", "R10")
# In per cent (definitions 10).
RIGHT, PROVED = 65.0, 1.0
SIZES: Final = ((1, 4), (5, 29), (30, 99), (100, 10**9))
Row = tuple[str, ...]


def main() -> None:
    """Attack the sample and CAPES, and write what was reached."""
    registers = published()
    tables = [
        (
            ("register", "fixed values", "pairs", "of them by one", "right, seeing both numbers",
             "right, knowing the rest", "the same over all secrets", "knowing the rest, as they come",
             "records beyond a number", "proved", "records by one or two", "proved"),
            [row for name, version in registers.items() for row in fixed(name, version)],
        ),
        (
            ("register", "records of", "parts", "pairs", "right, knowing the rest", "over all secrets",
             "beyond a number", "proved"),
            [row for name, version in registers.items() for row in of_figures(name, version)],
        ),
        (
            ("register", "count", "cells", "error of the number", "of the mean of many",
             "number is right", "mean is right", "one record more told, by the number", "by the mean"),
            [row for name, version in registers.items() for row in of_means(name, version)],
        ),
    ]  # fmt: skip
    wanted = "\n\n".join([BEGIN, *(markdown(heading, rows) for heading, rows in tables), END])
    text = PAGE.read_text(encoding="utf-8")
    replaced, number = re.compile(f"{BEGIN}.*{END}", re.DOTALL).subn(lambda _: wanted, text)
    if number != 1:
        raise SystemExit(f"{PAGE} has no place for the tables: {BEGIN} … {END}")
    PAGE.write_text(replaced, encoding="utf-8")
    sys.stdout.write(wanted + "\n")
    broken = [row for row in tables[1][1] if not _holds(row)]
    if broken:
        raise SystemExit(f"What docs/definitions.md 10 claims does not hold: {broken}")


def _holds(row: Row) -> bool:
    """At most 65% guessed right over all secrets, at most 1% proved to be there."""
    average, proved = (float(text.rstrip("%") or 0) for text in (row[5], row[7]))
    return average <= RIGHT and proved <= PROVED


def fixed(name: str, version: DataVersion) -> Iterator[Row]:
    """O01: a line for each number of fixed values that the narrower cell may have at most."""
    records, reached = cells.records_of(version), pairs.Reached()
    number = len(records.keys)
    for most in range(1, min(MOST, len(records.dimensions)) + 1):
        for by in pairs.dimension_sets(records, most):
            if len(by) == most:
                reached.add(pairs.attack(records, by))
        shares = [reached.beside, reached.beside_certain, reached.alone, reached.alone_certain]
        yield (name, f"up to {most}", *guessed(reached), *(f"{len(s) / number:.2%}" for s in shares))


def guessed(reached: pairs.Reached) -> Row:
    """How often he is right; nothing where there are too few pairs to say."""
    number = {more: sum(seen.values()) for more, seen in reached.seen.items()}
    whole = sum(number.values())
    if min(number.values()) < 1:
        return (f"{whole:,}", "", "", "", "", "")
    blind, knowing = (pairs.guesses(reached, base_is_known=is_known) for is_known in (False, True))
    average = pairs.expected(reached, base_is_known=True)
    shares = (blind.even, knowing.even, average, knowing.as_they_come)
    return (f"{whole:,}", f"{blind.ones:.0%}", *(f"{share:.1%}" for share in shares))


def of_figures(name: str, version: DataVersion) -> Iterator[Row]:
    """All other figures that counts follow from: a line for each kind of record."""
    for fact, kpis in figures.facts_with_figures(version).items():
        records, parts = figures.parts_of(version, fact, kpis)
        reached = figures.attack_parts(records, parts)
        if fact == "exchange":
            # A record is given away by O01 or by another figure.
            inside = parts[0].inside
            counted = records.where(inside)
            for by in pairs.dimension_sets(counted):
                reached.add(pairs.attack(counted, by).of(np.flatnonzero(inside)))
        yield _line(
            name,
            f"{fact}, O01 with it" if fact == "exchange" else fact,
            len(parts),
            reached,
            len(records.keys),
        )
    records, units, keys = figures.organisations_of(version)
    if len(units):
        reached = figures.attack_units(records, units, keys)
        yield _line(name, "organisations (O02)", 1, reached, int(units.max()) + 1)
    for kpi in map(catalogue().__getitem__, SURVEYED):
        if figures.is_told(version, kpi):
            records, parts = figures.answers_of(version, kpi)
            yield _line(
                name,
                f"answers of {kpi.id}",
                len(parts),
                figures.attack_parts(records, parts, least=figures.ANSWERS),
                len(records.keys),
            )


def _line(name: str, what: str, parts: int, reached: pairs.Reached, number: int) -> Row:
    whole, _, _, right, average, _ = guessed(reached)
    shares = [f"{len(places) / number:.2%}" for places in (reached.beside, reached.beside_certain)]
    return (name, what, f"{parts}", whole, right, average, *shares)


def of_means(name: str, version: DataVersion) -> Iterator[Row]:
    """By size of count: the number itself, and the mean of all sums that tell the same count."""
    cells_of = np.array(list(figures.mean_of_many(cells.records_of(version))))
    for low, high in SIZES:
        inside = cells_of[(cells_of[:, 0] >= low) & (cells_of[:, 0] <= high)]
        if not len(inside):
            continue
        gaps = [inside[:, place] - inside[:, 0] for place in (1, 2)]
        size = f"{low} and more" if high > 10**6 else f"{low} to {high}"
        yield (
            name, size, f"{len(inside):,}", *(f"{gap.std():.2f}" for gap in gaps),
            *(f"{(np.abs(gap) < 0.5).mean():.0%}" for gap in gaps),
            *(f"{_told(gap):.1%}" for gap in gaps),
        )  # fmt: skip


def _told(gap: figures.Floats) -> float:
    """How often a count is nearer to what it is than to one more, or one less; a tie is a guess."""
    return float(np.mean([np.mean(side < 0.5) + np.mean(side == 0.5) / 2 for side in (gap, -gap)]))


if __name__ == "__main__":
    main()
