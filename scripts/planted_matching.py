"""Do the intervals of the weights of match-making hold weights that were planted?

    .venv/bin/python scripts/planted_matching.py [--draws 400] [--jobs 2]

Makes docs/planted_matching.csv: both kinds of draws of `tests/planted_matching.py`. Each draw is kept in
test-results/planted_matching.csv as it comes, so that a run that was broken off goes on where it stopped.
docs/soundness.md prints the table (scripts/soundness.py).
"""

from __future__ import annotations

import argparse
import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.planted_matching import PLANTED, FittedDraw, fitted_draws  # noqa: E402 - the root comes first

DRAWS = ROOT / "test-results" / "planted_matching.csv"
SUMMARY = ROOT / "docs" / "planted_matching.csv"
COLUMNS = ["scenario", "number", *(field.name for field in fields(FittedDraw))]


def main() -> None:
    """Draw what is missing, then write the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    DRAWS.parent.mkdir(exist_ok=True)
    done = set()
    if DRAWS.is_file():
        done = set(pd.read_csv(DRAWS)[["scenario", "number"]].itertuples(index=False, name=None))
    missing = [(name, number) for name in PLANTED for number in range(options.draws)]
    missing = [draw for draw in missing if draw not in done]
    with DRAWS.open("a", newline="", encoding="utf-8") as file, ProcessPoolExecutor(options.jobs) as workers:
        rows = csv.DictWriter(file, COLUMNS)
        if not done:
            rows.writeheader()
        for one in workers.map(_draw, missing, chunksize=5):
            rows.writerows(one)
            file.flush()
    SUMMARY.write_text(summary(pd.read_csv(DRAWS), options.draws).to_csv(index=False), encoding="utf-8")


def _draw(draw: tuple[str, int]) -> list[dict[str, object]]:
    scenario, number = draw
    return [{"scenario": scenario, "number": number} | asdict(one) for one in fitted_draws(scenario, number)]


def summary(rows: pd.DataFrame, draws: int) -> pd.DataFrame:
    """One row per kind of draw and weight."""
    kept = rows[rows["number"] < draws]
    table = []
    for (scenario, feature), part in kept.groupby(["scenario", "feature"], sort=False):
        holds = (part["low"] <= part["planted"]) & (part["planted"] <= part["high"])
        table.append(
            {
                "draws_of": scenario,
                "weight": feature,
                "draws": len(part),
                "planted": part["planted"].iloc[0],
                "mean": round(part["weight"].mean(), 2),
                "spread": round(part["weight"].std(), 3),
                "coverage": round(holds.mean(), 3),
            }
        )
    return pd.DataFrame(table)


if __name__ == "__main__":
    main()
