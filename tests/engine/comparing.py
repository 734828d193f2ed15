"""The same questions to two engines, and where their answers differ."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from numbers import Integral
from typing import Any, Final

import pandas as pd

from cxc_metrics.catalogue import Flow, Method, catalogue
from cxc_metrics.disclosure import PUBLIC
from cxc_metrics.disclosure.viewer_guard import ViewerGuard
from cxc_metrics.engine.duckdb import connect
from cxc_metrics.facts import fact_definition, fact_names
from cxc_metrics.measuring import Measurement, Question, measure_all
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

ALL: Final = tuple(catalogue())
# By one dimension, methods and matrices take as long as all the others together.
PLAIN: Final = tuple(name for name, kpi in catalogue().items() if not isinstance(kpi, (Method, Flow)))
PERIOD: Final = Scope(period="2021-03-01..2023-02-28")
QUESTIONS: Final = {
    "no breakdown": Question(ALL, ()),
    "by country of the visitor, with totals": Question(PLAIN, ("visitor_country",), Scope(), None, True),
    "by country and sector of the visitor, with totals": Question(
        PLAIN, ("visitor_country", "visitor_sector"), Scope(), None, True
    ),
    "by month in a period": Question(PLAIN, ("month",), PERIOD, None, True),
    "wave 2 beside wave 1": Question(PLAIN, (), Scope(wave=2), "other_wave"),
    "closed and validated": Question(PLAIN, (), Scope(status="validated")),
    "methods by country of the host": Question(
        tuple(name for name in ALL if name not in PLAIN), ("host_country",), Scope(), None, True
    ),
}
# What public viewers may ask.
PUBLIC_QUESTIONS: Final = {
    "public, no breakdown": Question(ALL, ()),
    "public, by country of the visitor": Question(PLAIN, ("visitor_country",), Scope(), None, True),
    "public, by year": Question(PLAIN, ("year",), Scope(), None, True),
}
# Left to `make engines`: they take as long as all the others together.
LONG: Final = (
    "by country and sector of the visitor, with totals",
    "closed and validated",
    "methods by country of the host",
    "public, by year",
    "wave 2 beside wave 1",
)
TOLERANCE: Final = 1e-9


def asked(version: DataVersion, question: Question, *, public: bool = False) -> Measurement:
    """The answer of a data version's engine, of the figures that it has by these dimensions."""
    scope, by = question.scope, question.by
    kept = tuple(
        name for name in question.kpis if reason_against(catalogue()[str(name)], by, scope, version) is None
    )
    assert kept, f"nothing is measured by {by}"
    guard = ViewerGuard(version, PUBLIC) if public else None
    narrowed = Question(kept, by, scope, question.compare, question.totals)
    return measure_all(version, [narrowed], guard)[0]


def differences(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Cells that differ: whole numbers, money and texts at all, floating point beyond the tolerance."""
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return [f"{one.shape} and {other.shape}, {set(one.columns) ^ set(other.columns)}"]
    return [
        f"{column}[{row}]: {first!r} and {second!r}"
        for column in one.columns
        for row, (first, second) in enumerate(zip(one[column].tolist(), other[column].tolist(), strict=True))
        if not alike(first, second)
    ]


def alike(one: Any, other: Any) -> bool:
    """Whether two cells hold the same."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (Integral, Decimal)) and isinstance(other, (Integral, Decimal)):
        return bool(one == other)
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return abs(one - other) <= TOLERANCE * max(1.0, abs(one))
    if pd.api.types.is_scalar(one) and pd.isna(one):
        return pd.api.types.is_scalar(other) and bool(pd.isna(other))
    return type(one) is type(other) and bool(one == other)


def facts_differing(
    one: DataVersion, other: DataVersion, *, least: int = 20, named: Sequence[str] = fact_names()
) -> dict[str, list[Any]]:
    """Rows that only one of two engines has, by fact; each value as one engine writes it as text.

    Each fact `named` has at least so many rows. A list without entries and none are alike: some engines have
    no list that is missing.
    """
    differing = {}
    with connect(":memory:") as connection:
        for name in named:
            if one.missing_tables(name):
                continue
            columns = fact_definition(name).columns
            for place, version in enumerate((one, other)):
                fact = version.query(f"SELECT {', '.join(columns)} FROM {version.fact(name)}")
                assert fact.num_rows >= least, name
                connection.register(f"side_{place}", fact)
            read = [f"coalesce(nullif(CAST({column} AS VARCHAR), '[]'), '')" for column in columns]
            sides = [f"SELECT {', '.join(read)} FROM side_{place}" for place in (0, 1)]
            for first, second in (sides, sides[::-1]):
                rows = connection.execute(f"{first} EXCEPT ALL {second} LIMIT 2").fetchall()
                if rows:
                    differing.setdefault(name, []).extend(rows)
    return differing


def told_of(
    one: DataVersion, other: DataVersion, *, without: Collection[str] = (), part: int = 1
) -> Iterator[tuple[str, list[str]]]:
    """Every question, but those `without`, with what differs in the answers of two engines.

    With a `part` of 3 a third of the figures is asked, by what comes next another; without a breakdown all.
    """
    every = [(False, *entry) for entry in QUESTIONS.items()]
    every += [(True, *entry) for entry in PUBLIC_QUESTIONS.items()]
    for turn, (public, name, question) in enumerate(every):
        if name not in without:
            kpis = question.kpis[turn % part :: part] if question.by or public else question.kpis
            answers = [
                asked(version, replace(question, kpis=kpis), public=public) for version in (one, other)
            ]
            assert len(answers[0].table), name
            yield name, differences(answers[0].table, answers[1].table)
