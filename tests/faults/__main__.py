"""`make faults`: 1 500 deliveries with faults through the process that reads; the table of docs/faults.md.

    python -m tests.faults [--first 0] [--count 1500] [--again] [--only SEED]

What was tried is kept in test-results/faults.jsonl: an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

from cxc_metrics.intake.worker.limits import Limits
from cxc_metrics.intake.worker.pool import Workers
from cxc_metrics.paths import ROOT

from . import deliveries, drawn, mutations
from .deliveries import FORMS
from .drawn import draw
from .trial import ENDED, FAULT, READ, REFUSED, attempt

STATE = ROOT / "test-results" / "faults.jsonl"
PAGE = ROOT / "docs" / "faults.md"
_OUTCOMES = (READ, REFUSED, ENDED, FAULT)
_HEAD = """# Files with faults

`make faults` draws deliveries by number, puts one to three faults into each and has it checked in the
process that reads: bits flipped, parts cut off, missing or repeated; hostile cells, columns and rows, other
encodings; elements and attributes of a workbook's XML, entities that grow; names and entries of archives;
types of Parquet columns; what lies beside. A register that was read must add up; a message must be one line
of bounded length. A traceback, a process that breaks down or anything else that may not be is a *fault*.
The same number draws the same bytes; `make test` tries the first 12.

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1_500)
    parser.add_argument("--again", action="store_true", help="forget what was tried")
    parser.add_argument("--only", type=int, help="try one number and say what came of it")
    chosen = parser.parse_args()
    workers = Workers(Limits(seconds=120))
    try:
        if chosen.only is not None:
            print(json.dumps(attempt(draw(chosen.only), workers).as_dict(), indent=1, ensure_ascii=False))
            return 0
        tried = _try_all(range(chosen.first, chosen.first + chosen.count), workers, again=chosen.again)
    finally:
        workers.close()
    PAGE.write_text(_HEAD + _table(tried), encoding="utf-8")
    faults = [one for one in tried if one["outcome"] == FAULT]
    for one in faults:
        print(f"{one['seed']}: {one['form']}, {one['fault']}: {str(one['said'])[:300]}")
    print(f"{len(tried)} tried, {len(faults)} faults; {PAGE.relative_to(ROOT)} written")
    return 1 if faults else 0


def _try_all(seeds: range, workers: Workers, *, again: bool) -> list[dict[str, object]]:
    STATE.parent.mkdir(exist_ok=True)
    if again:
        STATE.unlink(missing_ok=True)
    drawing = _drawing()
    known = _known(STATE, drawing)
    with STATE.open("a", encoding="utf-8") as file:
        for seed in seeds:
            if seed in known:
                continue
            known[seed] = {"drawing": drawing, **attempt(draw(seed), workers).as_dict()}
            file.write(json.dumps(known[seed]) + "\n")
            file.flush()
            if seed % 100 == 99:
                print(f"{seed + 1} …", flush=True)
    return [known[seed] for seed in seeds]


def _drawing() -> str:
    """A hash of what draws: other faults under the same number are tried anew."""
    parts = [Path(module.__file__ or "").read_bytes() for module in (deliveries, drawn, mutations)]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


def _known(state: Path, drawing: str) -> dict[int, dict[str, object]]:
    """What was tried before, but for faults: they may have been mended."""
    if not state.is_file():
        return {}
    lines = [
        json.loads(line) for line in state.read_text(encoding="utf-8").splitlines() if line.endswith("}")
    ]
    return {
        int(line["seed"]): line
        for line in lines
        if line.get("drawing") == drawing and line["outcome"] != FAULT
    }


def _table(tried: list[dict[str, object]]) -> str:
    counted = Counter((str(one["form"]), str(one["outcome"])) for one in tried)
    lines = [
        "| delivery | tried | read | refused with a message | ended at a limit | faults |",
        "|---|---|---|---|---|---|",
    ]
    for form in (*FORMS, "all"):
        numbers = [
            sum(counted[name, outcome] for name in FORMS) if form == "all" else counted[form, outcome]
            for outcome in _OUTCOMES
        ]
        lines.append(f"| {form} | {sum(numbers)} | {' | '.join(map(str, numbers))} |")
    slowest = max((float(str(one["seconds"])) for one in tried), default=0.0)
    seeds = [int(str(one["seed"])) for one in tried]
    return "\n".join(lines) + f"\n\nNumbers {min(seeds)} to {max(seeds)}; the longest took {slowest:.0f} s.\n"


if __name__ == "__main__":
    raise SystemExit(main())
