"""What an attacker reaches of hidden survey answers by all pairs of dimensions, for docs/disclosure.md.

    .venv/bin/python scripts/disclosure_surveys.py            all figures, which takes an hour
    .venv/bin/python scripts/disclosure_surveys.py R02 R10    some, to the screen

He solves by linear programming for every hidden cell of every table of a figure by one dimension and by two,
with all totals (tests/attack/bounds.py), on the sample with 1,500 exchanges, and counts with pandas what is
behind the cells. What was reached is kept by figure in build/, so that it goes on where it stopped; remove
build/disclosure/surveys after a change of the rule.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.catalogue import Kpi  # noqa: E402 - the project's root comes first
from cxc_metrics.store import DataVersion  # noqa: E402
from scripts.disclosure_cost import STORES, markdown, sample_of, write  # noqa: E402
from tests.attack.surveys import Reached, attacked, survey_figures, tables_of  # noqa: E402

EXCHANGES: Final = 1_500
KEPT: Final = STORES / "surveys"
RATE: Final = "R01"  # a rate of response has an attacker of its own, in tests/attack/test_surveys.py
HEADING: Final = (
    "figure", "tables", "cells and totals", "of fewer than five", "hidden besides", "that he determines",
)  # fmt: skip


def main() -> None:
    """All figures into the page; those named to the screen. Ends with 1 where anything is reached."""
    wanted = set(sys.argv[1:])
    version = sample_of(EXCHANGES)
    rows, wrong = [], []
    for kpi in survey_figures():
        if kpi.id == RATE or (wanted and kpi.id not in wanted):
            continue
        reached = _reached(version, kpi)
        wrong += reached.breaches
        rows.append(_row(kpi, reached))
        sys.stdout.write(f"{' '.join(rows[-1])}\n")
        sys.stdout.flush()
    if not wanted:
        write("surveys: made by scripts/disclosure_surveys.py", "surveys: end", markdown(HEADING, rows))
    if wrong:
        raise SystemExit("\n".join(wrong))


def _row(kpi: Kpi, reached: Reached) -> tuple[str, ...]:
    counts = (reached.tables, reached.cells, reached.few, reached.hidden - reached.few)
    return (kpi.id, *(f"{count:,}" for count in counts), f"{len(reached.breaches)}")


def _reached(version: DataVersion, kpi: Kpi) -> Reached:
    file = KEPT / f"{kpi.id}.json"
    if file.is_file():
        return Reached(*json.loads(file.read_text(encoding="utf-8")))
    reached = attacked(version, kpi, tables_of(version, kpi))
    KEPT.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(reached), encoding="utf-8")
    return reached


if __name__ == "__main__":
    main()
