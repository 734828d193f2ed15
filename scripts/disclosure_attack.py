"""What an attacker reaches by subtracting public numbers: the table of docs/disclosure.md.

    .venv/bin/python scripts/disclosure_attack.py      make attack runs it, too

Takes a few minutes. What is done is kept in build/attack, and the next turn goes on from there; remove that
folder to begin anew. The stores have the secret of disclosure_cost.py, so that the table can be made again.
"""

from __future__ import annotations

import pickle
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.statistics import perturbation  # noqa: E402 - the project's root comes first
from scripts.disclosure_cost import markdown, published  # noqa: E402
from tests.attack import cells, pairs  # noqa: E402

PAGE: Final = ROOT / "docs" / "disclosure.md"
DONE: Final = ROOT / "build" / "attack"
BEGIN, END = "<!-- attack: made by scripts/disclosure_attack.py -->", "<!-- attack: end -->"


def main() -> None:
    """Attack the sample and CAPES by up to four fixed values, and write what was reached."""
    with TemporaryDirectory() as folder:
        registers = published(Path(folder))
        rows = []
        for name, version in registers.items():
            if version.manifest.grain == "aggregate":
                continue
            records = cells.records_of(version)
            rows += lines(name, records, version.id)
    heading = (
        "register", "fixed values", "pairs", "of them by one", "right, seeing both numbers",
        "right, knowing the rest", "the same over all secrets", "knowing the rest, as they come",
        "records beyond a number", "proved", "records by one or two", "proved",
    )  # fmt: skip
    text = PAGE.read_text(encoding="utf-8")
    wanted = f"{BEGIN}\n\n{markdown(heading, rows)}\n\n{END}"
    replaced, number = re.compile(f"{BEGIN}.*{END}", re.DOTALL).subn(lambda _: wanted, text)
    if number != 1:
        raise SystemExit(f"{PAGE} has no place for the table: {BEGIN} … {END}")
    PAGE.write_text(replaced, encoding="utf-8")
    sys.stdout.write(wanted + "\n")


def lines(name: str, records: cells.Records, version_id: str) -> list[tuple[str, ...]]:
    """One line for each number of fixed values that the narrower cell may have at most."""
    reached, rows = pairs.Reached(), []
    number = len(records.keys)
    for fixed in range(1, cells.MOST_FIXED + 1):
        if fixed > len(records.dimensions):
            break
        reached.add(of_fixed(records, fixed, version_id))
        shares = [reached.beside, reached.beside_certain, reached.alone, reached.alone_certain]
        rows.append((name, f"up to {fixed}", *guessed(reached), *(f"{len(s) / number:.2%}" for s in shares)))
    return rows


def guessed(reached: pairs.Reached) -> tuple[str, ...]:
    """How often he is right; nothing where there are too few pairs to say."""
    number = {more: sum(seen.values()) for more, seen in reached.seen.items()}
    whole = sum(number.values())
    if min(number.values()) < 1:
        return (f"{whole:,}", "", "", "", "", "")
    blind, knowing = (pairs.guesses(reached, base_is_known=is_known) for is_known in (False, True))
    average = pairs.expected(reached, base_is_known=True)
    shares = (blind.even, knowing.even, average, knowing.as_they_come)
    return (f"{whole:,}", f"{blind.ones:.0%}", *(f"{share:.1%}" for share in shares))


def of_fixed(records: cells.Records, fixed: int, version_id: str) -> pairs.Reached:
    """What is reached by every choice of so many dimensions, from what an earlier turn kept."""
    kept = DONE / f"{version_id}-{len(records.keys)}-{perturbation.VARIANCE}-{fixed}.pickle"
    if kept.is_file():
        before: pairs.Reached = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this script alone
        return before
    reached = pairs.Reached()
    for by in pairs.dimension_sets(records):
        if len(by) == fixed:
            reached.add(pairs.attack(records, by))
    DONE.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(".partial")
    partial.write_bytes(pickle.dumps(reached))
    partial.replace(kept)
    return reached


if __name__ == "__main__":
    main()
