"""Does staggered difference-in-differences find an effect planted in yearly figures?

    .venv/bin/python scripts/planted_years.py [--draws 800] [--jobs 2]

Makes docs/planted_years.csv. Every scenario of `tests/planted_years.py`, with the effect of its visits and
without; docs/soundness.md prints the table (scripts/soundness.py).
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.planted_years import SCENARIOS, Found, found  # noqa: E402 - the project's root comes first

SUMMARY = ROOT / "docs" / "planted_years.csv"


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=800)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    rows = []
    with ProcessPoolExecutor(asked.jobs) as workers:
        for scenario in SCENARIOS:
            for planted in (True, False):
                draw = partial(found, scenario, planted=planted)
                drawn = list(workers.map(draw, range(asked.draws), chunksize=20))
                rows.append(
                    {
                        "scenario": scenario.name,
                        "organisations": scenario.organisations,
                        "effect": "with" if planted else "without",
                        "registers": len(drawn),
                        **summary(drawn),
                        "must_hold": scenario.recovers,
                    }
                )
    SUMMARY.write_text(pd.DataFrame(rows).to_csv(index=False), encoding="utf-8")


def summary(drawn: list[Found]) -> dict[str, float]:
    """How far off, how often the interval and the whole band hold, how often the years before tell it."""
    table = pd.DataFrame([vars(one) for one in drawn])
    holds = (table["low"] <= table["truth"]) & (table["truth"] <= table["high"])
    return {
        "truth": round(table["truth"].mean(), 2),
        "bias": round((table["estimate"] - table["truth"]).mean(), 3),
        "spread": round((table["estimate"] - table["truth"]).std(), 2),
        "coverage": round(holds.mean(), 3),
        "band_coverage": round(table["band_holds"].mean(), 3),
        "apart_before": round(table["apart_before"].mean(), 3),
    }


if __name__ == "__main__":
    main()
