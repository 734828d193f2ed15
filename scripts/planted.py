"""Does the difference from the comparison group find a planted truth?

    .venv/bin/python scripts/planted.py [--draws 400] [--jobs 2]

Makes docs/planted.csv and docs/planted_sample.csv.

Every scenario of `tests/planted.py` at every size, run with the effect of its visits and without. Each draw
is kept in test-results/planted.csv as it comes, so that a run that was broken off goes on where it stopped;
remove that file to begin anew. The synthetic register of 20 000 exchanges goes the whole way, from its files
to M06, for three seeds. docs/soundness.md prints both tables (scripts/soundness.py).
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.intake import check  # noqa: E402 - the project's root comes first
from cxc_metrics.sample import generate  # noqa: E402
from cxc_metrics.store import open_store  # noqa: E402
from cxc_metrics.studies import effect_study  # noqa: E402
from tests.planted import SCENARIOS, SIZES, Found, found, sample_truth  # noqa: E402

DRAWS = ROOT / "test-results" / "planted.csv"
SUMMARY = ROOT / "docs" / "planted.csv"
SAMPLE = ROOT / "docs" / "planted_sample.csv"
EXCHANGES, SEEDS = 20_000, (1, 2, 3)
KEY = ["scenario", "participants_asked", "number"]
COLUMNS = [*KEY, *(field.name for field in fields(Found))]


def main() -> None:
    """Draw what is missing, then write the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    DRAWS.parent.mkdir(exist_ok=True)
    done = _done()
    missing = [one for one in _wanted(asked.draws) if one not in done]
    with DRAWS.open("a", newline="", encoding="utf-8") as file, ProcessPoolExecutor(asked.jobs) as workers:
        rows = csv.DictWriter(file, COLUMNS)
        if not done:
            rows.writeheader()
        waiting = {workers.submit(_draw, *one): one for one in missing}
        for one in as_completed(waiting):
            rows.writerows(one.result())
            file.flush()
    SUMMARY.write_text(summary(pd.read_csv(DRAWS), asked.draws).to_csv(index=False), encoding="utf-8")
    SAMPLE.write_text(pd.DataFrame(map(_sample, SEEDS)).to_csv(index=False), encoding="utf-8")


def _wanted(draws: int) -> Iterator[tuple[str, int, int]]:
    for number in range(draws):
        for participants in SIZES:
            for scenario in SCENARIOS:
                yield scenario.name, participants, number


def _done() -> set[tuple[str, int, int]]:
    if not DRAWS.is_file():
        return set()
    rows = pd.read_csv(DRAWS)
    # A register broken off between its two rows is drawn again.
    counts = rows.groupby(KEY).size()
    return {(str(a), int(b), int(c)) for a, b, c in counts[counts >= 2].index}


def _draw(scenario: str, participants: int, number: int) -> list[dict[str, object]]:
    (chosen,) = (one for one in SCENARIOS if one.name == scenario)
    key = dict(zip(KEY, (scenario, participants, number), strict=True))
    return [key | asdict(one) for one in found(chosen, participants, number)]


def _sample(seed: int) -> dict[str, object]:
    """The synthetic register of that seed, from its files to the difference."""
    with TemporaryDirectory() as folder:
        generate(Path(folder) / "files", exchanges=EXCHANGES, seed=seed)
        store = open_store(Path(folder) / "store")
        with check(Path(folder) / "files") as checked, store.publish(checked) as version:
            main = effect_study(version).main
    d = main.difference
    return {
        "seed": seed,
        "exchanges": EXCHANGES,
        "truth": round(sample_truth(EXCHANGES, seed), 2),
        "estimate": round(d.estimate, 2),
        "low": round(d.low, 2),
        "high": round(d.high, 2),
        "without_partnership_effects": round(main.across.estimate, 2),
        "participants": main.participants,
        "comparison": main.comparison,
        "effective": round(main.effective),
    }


def summary(rows: pd.DataFrame, draws: int) -> pd.DataFrame:
    """One row per scenario, size, and with or without an effect."""
    kept = rows[rows["number"] < draws].drop_duplicates([*KEY, "planted"])
    told = kept.assign(
        holds=(kept["low"] <= kept["truth"]) & (kept["truth"] <= kept["high"]),
        off=kept["estimate"] - kept["truth"],
        read=kept["refused"].isna(),
    )
    table = []
    for scenario in SCENARIOS:
        for participants in SIZES:
            for planted in (True, False):
                part = told[
                    (told["scenario"] == scenario.name)
                    & (told["participants_asked"] == participants)
                    & (told["planted"] == planted)
                ]
                seen = part[part["read"]]
                table.append(
                    {
                        "scenario": scenario.name,
                        "participants": participants,
                        "effect": "with" if planted else "without",
                        "registers": len(part),
                        "refused": len(part) - len(seen),
                        "truth": round(part["truth"].mean(), 2),
                        "mean_estimate": round(seen["estimate"].mean(), 2),
                        "bias": round(seen["off"].mean(), 3),
                        "spread": round(seen["estimate"].std(), 2),
                        "coverage": round(seen["holds"].mean(), 3),
                        "must_hold": scenario.recovers,
                    }
                )
    return pd.DataFrame(table)


if __name__ == "__main__":
    main()
