"""Make docs/coverage.csv: how often 95 % intervals contain the truth of simulated surveys and registers.

    .venv/bin/python scripts/coverage.py

Takes some minutes. `scripts/soundness.py` prints the table; a test draws part of it again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.statistics.coverage import COLUMNS, HOSTS, SCENARIOS, of_number, of_ratio, of_share  # noqa: E402

TABLE = ROOT / "docs" / "coverage.csv"
SURVEYS, REGISTERS = 4_000, 400


def main() -> None:
    """Write the table."""
    rows = [
        of_share(scenario, icc, truth, SURVEYS)
        for scenario in SCENARIOS
        for icc in (0.1, 0.2)
        for truth in (0.5, 0.7, 0.85)
    ]
    rows += [
        of_number(figure, scenario, icc, SURVEYS)
        for figure in ("mean", "median")
        for scenario in SCENARIOS
        for icc in (0.1, 0.2)
    ]
    rows += [of_ratio(scenario, 0.3, REGISTERS) for scenario in HOSTS]
    pd.DataFrame(rows, columns=list(COLUMNS)).round(3).to_csv(TABLE, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
