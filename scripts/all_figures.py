"""Every figure by every dimension as one fingerprint each: what a change of the house must not change.

    python scripts/all_figures.py STORE FILE            write the fingerprints of the data version served
    python scripts/all_figures.py STORE --against FILE  compare with those written before; 1 if any differ

A fingerprint is the SHA-256 of the CSV that a reader gets: full precision, flags, intervals, reasons.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.access import Question, Reader, open_register  # noqa: E402
from cxc_metrics.catalogue import catalogue  # noqa: E402
from cxc_metrics.export import to_csv  # noqa: E402
from cxc_metrics.scope import Scope  # noqa: E402

COLUMNS = ("kpi", "by", "view", "sha256")
VIEWS = ("held", "validated")


def fingerprints(reader: Reader) -> Iterator[tuple[str, str, str, str]]:
    """KPI, dimension (empty: the whole), view and fingerprint of each figure."""
    for kpi in catalogue().values():
        for by in ("", *reader.dimensions_of(kpi)):
            for view in VIEWS:
                question = Question((kpi.id,), (by,) if by else (), Scope(status=view), totals=bool(by))
                [figures] = reader.measure_all([question])
                told = to_csv(figures, names=False) + repr(sorted(figures.not_measurable.items())).encode()
                yield kpi.id, by, view, hashlib.sha256(told).hexdigest()


def main() -> int:
    """Write or compare; the exit code says whether all are equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--against", type=Path)
    asked = parser.parse_args()
    reader = open_register(asked.store).reader()
    if reader is None:
        parser.error(f"nothing is published in {asked.store}")
    found = list(fingerprints(reader))
    if asked.file:
        with asked.file.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *found])
    if not asked.against:
        return 0
    with asked.against.open(encoding="utf-8", newline="") as file:
        before = {tuple(row[:3]): row[3] for row in list(csv.reader(file))[1:]}
    now = {row[:3]: row[3] for row in found}
    differing = [key for key in before if now.get(key) != before[key]]
    for key in differing:
        print(f"differs: {' '.join(key)}")
    print(
        f"{len(before) - len(differing)} of {len(before)} figures equal; {len(now.keys() - before)} are new"
    )
    return int(bool(differing))


if __name__ == "__main__":
    raise SystemExit(main())
