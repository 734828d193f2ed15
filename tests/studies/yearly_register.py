"""A small register with yearly figures: who was accepted, who travelled when, and what it reported."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published
from tests.store.hand_made import exchange, organisation

STARTS = {0: None, 1: None, 2: None, 3: 2020, 4: 2021}
YEARS = range(2017, 2023)
AS_AT = date(2023, 6, 30)
EFFECT = 4.0
# Left out: a visit that was not held; a rejected applicant; somebody with figures who never applied.
OTHER_VISIT, REJECTED, STRANGER = "V200", "V201", "V202"


def first_year(number: int) -> int | None:
    """Two of five travel, in 2020 or in 2021."""
    return STARTS[number % 5]


def figures(number: int) -> dict[int, float]:
    """Shares of turnover from abroad by year: a level, a common course, noise, the effect of a visit."""
    rng = np.random.default_rng(number)
    start = first_year(number) or 9999
    noise = rng.normal(0, 1, len(YEARS))
    return {
        year: round(20 + number % 7 + 0.5 * (year - 2017) + noise[place] + EFFECT * (year >= start), 2)
        for place, year in enumerate(YEARS)
    }


def yearly_register(
    folder: Path, *, without: tuple[str, ...] = (), count: int = 120, **more: Any
) -> DataVersion:
    """Published from hand-made rows; `without` takes tables away."""
    keys = {f"V{number:03}": number for number in range(count)}
    extra = {OTHER_VISIT: 0, REJECTED: 0, STRANGER: 0}
    applicants = [*keys, OTHER_VISIT, REJECTED]
    tables: dict[str, Any] = {
        "organisation": [organisation("DE1", "DE"), *(organisation(key, "ES") for key in keys | extra)],
        "registration": [
            {
                "registration_id": f"R{key}",
                "organisation_id": key,
                "role": "VO",
                "partnership_id": "A" if number % 2 else "B",
                "submitted_on": date(2019, 1, 1),
                "decided_on": date(2019, 2, 1),
                "status": "rejected" if key == REJECTED else "accepted",
            }
            for number, key in enumerate(applicants)
        ],
        "organisation_year": [
            {
                "organisation_id": key,
                "year": year,
                "export_share": share,
                "turnover_eur": 0 if number == 7 and year == 2018 else 1000 + 10 * share,
            }
            for key, number in (keys | extra).items()
            for year, share in (figures(number) | {2023: 99.0}).items()
        ],
        **more,
    }
    visits = [
        exchange(f"X{key}", vo_id=key, actual_start=date(start, 5, 3), actual_end=date(start, 5, 5))
        for key, number in keys.items()
        if (start := first_year(number))
    ]
    visits.append(
        exchange("X200", vo_id=OTHER_VISIT, actual_start=date(2020, 5, 3), actual_end=None, working_days=1.0)
    )
    kept = {name: rows for name, rows in tables.items() if name not in without}
    return published(folder, visits, as_at=AS_AT, **kept)
