"""Check queries: every KPI once more, written against the raw contract tables, knowing no fact and no
catalogue.

A case is a file `tests/cases/<ID>.toml`: which raw tables (`source`), which rows, what value and n, by which
day. What counts is spelt out there a second time on purpose. Aggregates are SQL; where a method decides, the
case gives the answers or days of every row and `plain_methods` computes once more in plain Python.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from cxc_metrics.scope import DataVersionLike
from tests.measuring import hand_register
from tests.measuring.raw_sources import SOURCES, Source, filled
from tests.measuring.whose_visit import pairs

CASES = Path(__file__).resolve().parent.parent / "cases"
AGGREGATE = "aggregate"


def _time(day: str) -> dict[str, str]:
    return {
        "year": f"extract(year FROM {day})",
        "quarter": f"substr(CAST({day} AS VARCHAR), 1, 4) || '-Q' || CAST(ceil(month({day}) / 3) AS INTEGER)",
        "month": f"substr(CAST({day} AS VARCHAR), 1, 7)",
    }


@dataclass(frozen=True)
class Check:
    """A KPI by hand: `value` and `n` over the rows of `source` where `rows` holds; `day` dates a row.

    `each` unpacks several columns into one (`item`), so that a distinct count needs no trick. With a method,
    `value` is one answer and has a `cluster` and perhaps a `unit`; a waiting time has `entered`, `happened`,
    `left` and `prior` instead. `closed` says what the view closed and validated does where `rows` does not
    speak of held exchanges: "narrow" to the validated, or "none" (it cannot be told).
    """

    title: str
    source: str
    day: str
    value: str = "NULL"
    n: str = "count(*)"
    rows: str = "true"
    method: str = AGGREGATE
    each: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    cluster: str = "{CLUSTER}"
    unit: str = ""
    order: str = "i.responded_on || i.invitation_id"
    entered: str = ""
    happened: str = ""
    left: str = ""
    prior: str = ""
    above: str = ""
    below: str = ""
    per: int = 1
    closed: str = ""

    @property
    def read(self) -> Source:
        """The raw tables."""
        return SOURCES[self.source]

    @property
    def dimensions(self) -> dict[str, str]:
        """Expression of each dimension."""
        if self.above:
            above, below = (all_checks()[name].dimensions for name in (self.above, self.below))
            return {name: sql for name, sql in below.items() if name in above}
        timed = {**self.read.dimensions, **(_time(self.day) if self.day else {})}
        return {
            name: sql
            for name, sql in timed.items()
            if not any(fnmatchcase(name, pattern) for pattern in self.without)
        }

    def in_closed_view(self) -> Check | None:
        """The same for exchanges closed and validated; None where it cannot be told."""
        if self.closed == "none":
            return None
        if self.above:
            return self._with(closed="view")
        parts = {name: getattr(self, name) for name in ("value", "n", "rows")}
        if "{CLOSED}" in self.rows:
            return self
        if any("{HELD}" in text for text in parts.values()) and self.source != "journey":
            return self._with(**{name: text.replace("{HELD}", "{CLOSED}") for name, text in parts.items()})
        return self._with(rows=f"({self.rows}) AND {{CLOSED}}") if self.closed == "narrow" else None

    def _with(self, **changes: Any) -> Check:
        return Check(**{**vars(self), **changes})


@cache
def all_checks() -> dict[str, Check]:
    """Every case there is, by KPI."""
    found = {}
    for path in sorted(CASES.glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Check(**{k: tuple(v) if isinstance(v, list) else v for k, v in case.items()})
    return found


def checks(*, closed: bool = False) -> dict[str, Check]:
    """The cases of the first issue, whose values the hand-made register works out; `closed` for the view
    closed and validated.
    """
    first = {name: all_checks()[name] for name in hand_register.EXPECTED}
    if not closed:
        return first
    return {name: one for name, case in first.items() if (one := case.in_closed_view())}


def answer(
    version: DataVersionLike, check: Check, by: Sequence[str], where: Mapping[str, str] | None = None
) -> dict[tuple[Any, ...], tuple[float, int]]:
    """Dimension values → (value, n), only rows that rest on something.

    `where` are SQL conditions on dimensions, `{}` standing for the dimension's expression (`day` for the
    date).
    """
    if check.above:
        return _quotient(version, check, by, where)
    selected = ", ".join(f"{check.dimensions[name]} AS d{place}" for place, name in enumerate(by))
    groups = ", ".join(f"d{place}" for place in range(len(by)))
    narrowed = f"FROM {check.read.relation} WHERE {_conditions(check, where)}"
    if check.each:
        # Not UNION ALL of one SELECT per column: DuckDB 2.0 takes two that differ in a CASE alone for one.
        unpacked = (
            f"SELECT {selected + ', ' if by else ''}unnest([{', '.join(check.each)}]) AS item {narrowed}"
        )
        sql = f"SELECT {groups + ', ' if by else ''}{check.value} AS value, {check.n} AS n FROM ({unpacked})"
    else:
        sql = f"SELECT {selected + ', ' if by else ''}{check.value} AS value, {check.n} AS n {narrowed}"
    rows = _run(version, f"{sql}{f' GROUP BY {groups}' if by else ''}")
    found = {
        tuple(_plain(row[f"d{place}"]) for place in range(len(by))): (row["value"], row["n"]) for row in rows
    }
    return {key: (float(value), int(n)) for key, (value, n) in found.items() if n and value is not None}


def _quotient(
    version: DataVersionLike, check: Check, by: Sequence[str], where: Mapping[str, str] | None
) -> dict[tuple[Any, ...], tuple[float, int]]:
    """Two cases of their own, each dated by its own day, one over the other."""
    cases = [all_checks()[name] for name in (check.above, check.below)]
    seen = [case.in_closed_view() if check.closed == "view" else case for case in cases]
    above, below = (answer(version, case, by, where) for case in seen if case is not None)
    begins = _begins(version, cases[0])
    return {
        key: (check.per * above.get(key, (0.0, 0))[0] / agreements, int(agreements))
        for key, (agreements, _) in below.items()
        if agreements and not any(_before(value, name, begins) for value, name in zip(key, by, strict=True))
    }


def _begins(version: DataVersionLike, check: Check) -> str:
    """The first day on record: before it nothing is zero, it is not known."""
    first = _run(version, f"SELECT CAST(min({check.day}) AS VARCHAR) AS day FROM {check.read.relation}")
    return str(first[0]["day"] or "9999")


def _before(value: Any, name: str, day: str) -> bool:
    if value is None or name not in {"year", "quarter", "month"}:
        return False
    quarter = f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return str(value) < {"year": day[:4], "quarter": quarter, "month": day[:7]}[name]


def answers(
    version: DataVersionLike, check: Check, columns: Mapping[str, str], where: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The rows that a method is given: these columns, and every dimension of the case."""
    selected = [f"{sql} AS {name}" for name, sql in {**check.dimensions, **columns}.items()]
    sql = f"SELECT {', '.join(selected)} FROM {check.read.relation} WHERE {_conditions(check, where)}"
    return [{name: _plain(value) for name, value in row.items()} for row in _run(version, sql)]


def _conditions(check: Check, where: Mapping[str, str] | None) -> str:
    expressions = {**check.dimensions, "day": check.day or "NULL"}
    conditions = [check.rows, *(text.format(expressions[name]) for name, text in (where or {}).items())]
    return " AND ".join(f"({one})" for one in conditions)


def _run(version: DataVersionLike, sql: str) -> list[dict[str, Any]]:
    text = filled(sql, version.manifest.as_at.isoformat())
    if "{PAIRS}" in text:
        text = text.replace("{PAIRS}", pairs(version))
    rows: list[dict[str, Any]] = version.query(text).to_pylist()
    return rows


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
