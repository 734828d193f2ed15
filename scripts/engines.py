"""The same questions to DuckDB and to an engine beside it: a table for benchmarks/README.md.

    python scripts/engines.py [--exchanges 5000] [--engine chdb:FOLDER | spark://HOST:PORT | …]

Unless an engine is named: ClickHouse in this process, then Spark: the server that `CXC_SPARK_URL` names, else
one that is started here (`SPARK_HOME` or a pyspark with its jars, and Java); else it says what there is not.

Prints which questions were asked, how many cells were compared, how many differ, and seconds on each side: of
the processor, or by the clock where the engine is a process of its own.
Ends with 1 if any cell of any figure, any value of a study, list or card, or any row of any fact differs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.engine.addresses import let_go, warehouse_at  # noqa: E402
from cxc_metrics.facts import fact_definition, fact_names  # noqa: E402
from cxc_metrics.intake import check  # noqa: E402
from cxc_metrics.sample import generate  # noqa: E402
from cxc_metrics.store import DataVersion, open_store  # noqa: E402
from cxc_metrics.store.answered_by import opened_version  # noqa: E402
from cxc_metrics.store.warehouse_version import load  # noqa: E402
from scripts import local_spark  # noqa: E402
from tests.engine.beyond_figures import (  # noqa: E402
    registers_of_other_tables,
    told_beyond,
    told_of_other_tables,
    unlike,
)
from tests.engine.comparing import (  # noqa: E402
    PUBLIC_QUESTIONS,
    QUESTIONS,
    asked,
    differences,
    facts_differing,
)

SPARK_VARIABLE = "CXC_SPARK_URL"


def main() -> int:
    """Publish a synthetic register, load it, ask both; what the process ends with."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--exchanges", type=int, default=5_000)
    parser.add_argument("--engine", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "files", exchanges=options.exchanges)
        with check(Path(folder) / "files") as tables:
            version = open_store(Path(folder) / "store").publish(tables)
        wrong = 0
        for address in [options.engine] if options.engine else _engines(Path(folder)):
            try:
                wrong |= _compared(version, address, options.exchanges)
            finally:
                let_go(address)
        return wrong


def _engines(folder: Path) -> Iterator[str]:
    """The addresses of the engines there are; a server started here ends with the next."""
    yield f"chdb:{folder}/chdb"
    if named := os.environ.get(SPARK_VARIABLE, "").strip():
        yield named
    elif reason := local_spark.missing():
        print(f"\nSpark is not compared: {reason}, and {SPARK_VARIABLE} names no server.")
    else:
        with local_spark.started(folder / "spark") as address:
            yield address


def _compared(version: DataVersion, address: str, exchanges: int) -> int:
    seconds_now = time.process_time if address.startswith("chdb:") else time.perf_counter
    began = seconds_now()
    facts = [fact_definition(name) for name in fact_names() if not version.missing_tables(name)]
    load(version, warehouse_at(address), facts)
    there = opened_version(version._layout, version.id, address)
    taken = seconds_now() - began
    measured = "of processor" if seconds_now is time.process_time else "by the clock"
    print(
        f"\n{there.told_by.partition(' (')[0]}, {exchanges:,} exchanges, loaded in {taken:.0f} s {measured}"
    )
    print(f"\n| question | cells | differ | DuckDB, s | engine, s {measured} |\n|---|---|---|---|---|")
    wrong = 0
    for name, cells, differing, ours, theirs in _answers(version, there, seconds_now):
        wrong += len(differing)
        print(f"| {name} | {cells:,} | {len(differing)} | {ours:.1f} | {theirs:.1f} |", flush=True)
        for line in differing[:5]:
            print(f"  {line}", file=sys.stderr)
    wrong += _beyond(version, there, address)
    rows = facts_differing(version, there, least=0)
    print(f"| {len(facts)} facts, row by row | | {len(rows)} | | |")
    for name, lines in rows.items():
        print(f"  {name}: {lines[:2]}", file=sys.stderr)
    return 1 if wrong or rows else 0


def _beyond(version: DataVersion, there: DataVersion, address: str) -> int:
    """Studies, lists and cards: prints how many were compared; how many values differ."""
    answers = list(zip(told_beyond(version), told_beyond(there), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        for ours in registers_of_other_tables(Path(folder)):
            theirs = opened_version(ours._layout, ours.id, address, loading=True)
            answers += zip(told_of_other_tables(ours), told_of_other_tables(theirs), strict=True)
            for held in warehouse_at(address).databases():
                if held.version_id == ours.id:
                    warehouse_at(address).remove(held.name)
    answers = [pair for pair in answers if not all(isinstance(answer, str) for _, answer in pair)]
    differing = {name: unlike(ours, theirs) for (name, ours), (_, theirs) in answers}
    values = sum(map(len, differing.values()))
    print(f"| {len(answers)} studies, lists and cards, value by value | | {values} | | |", flush=True)
    for name, lines in differing.items():
        for line in lines[:2]:
            print(f"  {name}: {line}", file=sys.stderr)
    return values


def _answers(
    version: DataVersion, there: DataVersion, theirs: Callable[[], float]
) -> Iterator[tuple[str, int, list[str], float, float]]:
    for public, questions in ((False, QUESTIONS), (True, PUBLIC_QUESTIONS)):
        for name, question in questions.items():
            answers, seconds = [], []
            for each, seconds_now in ((version, time.process_time), (there, theirs)):
                began = seconds_now()
                answers.append(asked(each, question, public=public).table)
                seconds.append(seconds_now() - began)
            yield name, answers[0].size, differences(*answers), seconds[0], seconds[1]


if __name__ == "__main__":
    sys.exit(main())
