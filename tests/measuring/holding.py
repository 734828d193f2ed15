"""A measurement held against its case: aggregates against SQL, methods against plain Python."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from cxc_metrics.catalogue import HostRatio, Kpi, Waiting
from cxc_metrics.measuring import Measurement
from cxc_metrics.scope import DataVersionLike
from tests.measuring import plain_methods
from tests.measuring.comparing import differences, found, plain
from tests.measuring.oracle import AGGREGATE, Check, answer, answers
from tests.measuring.plain_methods import Found

HIDDEN_BELOW, UNRELIABLE_BELOW = 5, 30


def unlike(
    measurement: Measurement,
    kpi: Kpi,
    check: Check,
    version: DataVersionLike,
    by: Sequence[str],
    where: Mapping[str, str] | None = None,
) -> list[str]:
    """What the measurement says otherwise than the case; empty where both tables are the same.

    A number of a survey may be hidden (`tests/attack` holds the rule): then all of it is.
    """
    hidden = _hidden(measurement, kpi, by)
    if check.method in {AGGREGATE, "quotient"}:
        expected_pairs = answer(version, check, by, where)
        kept = {key: pair for key, pair in expected_pairs.items() if key not in hidden}
        return differences(found(measurement, kpi.id, by), kept)
    expected = _expected(kpi, check, version, by, where)
    rows = {
        tuple(plain(row[name]) for name in by): row
        for row in measurement.details.to_dict("records")
        if not pd.isna(row[f"{kpi.id}_n"]) and row[f"{kpi.id}_n"]
    }
    said = [f"{key}: only measured" for key in rows if key not in expected]
    if hidden and is_of_survey(kpi) and all(one.n >= HIDDEN_BELOW for one in expected.values()):
        said.append(f"{sorted(hidden, key=str)}: hidden, where all have five answers")
    for key, one in expected.items():
        if key in hidden and is_of_survey(kpi):
            continue
        said += [f"{key}: only expected"] if key not in rows else _unlike(kpi, key, rows[key], one)
    return said


def is_of_survey(kpi: Kpi) -> bool:
    """Whether answers of a survey are behind it."""
    return kpi.fact == "survey" or isinstance(kpi, HostRatio)


def _hidden(measurement: Measurement, kpi: Kpi, by: Sequence[str]) -> set[tuple[Any, ...]]:
    """The rows that are hidden; AssertionError where a number of one of a survey is told all the same."""
    rows = [row for row in measurement.details.to_dict("records") if "c" in str(row[f"{kpi.id}_flag"])]
    if is_of_survey(kpi):
        parts = [f"{kpi.id}{part}" for part in ("", "_n", "_low", "_high", "_of", "_deff", "_clusters")]
        parts += [f"{kpi.id}_{part}" for part in ("response", "invited")]
        assert all(pd.isna(row[part]) for row in rows for part in parts if part in row), kpi.id
    return {tuple(plain(row[name]) for name in by) for row in rows}


def _expected(
    kpi: Kpi, check: Check, version: DataVersionLike, by: Sequence[str], where: Mapping[str, str] | None
) -> dict[tuple[Any, ...], Found]:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in _rows(version, kpi.id, check, tuple((where or {}).items())):
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    if isinstance(kpi, Waiting):
        told = {key: plain_methods.waiting(rows, version.manifest.as_at) for key, rows in groups.items()}
    else:
        told = {key: getattr(plain_methods, check.method)(rows) for key, rows in groups.items()}
    return {key: one for key, one in told.items() if one is not None}


@lru_cache(maxsize=512)
def _rows(
    version: DataVersionLike, kpi: str, check: Check, where: tuple[tuple[str, str], ...]
) -> list[dict[str, Any]]:
    """The case's rows with all its dimensions, read once for all breakdowns."""
    if check.method == "waiting":
        columns = {"gone": check.left, "prior": check.prior}
        columns |= {"entered": check.entered, "happened": check.happened}
    else:
        columns = {"value": check.value, "cluster": check.cluster}
        columns |= {"unit": check.unit, "nth": check.order} if check.unit else {}
    return answers(version, check, columns, dict(where))


def _unlike(kpi: Kpi, key: tuple[Any, ...], row: Mapping[str, Any], one: Found) -> list[str]:
    value, n, flag = row[kpi.id], int(row[f"{kpi.id}_n"]), str(row[f"{kpi.id}_flag"])
    said = [] if n == one.n else [f"{key}: n is {n}, expected {one.n}"]
    if one.n < HIDDEN_BELOW:
        shown = not pd.isna(value) or not pd.isna(row[f"{kpi.id}_low"])
        return [*said, f"{key}: {value} is shown with n = {n}"] if shown or "c" not in flag else said
    if (one.n < UNRELIABLE_BELOW or one.few) and not math.isnan(one.value) and "u" not in flag:
        said.append(f"{key}: n = {n} few clusters: {one.few}, without flag u ({flag!r})")
    pairs = [("value", value, one.value)]
    if one.low is not None:
        pairs += [("low", row[f"{kpi.id}_low"], one.low), ("high", row[f"{kpi.id}_high"], one.high)]
    return said + [
        f"{key}: {name} is {measured}, expected {expected}"
        for name, measured, expected in pairs
        if not _same(measured, expected)
    ]


def _same(measured: Any, expected: float | None) -> bool:
    if expected is None or math.isnan(expected):
        return bool(pd.isna(measured))
    return not pd.isna(measured) and math.isclose(float(measured), expected, rel_tol=1e-7, abs_tol=1e-9)
