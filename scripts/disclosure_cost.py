"""Make the tables of docs/disclosure.md: what protecting figures costs, in error and in time.

    .venv/bin/python scripts/disclosure_cost.py

Takes about two minutes, less when the stores are there. They have a secret of their own, always the same, so
that the errors can be made again; times are processor seconds, and of them only the ratio means something.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.access import Reader  # noqa: E402 - the project's root comes first
from cxc_metrics.catalogue import catalogue  # noqa: E402
from cxc_metrics.disclosure import PUBLIC  # noqa: E402
from cxc_metrics.intake import check, load_source  # noqa: E402
from cxc_metrics.measuring import dimensions_of  # noqa: E402
from cxc_metrics.measuring.measurable import reason_against  # noqa: E402
from cxc_metrics.measuring.plan import steps  # noqa: E402
from cxc_metrics.sample import generate  # noqa: E402
from cxc_metrics.scope import Scope  # noqa: E402
from cxc_metrics.statistics.perturbation import PARTS, weights  # noqa: E402
from cxc_metrics.store import DataVersion, Store, secret  # noqa: E402

PAGE: Final = ROOT / "docs" / "disclosure.md"
SHARED: Final = ROOT.parent / "shared" / "data"
# Published once: remove the folder after a change of the sample or of how registers are read.
STORES: Final = ROOT / "build" / "disclosure"
SOURCES: Final = {
    "Sample, 20 000 exchanges": None,
    "CAPES scholarships": "capes",
    "Erasmus flows": "erasmus_flows",
}
SIZES: Final = ((1, 1), (2, 4), (5, 9), (10, 29), (30, 99), (100, 10**9))
SHARES: Final = ("O04", "O07", "O10", "O11", "O12")
TURNS: Final = 9
# The side whose countries are listed: the scholarships all leave from one.
SIDES: Final = {"CAPES scholarships": "host_country"}


def main() -> None:
    """Publish the three registers, compare what the public sees with what is so, and write the tables."""
    registers = published()
    parts = [errors(registers), changed(registers), told_apart(), prices(registers)]
    write("cost: made by scripts/disclosure_cost.py", "cost: end", "\n\n".join(parts))


def write(begin: str, end: str, tables: str) -> None:
    """Put tables where the page has two comments for them."""
    text = PAGE.read_text(encoding="utf-8")
    begun, ended = f"<!-- {begin} -->", f"<!-- {end} -->"
    place = re.compile(f"{re.escape(begun)}.*{re.escape(ended)}", re.DOTALL)
    replaced, number = place.subn(lambda _: f"{begun}\n\n{tables}\n\n{ended}", text)
    if number != 1:
        raise SystemExit(f"{PAGE} has no place for the tables: {begun} … {ended}")
    PAGE.write_text(replaced, encoding="utf-8")


def published() -> dict[str, DataVersion]:
    """The registers whose rows are records, each in a store with one secret, as an earlier turn left it."""
    names = {name: source for name, source in SOURCES.items() if source is None or not is_aggregate(source)}
    there = {name: of for name, of in names.items() if of is None or (SHARED / of).is_dir()}
    return {name: _published(name, of) for name, of in there.items()}


def sample_of(exchanges: int) -> DataVersion:
    """A synthetic register of another size, likewise."""
    return _published(f"sample of {exchanges} exchanges", None, exchanges)


def is_aggregate(source: str) -> bool:
    """Whether a row of it is a published total."""
    return load_source(source).grain == "aggregate"


def _published(name: str, source: str | None, exchanges: int = 20_000) -> DataVersion:
    home = STORES / (source or ("sample" if exchanges == 20_000 else f"sample-{exchanges}"))
    store = home / "store"
    if not (home / "done").is_file():
        shutil.rmtree(home, ignore_errors=True)
        fixed_secret(store)
        files = SHARED / source if source else home / "sample"
        if not source:
            generate(files, exchanges=exchanges, seed=1)
        with check(files, source=load_source(source) if source else None) as tables:
            Store(store).publish(tables, accept_loss=True)
        (home / "done").touch()
    version = Store(store).current()
    if version is None:
        raise SystemExit(f"{store} serves nothing. Remove {home} and run this again to publish {name} anew.")
    return version


def fixed_secret(store: Path) -> None:
    """A secret that everybody knows: for tables that can be made again, never for a figure."""
    store.mkdir(parents=True)
    value = sha256(b"the cost of disclosure").digest()
    file = store / "secret.key"
    file.write_bytes(value)
    file.chmod(0o600)
    (store / "secret.fingerprint").write_text(secret._fingerprint(value), encoding="utf-8")


def tables_of(version: DataVersion) -> list[tuple[str, ...]]:
    """What is compared: every breakdown of held exchanges by one dimension or two."""
    names = [name for name in dimensions_of(catalogue()["O01"], version) if name not in {"month", "quarter"}]
    return [(name,) for name in names] + list(combinations(names, 2))


def both(version: DataVersion, kpi: str, by: tuple[str, ...]) -> pd.DataFrame:
    """What is so and what the public sees, row by row; a row that is not shown reads none."""
    exact = Reader(version).measure([kpi], by=by).frame().set_index(list(by))[[kpi, f"{kpi}_n"]]
    shown = Reader(version, PUBLIC).measure([kpi], by=by).frame().set_index(list(by))[[kpi, f"{kpi}_n"]]
    return exact.join(shown.add_suffix("_shown"), how="left")


def errors(registers: dict[str, DataVersion]) -> str:
    """By size of count: how far off, how often changed."""
    rows = []
    for name, version in registers.items():
        pairs = pd.concat([both(version, "O01", by).reset_index(drop=True) for by in tables_of(version)])
        pairs = pairs[pairs["O01"].notna() & (pairs["O01"] > 0)].astype(float)
        gap = pairs["O01_shown"].fillna(0) - pairs["O01"]
        for low, high in SIZES:
            inside = gap[pairs["O01"].between(low, high)]
            size = f"{low}" if low == high else f"{low} and more" if high > 10**6 else f"{low} to {high}"
            relative = (inside.abs() / pairs.loc[pairs["O01"].between(low, high), "O01"]).mean()
            rows.append(
                (name, size, f"{len(inside):,}", f"{inside.mean():+.2f}", f"{inside.std():.2f}",
                 f"{inside.abs().max():.0f}", f"{relative:.1%}", f"{(inside != 0).mean():.0%}")
            )  # fmt: skip
    heading = (
        "register",
        "count",
        "cells",
        "mean change",
        "its spread",
        "largest",
        "of the count",
        "changed",
    )
    return "Every cell of O01 by one dimension or two:\n\n" + markdown(heading, rows)


def changed(registers: dict[str, DataVersion]) -> str:
    """Shares, and the order of countries."""
    rows = []
    for name, version in registers.items():
        side = SIDES.get(name, "visitor_country")
        gaps: dict[bool, list[float]] = {True: [], False: []}
        for kpi in SHARES:
            if side not in dimensions_of(catalogue()[kpi], version):
                continue
            pairs = both(version, kpi, (side,)).dropna().astype(float)
            for _, row in pairs.iterrows():
                gaps[row[f"{kpi}_n"] >= 30].append(100 * abs(row[kpi] - row[f"{kpi}_shown"]))
        counts = both(version, "O01", (side,)).astype(float).fillna(0)
        order = counts["O01"].rank(ascending=False, method="min")
        shown = counts["O01_shown"].rank(ascending=False, method="min")
        moved = (order - shown).abs()
        top = order <= 10
        rows.append(
            (name, _largest(gaps[True]), _largest(gaps[False]),
             f"{(moved > 0).sum():.0f} of {len(moved)}, at most {moved.max():.0f}",
             f"{(moved[top] > 0).sum():.0f}, at most {moved[top].max():.0f}")
        )  # fmt: skip
    delivered = [name for name, source in SOURCES.items() if source and is_aggregate(source)]
    rows += [(name, "shown as delivered: published totals", "", "", "") for name in delivered]
    heading = (
        "register", "largest change of a share, n from 30", "n under 30", "countries that change rank",
        "of the first ten",
    )  # fmt: skip
    return f"{', '.join(SHARES)} by country of the visitor (CAPES: host); rank by O01:\n\n" + markdown(
        heading, rows
    )


def _largest(gaps: list[float]) -> str:
    return f"{max(gaps):.1f} points" if gaps else "none"


def told_apart() -> str:
    """How often whoever knows all records but one or two guesses which of the two it is, from both counts."""
    rows = []
    for base in (0, 1, 2, 5):
        one, two = (differences(base, base + more) for more in (1, 2))
        right = sum(max(one.get(pair, 0), two.get(pair, 0)) for pair in one.keys() | two.keys()) / 2
        rows.append((f"{base}{' and more' if base == 5 else ''}", f"{right:.1%}"))
    heading = ("records known", "one more or two: guessed right")
    return (
        "Of two counts, one of which holds one or two records more, as likely the one as the other:\n\n"
        + (markdown(heading, rows))
    )


def differences(smaller: int, larger: int) -> dict[tuple[int, int], float]:
    """How likely two counts are shown as what."""
    return {
        (smaller + change, larger + other): part / PARTS * others / PARTS
        for change, part in weights(smaller).items()
        for other, others in weights(larger).items()
    }


PRICED: Final = (
    ("O01", ("visitor_country", "host_country")),
    ("O02", ("visitor_country", "host_country")),
    ("O04", ("host_country",)),
    ("I01", ("host_country",)),
    ("F01a", ("host_country",)),
    ("R04", ("host_country",)),
)


def prices(registers: dict[str, DataVersion]) -> str:
    """The statement with keys over the one without, and the whole question likewise."""
    rows = []
    for name, version in registers.items():
        keyed = version.keyed()
        for kpi, by in PRICED:
            if reason_against(catalogue()[kpi], by, Scope(), version):
                continue
            [plain] = steps([catalogue()[kpi]], by, Scope(), version, totals=True)
            [with_keys] = steps([catalogue()[kpi]], by, Scope(), keyed, totals=True, keyed=True)
            internal, public = Reader(version), Reader(version, PUBLIC)
            statement = ratio(plain.run, with_keys.run)
            how = {"by": by, "totals": True}
            question = ratio(partial(internal.measure, [kpi], **how), partial(public.measure, [kpi], **how))
            rows.append((name, kpi, " and ".join(by), *statement, *question))
    heading = ("register", "figure", "by", "count", "with keys", "ratio", "question", "protected", "ratio")
    return "With all totals; processor milliseconds, the least of nine turns:\n\n" + markdown(heading, rows)


def ratio(plain: Callable[[], object], protected: Callable[[], object]) -> tuple[str, str, str]:
    """Processor time of both in turn, and how often the one goes into the other."""
    plain(), protected()
    spent: dict[str, list[float]] = {"plain": [], "protected": []}
    for _ in range(TURNS):
        for name, work in (("plain", plain), ("protected", protected)):
            begun = time.process_time()
            work()
            spent[name].append(1000 * (time.process_time() - begun))
    least, most = (float(np.min(times)) for times in spent.values())
    return f"{least:.1f}", f"{most:.1f}", f"{most / least:.2f}"


def markdown(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table."""
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
