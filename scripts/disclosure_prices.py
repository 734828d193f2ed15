"""What every figure costs protected, over what it costs exact: a table of docs/disclosure.md and its file.

    .venv/bin/python scripts/disclosure_prices.py                     all, 10 000 exchanges: minutes
    .venv/bin/python scripts/disclosure_prices.py 1000000 I01 F01a    some of another size, to the screen

Each figure that the public is shown is asked by the first of these dimensions that it may be asked by, with
the total, and alone. Times are processor milliseconds, the least of some turns; only their ratio means
something.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxc_metrics.access import Reader  # noqa: E402 - the project's root comes first
from cxc_metrics.catalogue import catalogue  # noqa: E402
from cxc_metrics.disclosure import PUBLIC  # noqa: E402
from scripts.disclosure_cost import markdown, ratio, sample_of, write  # noqa: E402

FILE: Final = ROOT / "docs" / "disclosure_prices.csv"
EXCHANGES: Final = 10_000
DIMENSIONS: Final = ("host_country", "visitor_country", "partnership", "country", "wave", "year")
LIMIT: Final = 2.5
DEAREST: Final = 12


class Price(NamedTuple):
    """One question, exact and protected, in processor milliseconds."""

    figure: str
    kind: str
    by: str
    exact: str
    protected: str
    ratio: str


def main() -> None:
    """All figures into the page and the file; those named to the screen."""
    if len(sys.argv) > 1:
        for price in prices(int(sys.argv[1]), sys.argv[2:] or tuple(catalogue())):
            sys.stdout.write(" ".join(price) + "\n")
            sys.stdout.flush()
        return
    told = sorted(prices(EXCHANGES, tuple(catalogue())), key=lambda price: -float(price.ratio))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(Price._fields)
        lines.writerows(told)
    ratios = [float(price.ratio) for price in told]
    beyond = [f"{price.figure} by {price.by}" for price in told if float(price.ratio) > LIMIT]
    summary = (
        f"{len({price.figure for price in told})} figures, {len(told)} questions, a sample of {EXCHANGES:,} "
        f"exchanges: half of them cost less than {ratios[len(ratios) // 2]:.2f} times the exact one, the "
        f"dearest {ratios[0]:.2f} times. Beyond {LIMIT} times: {', '.join(beyond) or 'none'}. All are in "
        f"[{FILE.name}]({FILE.name}); the dearest:\n\n"
    )
    table = markdown(Price._fields, [tuple(price) for price in told[:DEAREST]])
    write("prices: made by scripts/disclosure_prices.py", "prices: end", summary + table)


def prices(exchanges: int, kpis: Sequence[str]) -> Iterator[Price]:
    """What is shown of these figures, by a dimension and alone."""
    version = sample_of(exchanges)
    internal, public = Reader(version), Reader(version, PUBLIC)
    for name in kpis:
        ways = [(each,) for each in DIMENSIONS if each in internal.dimensions_of(catalogue()[name])]
        shown = next((by for by in ways if public.lack(name, by) is None), None)
        for by in [*([shown] if shown else []), ()]:
            if public.lack(name, by):
                continue
            how = {"by": by, "totals": bool(by)}
            spent = ratio(partial(internal.measure, [name], **how), partial(public.measure, [name], **how))
            yield Price(name, catalogue()[name].kind, " and ".join(by) or "nothing", *spent)


if __name__ == "__main__":
    main()
