"""Measuring what a page asks, against hand-written SQL; and the rerun of a page's script.

Budgets (design 6): a page's measures 60 ms at 10 000 exchanges and 250 ms at a million, at a million no more
than 1.2 times one hand-written SQL per fact, at ten thousand that and 10 ms; a rerun of a page's script at
10 000 exchanges 120 ms.

The questions are those the page itself asks, taken down while it runs. Nothing is remembered between two
measurements but what DuckDB and the operating system keep of the files.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from streamlit.testing.v1 import AppTest

from cxc_metrics.measuring import Question, measure_all
from cxc_metrics.paths import ROOT
from cxc_metrics.store import DataVersion
from ui.session import memory

from . import hand_sql, pages
from .ground import Times, in_turn, load, median, published, ratio, store_of, unasked_days, verdict
from .pages import told

SMALL, LARGE = 10_000, 1_000_000
BUDGET_MS = {SMALL: 60.0, LARGE: 250.0}
HAND_RATIO = 1.2
HAND_PLUS_MS = 10.0
RERUN_BUDGET_MS = 120.0
CLOCKS = ("wall", "processor")


def main(sizes: Sequence[int] = (SMALL, LARGE), repeat: int = 15, *, rerun_at: int = SMALL) -> None:
    """Print both parts."""
    for exchanges in sizes:
        with published(exchanges) as version, pages.over(store_of(exchanges)):
            for page in pages.PAGES:
                measures(version, page, exchanges, repeat)
    published(rerun_at).close()
    with pages.over(store_of(rerun_at)):
        for page in pages.PAGES:
            for whole in (False, True):
                reruns(page, rerun_at, repeat, whole=whole)


def measures(version: DataVersion, page: str, exchanges: int, repeat: int) -> None:
    """All questions of a page, as the page asks them and by hand, in turn."""
    together = pages.questions(page)
    pairs = with_hand_sql(version, [question for asked in together for question in asked])
    by_hand = {question: sql for question, _, sql in pairs if sql}
    compared = [tuple(one for one in asked if one in by_hand) for asked in together]
    print(f"\n{page}, {exchanges:,} exchanges: {len(pairs)} questions, load {load()}")
    for question, _, sql in pairs:
        if not sql:
            print(f"  without hand-written SQL, left out of the ratio: {told(question)}")
    times = in_turn(
        {
            "measure": lambda: [measure_all(version, asked) for asked in compared],
            "hand": lambda: [version.query(sql) for sql in by_hand.values()],
            "all": lambda: [measure_all(version, asked) for asked in together],
        },
        repeat,
    )
    for clock in CLOCKS:
        _against_budget(clock, {name: getattr(taken, clock) for name, taken in times.items()}, exchanges)
    print("    wall ms of each question")
    for question, _, sql in pairs:
        _one(version, question, sql, repeat)


def _against_budget(clock: str, times: dict[str, list[float]], exchanges: int) -> None:
    ours, hand, everything = (median(times[name]) for name in ("measure", "hand", "all"))
    over = ratio(times["measure"], times["hand"])
    allowed = BUDGET_MS.get(exchanges)
    line = f"  {clock:9} all questions {everything:.0f} ms"
    line += f" (budget {allowed:.0f}: {verdict(everything, allowed)})" if allowed else ""
    line += f"; measure {ours:.1f} ms, hand-written SQL {hand:.1f} ms: {over:.2f}×, {ours - hand:+.1f} ms"
    if exchanges >= LARGE:
        line += f" (budget {HAND_RATIO}×: {verdict(over, HAND_RATIO)})"
    else:
        excess = ours - HAND_RATIO * hand
        line += f" (budget {HAND_RATIO}× + {HAND_PLUS_MS:.0f} ms: {verdict(excess, HAND_PLUS_MS)})"
    print(line)


def _one(version: DataVersion, question: Question, sql: str | None, repeat: int) -> None:
    works = {"measure": lambda: measure_all(version, [question])}
    if sql:
        works["hand"] = lambda: version.query(sql)
    times = in_turn(works, repeat)
    by_hand = f"{median(times['hand'].wall):7.1f} by hand" if sql else " " * 15
    print(f"    {median(times['measure'].wall):7.1f} {by_hand}  {told(question)}")


def with_hand_sql(
    version: DataVersion, questions: Sequence[Question]
) -> list[tuple[Question, tuple[str, ...], str | None]]:
    """Each question with the KPIs this register can give, and the SQL of those."""
    fact = version.fact("exchange")
    pairs = []
    for question in questions:
        lost = measure_all(version, [question])[0].not_measurable
        kpis = tuple(kpi for kpi in question.kpis if kpi not in lost)
        sql = hand_sql.statement(fact, kpis, question.by, totals=question.totals) if kpis else None
        pairs.append((question, kpis, sql))
    return pairs


def same_numbers(version: DataVersion, question: Question, kpis: Sequence[str], sql: str) -> bool:
    """Whether the hand-written SQL finds what `measure` finds: else the comparison would be of nothing.

    Rows in which no exchange counted are ours alone (filled periods, zeros).
    """
    ours = measure_all(version, [question])[0].table
    names = [*question.by, *kpis]
    rows = [
        tuple(row[name] for name in names)
        for row in ours.astype(object).where(ours.notna(), None).to_dict("records")
        if any(row[kpi] for kpi in kpis)
    ]
    theirs = [tuple(row[name] for name in names) for row in version.query(sql).to_pylist()]
    return Counter(map(_plain, rows)) == Counter(map(_plain, theirs))


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Comparable values: nothing over nothing is NaN by hand, and missing with us."""
    values = (None if isinstance(value, float) and math.isnan(value) else value for value in row)
    return tuple(round(value, 9) if isinstance(value, float) else str(value) for value in values)


def reruns(page: str, exchanges: int, repeat: int, *, whole: bool) -> None:
    """The script of a page: the same selection again, and a period that was not asked before."""
    empty = AppTest.from_file(str(ROOT / "benchmarks" / "empty" / "app.py"), default_timeout=60).run()
    memory.forget()  # the first screen asked some of what the whole page asks
    app = pages.opened(page, whole=whole)
    first, *days = unasked_days(repeat + 1)

    def select(day: str) -> None:
        app.query_params["period"] = f"2020-01-01..{day}"
        pages.sound(app.run())

    select(first)  # the chip is drawn for the first time
    times = {kind: Times() for kind in ("empty", "new", "again")}
    for day in days:
        times["empty"].take(empty.run)
        for kind in ("new", "again"):
            times[kind].take(lambda day=day: select(day))
    part = "the whole page" if whole else "the first screen"
    print(f"\n{page}, {exchanges:,} exchanges: rerun of the script, {part}, load {load()}")
    for clock in CLOCKS:
        new, again, nothing = (median(getattr(times[kind], clock)) for kind in ("new", "again", "empty"))
        print(
            f"  {clock:9} with a new selection {new:.0f} ms (budget {RERUN_BUDGET_MS:.0f}: "
            f"{verdict(new, RERUN_BUDGET_MS)}), the same again {again:.0f} ms, empty page {nothing:.0f} ms"
        )
