"""What the probability of a target did: closed partnerships of synthetic registers, month by month.

Exchanges and partnerships are counted here from the files, without intake, facts or measuring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.waiting.target_chance import target_chance

HELD = ("awaiting_reports", "awaiting_validation", "awaiting_payment", "completed")


@dataclass(frozen=True)
class Said:
    """On one month's last day: the probability said, and whether the target was reached by the end."""

    partnership: str
    probability: float
    reached: bool


def said(folder: Path, as_at: str = "2024-05-31") -> Iterator[Said]:
    """Every month of each ended partnership with a target in exchanges, while it was not reached."""
    exchanges = pd.read_csv(folder / "exchange.csv", dtype=str).drop_duplicates("exchange_id")
    days_worked = pd.to_numeric(exchanges["working_days"], errors="coerce")
    counted = exchanges["status"].isin(HELD) & (days_worked >= 3)
    counted &= exchanges["vo_country"] != exchanges["ho_country"]
    first_day = exchanges["actual_start"].fillna(exchanges["planned_start"])
    day = pd.to_datetime(first_day, errors="coerce")[counted]
    by = exchanges["vop_id"][counted]
    partnerships = pd.read_csv(folder / "partnership.csv", dtype=str)
    for row in partnerships[partnerships["target_unit"] == "exchange"].to_dict("records"):
        end = pd.to_datetime(row["extended_to"] if isinstance(row["extended_to"], str) else row["end_date"])
        held = np.sort(day[by == row["partnership_id"]].dropna().to_numpy())
        if end >= pd.Timestamp(as_at) or not len(held):
            continue
        target = int(float(row["target_exchanges"]))
        for now in pd.date_range(pd.to_datetime(row["start_date"]), end, freq="ME"):
            ages = ((now.to_datetime64() - held) / np.timedelta64(1, "D")).astype(int)
            left = target - int((ages >= 0).sum())
            if left <= 0:
                break
            try:
                chance = target_chance(ages, left=left, days_left=(end - now).days)
            except NotEstimable:
                continue
            reached = int((held <= end.to_datetime64()).sum()) >= target
            yield Said(str(row["partnership_id"]), chance.probability, reached)


BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)


def calibration(cases: list[tuple[str, Said]]) -> pd.DataFrame:
    """By what was said: months, different partnerships, mean probability, share that reached the target."""
    table = pd.DataFrame(
        [(f"{register} {one.partnership}", one.probability, one.reached) for register, one in cases],
        columns=["partnership", "said", "reached"],
    )
    table["bin"] = np.clip(np.digitize(table["said"], BINS) - 1, 0, len(BINS) - 2)
    rows = [
        {
            "said": f"{BINS[place]:.0%} to {BINS[place + 1]:.0%}",
            "months": len(part),
            "partnerships": part["partnership"].nunique(),
            "mean probability": f"{part['said'].mean():.3f}",
            "reached": f"{part['reached'].mean():.3f}",
        }
        for place, part in table.groupby("bin")
    ]
    score = float(((table["said"] - table["reached"]) ** 2).mean())
    base = float(table["reached"].mean() * (1 - table["reached"].mean()))
    whole = {
        "said": f"all (Brier score {score:.3f}; always the same share would have {base:.3f})",
        "months": len(table),
        "partnerships": table["partnership"].nunique(),
        "mean probability": f"{table['said'].mean():.3f}",
        "reached": f"{table['reached'].mean():.3f}",
    }
    return pd.DataFrame([*rows, whole])
