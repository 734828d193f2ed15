"""Registers of flows for one test: so many exchanges from country to country, one organisation in each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxc_metrics.store import DataVersion, Store
from tests.measuring.publishing import visit
from tests.store.hand_made import checked, organisation, register_rows

# facts 6.4
GOLDEN = (
    ("DE", "DK", 6),
    ("DE", "BE", 4),
    ("DK", "DE", 3),
    ("BE", "EE", 2),
    ("EE", "DE", 5),
    ("EE", "DK", 1),
    ("DK", "EE", 3),
)


def flows_register(
    folder: Path, flows: Sequence[tuple[str, str, int]], *, day: str = "2021-05-03"
) -> DataVersion:
    """One exchange of each pair is written by hand, the others are copies of it."""
    first = [
        visit(
            f"{visitor}{host}",
            day,
            vo_country=visitor,
            ho_country=host,
            vo_id=f"O-{visitor}",
            ho_id=f"O-{host}",
        )
        for visitor, host, _ in flows
    ]
    codes = sorted({code for visitor, host, _ in flows for code in (visitor, host)})
    organisations = [organisation(f"O-{code}", code, place % 14 + 1) for place, code in enumerate(codes)]
    with checked(register_rows(first, organisation=organisations)) as clean:
        for visitor, host, amount in flows:
            clean.connection.execute(
                """INSERT INTO exchange SELECT exchange.* REPLACE (exchange_id || '-' || n AS exchange_id)
                FROM exchange, range(1, ?) AS copies (n) WHERE exchange_id = ?""",
                [amount, f"{visitor}{host}"],
            )
        return Store(folder / "store").publish(clean)
