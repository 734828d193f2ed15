"""Make the tables of data/calibration: what intervals and probabilities did where the truth is known.

    .venv/bin/python scripts/calibration.py [hosting_gap] [target]

Takes some minutes; scripts/soundness.py puts the tables into docs/soundness.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.sample import generate  # noqa: E402 - the project's root comes first
from tests.statistics.gap_world import coverage  # noqa: E402
from tests.statistics.target_calibration import Said, calibration, said  # noqa: E402

TABLES = ROOT / "data" / "calibration"
GAP_DRAWS = 200
REGISTERS = 8  # synthetic registers of 2 000 exchanges, each by another seed


def hosting_gap() -> pd.DataFrame:
    """Coverage of the hosting gap's intervals with one of 20 hosts held down to 0.4."""
    rows = []
    for total, dispersion, uneven in product((400, 2000), (1.0, 3.0), (0.0, 0.3)):
        found = coverage(GAP_DRAWS, total=total, dispersion=dispersion, uneven=uneven)
        rows.append(
            {
                "visits": total,
                "variance over mean": f"{dispersion:.0f}",
                "hosts differ by": f"{uneven:.1f}",
                "draws": found.draws,
                "intervals": found.intervals,
                "hold the truth": f"{found.covered:.3f}",
                "the one held down": f"{found.covered_down:.3f}",
                "found to have fewer": f"{found.found_down:.2f}",
                "its mean ratio": f"{found.ratio_down:.2f}",
                "others found to have fewer": f"{found.others_fewer:.3f}",
            }
        )
    return pd.DataFrame(rows)


def target() -> pd.DataFrame:
    """The probability of a target over the closed partnerships of synthetic registers."""
    cases: list[tuple[str, Said]] = []
    for seed in range(1, REGISTERS + 1):
        with TemporaryDirectory() as folder:
            generate(Path(folder), exchanges=2_000, seed=seed)
            cases += [(str(seed), one) for one in said(Path(folder))]
    return calibration(cases)


MADE: dict[str, Callable[[], pd.DataFrame]] = {"hosting_gap": hosting_gap, "target": target}


def main() -> None:
    """Write the tables asked for, else all."""
    TABLES.mkdir(exist_ok=True)
    for name in sys.argv[1:] or MADE:
        MADE[name]().to_csv(TABLES / f"{name}.csv", index=False)


if __name__ == "__main__":
    main()
