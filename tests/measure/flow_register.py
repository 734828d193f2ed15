"""Registers of flows for one test: so many exchanges from country to country, one organisation in each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxc_metrics.register import Snapshot
from tests.measure.publishing import published, visit
from tests.register.hand_made import organisation

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
    folder: Path, flows: Sequence[tuple[str, str, int]], *, day: str = "2021-05-03", **more: Any
) -> Snapshot:
    rows = [
        visit(
            f"{visitor}{host}{number:03}",
            day,
            vo_country=visitor,
            ho_country=host,
            vo_id=f"O-{visitor}",
            ho_id=f"O-{host}",
        )
        for visitor, host, amount in flows
        for number in range(amount)
    ]
    codes = sorted({code for visitor, host, _ in flows for code in (visitor, host)})
    organisations = [organisation(f"O-{code}", code, place % 14 + 1) for place, code in enumerate(codes)]
    return published(folder, rows, organisation=organisations, **more)
