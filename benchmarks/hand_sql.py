"""What a person who knows the register would type for a page's questions: the yardstick of measuring.

Written from definitions alone (docs/definitions.md), over the same fact table, without the measuring code.
One statement per question, all KPIs of it at once, because a person would not ask eight times either.
"""

from __future__ import annotations

from collections.abc import Sequence

EU27 = (
    "('BE','BG','CZ','DK','DE','EE','IE','EL','ES','FR','HR','IT','CY','LV','LT','LU','HU','MT','NL','AT','PL','PT',"
    "'RO','SI','SK','FI','SE')"
)

# Over the rows of the fact `exchange` that are countable.
AGGREGATES = {
    "O01": "count(*)",
    "O01v": "count(*) FILTER (WHERE validated)",
    "O02": "len(list_distinct(list(DISTINCT visitor_id) || list(DISTINCT host_id)))",
    "O04": "count(*) FILTER (WHERE visitor_type = 'sme') / count(*)",
    "O06": "sum(attended_visitors)",
    "O07": "count(*) FILTER (WHERE mode = 'virtual') / count(*)",
    "O08m": f"""len(list_distinct(list(DISTINCT visitor_country) FILTER (WHERE visitor_country IN {EU27})
                || list(DISTINCT host_country) FILTER (WHERE host_country IN {EU27})))""",
    "O08o": "count(DISTINCT visitor_country)",
    "O08h": "count(DISTINCT host_country)",
    "O10": "count(*) FILTER (WHERE cross_sector) / count(cross_sector)",
    "O11": "count(*) FILTER (WHERE cross_partnership) / count(cross_partnership)",
}


def statement(fact: str, kpis: Sequence[str], by: Sequence[str], *, totals: bool) -> str | None:
    """The SELECT of one question; None where nobody has written one."""
    if not set(kpis) <= set(AGGREGATES):
        return None
    keys = ", ".join(by)
    values = ", ".join(f"{AGGREGATES[kpi]} AS {kpi}" for kpi in kpis)
    sql = f"SELECT {f'{keys}, ' if by else ''}{values} FROM {fact} WHERE countable"
    if not by:
        return sql
    return f"{sql} GROUP BY {f'GROUPING SETS (({keys}), ())' if totals else keys}"
