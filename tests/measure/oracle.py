"""Check queries: every KPI once more, written against the raw contract tables, knowing no fact and no
catalogue.

Each query gives the dimensions, `value` and `n`. What counts is spelt out here a second time on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxc_metrics.measure import SnapshotLike

HELD = """e.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
    AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL"""
CLOSED = (
    "e.status = 'completed' AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL"
)
CANCELLED = "e.status = 'cancelled' AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL"
EXTERNAL = "e.cancel_reason IN ('pandemic', 'visa_or_travel', 'force_majeure', 'scheme_closed')"
EU = """('BE', 'BG', 'CZ', 'DK', 'DE', 'EE', 'IE', 'EL', 'ES', 'FR', 'HR', 'IT', 'CY', 'LV', 'LT', 'LU',
    'HU', 'MT', 'NL', 'AT', 'PL', 'PT', 'RO', 'SI', 'SK', 'FI', 'SE')"""

EXCHANGES = """exchange e
    LEFT JOIN organisation v ON v.organisation_id = e.vo_id
    LEFT JOIN organisation h ON h.organisation_id = e.ho_id"""
REGISTRATIONS = """registration r
    JOIN organisation o ON o.organisation_id = r.organisation_id
    LEFT JOIN partnership p ON p.partnership_id = r.partnership_id"""

FIRST_DAY = "coalesce(e.actual_start, e.planned_start)"


def _time(day: str) -> dict[str, str]:
    return {
        "year": f"extract(year FROM {day})",
        "quarter": f"substr(CAST({day} AS VARCHAR), 1, 4) || '-Q' || CAST(ceil(month({day}) / 3) AS INTEGER)",
        "month": f"substr(CAST({day} AS VARCHAR), 1, 7)",
    }


EXCHANGE_DIMENSIONS = {
    "wave": "e.wave",
    "visitor_country": "e.vo_country",
    "host_country": "e.ho_country",
    "visitor_sector": "v.ecosystem_id",
    "host_sector": "h.ecosystem_id",
    "partnership": "e.vop_id",
    "host_partnership": "e.hop_id",
    "visitor_type": "v.org_type",
    "host_type": "h.org_type",
    "visitor_size": "v.size_class",
    "host_size": "h.size_class",
    "mode": "e.mode",
    "status": "e.status",
    "cancel_reason": "e.cancel_reason",
    "distance_band": """CASE WHEN e.distance_km IS NULL THEN NULL
        WHEN e.distance_km >= 2000 THEN '2000_and_over'
        WHEN e.distance_km >= 1000 THEN '1000_to_2000'
        WHEN e.distance_km >= 500 THEN '500_to_1000'
        WHEN e.distance_km >= 200 THEN '200_to_500' ELSE 'under_200' END""",
    "cross_sector": "v.ecosystem_id <> h.ecosystem_id",
    "cross_partnership": "e.vop_id <> e.hop_id",
}
REGISTRATION_DIMENSIONS = {
    "wave": "p.wave",
    "partnership": "r.partnership_id",
    "role": "r.role",
    "registration_status": "r.status",
    **{
        f"{side}_{name}": f"CASE WHEN r.role = '{role}' THEN o.{column} END"
        for side, role in (("visitor", "VO"), ("host", "HO"))
        for name, column in (
            ("country", "country_code"),
            ("sector", "ecosystem_id"),
            ("type", "org_type"),
            ("size", "size_class"),
        )
    },
}
PARTNERSHIP_DIMENSIONS = {"wave": "p.wave", "partnership": "p.partnership_id"}


@dataclass(frozen=True)
class Check:
    """A KPI by hand: `value` and `n` are aggregates over `source` where `rows` holds; `day` dates a row.

    `each` unpacks several columns into one (`item`), so that a distinct count needs no trick.
    """

    value: str
    n: str = "count(*)"
    rows: str = "true"
    source: str = EXCHANGES
    day: str | None = FIRST_DAY
    each: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def dimensions(self) -> dict[str, str]:
        """Expression of each dimension."""
        if self.source == EXCHANGES:
            known = EXCHANGE_DIMENSIONS
        elif self.source == REGISTRATIONS:
            known = REGISTRATION_DIMENSIONS
        else:
            known = PARTNERSHIP_DIMENSIONS
        timed = {**known, **(_time(self.day) if self.day else {})}
        return {name: sql for name, sql in timed.items() if name not in self.without}


def checks(*, closed: bool = False) -> dict[str, Check]:
    """All KPIs; `closed` for the view closed and validated."""
    held = CLOSED if closed else HELD
    also = f" AND {CLOSED}" if closed else ""
    ended = f"(({CANCELLED}) OR ({held}))"
    rate = {"n": f"count(*) FILTER (WHERE {ended})", "without": ("status", "cancel_reason")}
    exchanges = {
        "I01": Check(
            "coalesce(sum(e.lump_sum_paid_eur), 0)",
            "count(e.lump_sum_paid_eur)",
            "true" + also,
            day="e.paid_on",
        ),
        "I03": Check("count(DISTINCT e.vop_id)", rows=held),
        "A08": Check(f"count(*) FILTER (WHERE {CANCELLED}) / count(*) FILTER (WHERE {ended})", **rate),
        "A08x": Check(
            f"count(*) FILTER (WHERE {CANCELLED} AND {EXTERNAL}) / count(*) FILTER (WHERE {ended})", **rate
        ),
        "A08o": Check(
            f"count(*) FILTER (WHERE {CANCELLED} AND NOT {EXTERNAL}) / count(*) FILTER (WHERE {ended})",
            **rate,
        ),
        "A08n": Check("count(*)", rows=CANCELLED),
        "O01": Check("count(*)", rows=held),
        "O01v": Check("count(*)", rows=CLOSED),
        "O02": Check("count(DISTINCT item)", "count(*) / 2", held, each=("e.vo_id", "e.ho_id")),
        "O04": Check("avg(CASE WHEN v.org_type = 'sme' THEN 1 ELSE 0 END)", rows=held),
        "O05": Check("sum(e.working_days)", rows=held),
        "O05v": Check("sum(e.working_days)", rows=f"{held} AND e.mode = 'virtual'"),
        "O06": Check(
            """sum((SELECT count(*) FROM participation a
                    WHERE a.exchange_id = e.exchange_id AND a.side = 'visitor' AND a.attended))""",
            rows=held,
        ),
        "O07": Check("avg(CASE WHEN e.mode = 'virtual' THEN 1 ELSE 0 END)", rows=held),
        "O08o": Check("count(DISTINCT nullif(e.vo_country, 'XX'))", rows=held),
        "O08h": Check("count(DISTINCT nullif(e.ho_country, 'XX'))", rows=held),
        "O08m": Check(
            f"count(DISTINCT CASE WHEN item IN {EU} THEN item END)",
            "count(*) / 2",
            held,
            each=("e.vo_country", "e.ho_country"),
        ),
        "O09": Check("count(DISTINCT v.ecosystem_id)", "count(v.ecosystem_id)", held),
        "O10": Check(
            "avg(CASE WHEN v.ecosystem_id = h.ecosystem_id THEN 0 ELSE 1 END)",
            rows=f"{held} AND v.ecosystem_id IS NOT NULL AND h.ecosystem_id IS NOT NULL",
        ),
        "O11": Check(
            "avg(CASE WHEN e.vop_id = e.hop_id THEN 0 ELSE 1 END)", rows=f"{held} AND e.hop_id IS NOT NULL"
        ),
    }
    if closed:
        exchanges.pop("A08n")  # nothing cancelled is ever validated
    return exchanges | _other_checks(held, closed=closed)


def _other_checks(held: str, *, closed: bool) -> dict[str, Check]:
    registered = {"source": REGISTRATIONS, "day": "r.submitted_on"}
    target = Check(
        f"""sum((SELECT count(*) FROM exchange e WHERE e.vop_id = p.partnership_id AND {held}))
            / sum(p.target_exchanges)""",
        rows="p.target_unit = 'exchange' AND p.target_exchanges > 0",
        source="partnership p",
        day=None,
    )
    if closed:
        return {"O03": target}
    return {
        "O03": target,
        "A01": Check("count(*)", rows="r.status <> 'draft'", **registered),
        "A01o": Check("count(DISTINCT r.organisation_id)", rows="r.status <> 'draft'", **registered),
        "A02": Check(
            "sum(CASE r.status WHEN 'accepted' THEN 1 ELSE 0 END) / count(*)",
            rows="r.status IN ('accepted', 'rejected')",
            source=REGISTRATIONS,
            day="r.decided_on",
            without=("registration_status",),
        ),
    }


def answer(
    snapshot: SnapshotLike, check: Check, by: Sequence[str], where: Mapping[str, str] | None = None
) -> dict[tuple[Any, ...], tuple[float, int]]:
    """Dimension values → (value, n), only rows that rest on something.

    `where` are SQL conditions on dimensions, `{}` standing for the dimension's expression (`day` for the
    date).
    """
    expressions = {**check.dimensions, "day": check.day or "NULL"}
    conditions = [check.rows, *(text.format(expressions[name]) for name, text in (where or {}).items())]
    selected = ", ".join(f"{check.dimensions[name]} AS d{place}" for place, name in enumerate(by))
    groups = ", ".join(f"d{place}" for place in range(len(by)))
    narrowed = f"FROM {check.source} WHERE {' AND '.join(f'({one})' for one in conditions)}"
    if check.each:
        parts = [
            f"SELECT {selected + ', ' if by else ''}{column} AS item {narrowed}" for column in check.each
        ]
        union = " UNION ALL ".join(parts)
        sql = f"SELECT {groups + ', ' if by else ''}{check.value} AS value, {check.n} AS n FROM ({union})"
    else:
        sql = f"SELECT {selected + ', ' if by else ''}{check.value} AS value, {check.n} AS n {narrowed}"
    rows = snapshot.query(f"{sql}{f' GROUP BY {groups}' if by else ''}").to_pylist()
    found = {
        tuple(_plain(row[f"d{place}"]) for place in range(len(by))): (row["value"], row["n"]) for row in rows
    }
    return {key: (float(value), int(n)) for key, (value, n) in found.items() if n and value is not None}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
