"""Cases of flow KPIs: a file `tests/cases/flows/<ID>.toml` each, answered by `flow_oracle`.

`sides` are the two sides of an exchange over the raw tables, `rows` which exchanges count, `method` what is
worked out of them, `nodes` a query for how many nodes there could be (else those that occur), `rows_of` the
dimensions it must be told by, `without` dimensions it cannot be told by, `matrix` dimensions it is made of
where they are not the sides. `clusters`: the sides are organisations and stand for their clusters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cxc_metrics.scope import DataVersionLike
from tests.measuring import flow_oracle
from tests.measuring.flow_oracle import Found, Pairs
from tests.measuring.raw_sources import SOURCES, filled

CASES = Path(__file__).resolve().parent.parent / "cases" / "flows"
# Which dimensions the sides are.
_DIMENSION = {
    "e.vo_country": "visitor_country",
    "e.ho_country": "host_country",
    "v.ecosystem_id": "visitor_sector",
    "h.ecosystem_id": "host_sector",
    "e.vop_id": "partnership",
    "e.hop_id": "host_partnership",
}


@dataclass(frozen=True)
class FlowCase:
    """A flow KPI by hand."""

    title: str
    sides: tuple[str, str]
    method: str
    rows: str
    nodes: str = ""
    rows_of: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    matrix: tuple[str, ...] | None = None
    clusters: bool = False

    @property
    def dimensions(self) -> set[str]:
        """What it can be broken down by beside `rows_of`."""
        sides = (_DIMENSION[side] for side in self.sides if side in _DIMENSION)
        whole = self.matrix if self.matrix is not None else tuple(sides)
        return set(_dimensions()) - {*self.without, *whole}


def _dimensions() -> dict[str, str]:
    """Expression of each dimension of an exchange over the raw tables."""
    day = "{FIRST_DAY}"
    timed = {
        "year": f"extract(year FROM {day})",
        "quarter": f"strftime({day}, '%Y') || '-Q' || CAST(ceil(month({day}) / 3) AS INTEGER)",
        "month": f"strftime({day}, '%Y-%m')",
    }
    return {**SOURCES["exchange"].dimensions, **timed}


@cache
def flow_cases() -> dict[str, FlowCase]:
    """Every case there is, by KPI."""
    found = {}
    for path in sorted(CASES.glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = FlowCase(**{k: tuple(v) if isinstance(v, list) else v for k, v in case.items()})
    return found


def flow_answer(version: DataVersionLike, case: FlowCase, by: tuple[str, ...]) -> Found:
    """Values of `by`, then of `rows_of` → (value, n); only where there is a value."""
    history = _exchanges(version, case)
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in history:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    possible = version.query(case.nodes).to_pylist()[0] if case.nodes else {}
    count = next(iter(possible.values()), None)
    return {
        (*key, *more): told
        for key, rows in groups.items()
        for more, told in _told(version, case, rows, history, count).items()
    }


def _exchanges(version: DataVersionLike, case: FlowCase) -> list[dict[str, Any]]:
    """The exchanges that count: a and b (the sides), day, exchange, and every dimension."""
    columns = {
        "a": case.sides[0],
        "b": case.sides[1],
        "day": "{FIRST_DAY}",
        "exchange": "e.exchange_id",
        **_dimensions(),
    }
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    sql = f"SELECT {selected} FROM {SOURCES['exchange'].relation} WHERE {case.rows}"
    rows: list[dict[str, Any]] = version.query(filled(sql, version.manifest.as_at.isoformat())).to_pylist()
    return rows


def _told(
    version: DataVersionLike,
    case: FlowCase,
    rows: list[dict[str, Any]],
    history: list[dict[str, Any]],
    nodes: Any,
) -> Found:
    if case.method == "new_pairs":
        return flow_oracle.new_pairs(_dated(rows), _dated(history))
    if case.clusters:
        pairs: Pairs = flow_oracle.cluster_pairs(version, rows)
        if case.method == "highest_brokerage":
            return _broker(pairs)
    else:
        pairs = [(row["a"], row["b"]) for row in rows]
    if case.method != "hhi_of_hosts":
        pairs = [pair for pair in pairs if None not in pair]
    return _METHODS[case.method](pairs, nodes) if pairs else {}


def _dated(rows: list[dict[str, Any]]) -> list[tuple[Any, Any, Any, Any]]:
    return [(row["a"], row["b"], row["day"], row["exchange"]) for row in rows]


def _broker(pairs: Pairs) -> Found:
    between = flow_oracle.betweenness(pairs)
    return {(): (max(between.values()), len(between))} if between else {}


def _one(value: Callable[[Pairs], float]) -> Callable[[Pairs, Any], Found]:
    return lambda pairs, _: {(): (value(pairs), len(pairs))}


def _leaving(value: Callable[[Pairs], float]) -> Callable[[Pairs, Any], Found]:
    """Only where some flow leaves its node."""
    return lambda pairs, _: {(): (value(pairs), len(pairs))} if any(a != b for a, b in pairs) else {}


def _density(pairs: Pairs, nodes: Any, *, loops: bool) -> Found:
    among = nodes or flow_oracle.nodes_of(pairs)
    return {(): (flow_oracle.density(pairs, among, loops=loops), len(pairs))}


_METHODS: dict[str, Callable[[Pairs, Any], Found]] = {
    "density": lambda pairs, nodes: _density(pairs, nodes, loops=False),
    "density_with_loops": lambda pairs, nodes: _density(pairs, nodes, loops=True),
    "weighted_reciprocity": _leaving(flow_oracle.weighted_reciprocity),
    "two_way": _leaving(flow_oracle.two_way),
    "balances": lambda pairs, _: flow_oracle.balances_shown(pairs),
    "intensities": lambda pairs, _: flow_oracle.intensities(pairs, loops=False),
    "intensities_with_loops": lambda pairs, _: flow_oracle.intensities(pairs, loops=True),
    "effective_hosts": _one(lambda pairs: 1 / flow_oracle.hhi([host for _, host in pairs])),
    "effective_hosts_of_each": lambda pairs, _: flow_oracle.hosts_of_each(pairs),
    "hhi_of_hosts": _one(lambda pairs: flow_oracle.hhi([host for _, host in pairs])),
    "crossing": lambda pairs, _: flow_oracle.crossing(pairs),
}
