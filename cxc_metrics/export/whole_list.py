"""A partnership's one work list: all its parts in one table by organisation, and as text for a mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cxc_metrics.access import Role
from cxc_metrics.disclosure import Table, required
from cxc_metrics.scope import as_at_day, label
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import one_line
from cxc_metrics.words.texts import say

# By part: the day it counts from, the days since then (before it below zero), the money at stake.
_DAYS: Final = {
    "starts": ("started_on", "in_days"),
    "reports": ("ended_on", "age_days"),
    "payments": ("ended_on", "age_days"),
    "surveys": ("invited_on", "age_days"),
}
_COLUMNS: Final = {
    "organisation": "Who is to act or to be asked",
    "organisation_country": "Country of the organisation",
    "to_do": "What is to be done",
    "exchange_id": "The exchange it is about, where there is one",
    "since": "The day it counts from: last day of an exchange, of the invitation, first day of what starts",
    "age_days": "Days since then on the as-at day; below zero for what is still to come",
    "amount_eur": "Lump sum agreed and not paid, EUR",
    "detail": "Who has not signed, or with whom the exchange was",
}


def whole_work_list(parts: Mapping[str, Table], role: Role) -> Table:
    """All parts as one table: organisations by their oldest entry, within one the oldest first.

    A part that the register cannot tell has no rows. CxcError for what has not passed the disclosure.
    """
    rows = [
        _entry(name, record, role)
        for name, part in parts.items()
        for record in _rows(part).to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    if len(table):
        # A survey before the exchange does not say where its organisation is; other entries of it do.
        countries = table.groupby("organisation")["organisation_country"]
        only = countries.transform("first").where(countries.transform("nunique").eq(1))
        table["organisation_country"] = table["organisation_country"].where(
            table["organisation_country"].notna(), only
        )
        oldest = table.groupby(["organisation", "organisation_country"], dropna=False)["age_days"]
        table = (
            table.assign(oldest=oldest.transform("max"))
            .sort_values(
                ["oldest", "organisation", "age_days", "exchange_id"],
                ascending=[False, True, False, True],
                na_position="last",
                kind="stable",
            )
            .drop(columns="oldest")
            .reset_index(drop=True)
        )
    return next(iter(parts.values())).table(table, _COLUMNS)


def _rows(part: Table) -> pd.DataFrame:
    required(part)
    return part.frame()


def _entry(name: str, record: Mapping[Any, Any], role: Role) -> dict[str, Any]:
    day, age = _DAYS[name]
    other = record.get("host" if role == "visitor" else "visitor")
    state = record.get("report") or record.get("payment") or name
    what = say("to_do.surveys", round=record["survey_round"]) if name == "surveys" else say(f"to_do.{state}")
    return {
        "organisation": record.get("organisation" if name == "surveys" else role),
        "organisation_country": record.get(f"{role}_country"),
        "to_do": what,
        "exchange_id": record.get("exchange_id"),
        "since": record.get(day),
        "age_days": -record[age] if name == "starts" else record[age],
        "amount_eur": record.get("lump_sum_agreed_eur") if state == "unpaid" else None,
        "detail": record.get("missing") if name == "starts" else other,
    }


def money_at_stake(whole: Table) -> float:
    """Lump sums agreed and not paid in a whole work list, in EUR."""
    return float(pd.to_numeric(whole.frame()["amount_eur"]).sum())


def summary(whole: Table) -> str:
    """One sentence: how much there is to do, for how many organisations, and how much money waits."""
    rows = whole.frame()
    if rows.empty:
        return say("to_do.nothing")
    organisations = len(rows[["organisation", "organisation_country"]].drop_duplicates())
    amount = numbers.number(money_at_stake(whole))
    return say("to_do.summary", entries=len(rows), organisations=organisations, amount=amount)


def work_list_text(whole: Table, title: str) -> str:
    """A whole work list as text: a heading for each organisation, below it what is to be done."""
    lines = [one_line(title), as_at_day(whole.as_at), summary(whole)]
    rows = whole.frame()
    grouped: Any = rows.groupby(["organisation", "organisation_country"], dropna=False, sort=False)
    for (organisation, country), entries in grouped:
        place = "" if pd.isna(country) else f" ({label('visitor_country', country)})"
        name = say("to_do.nobody") if pd.isna(organisation) else one_line(organisation)
        lines += ["", f"{name}{place}"]
        lines += [f"  - {_line(entry)}" for entry in entries.to_dict("records")]
    lines += ["", whole.origin.title]
    return "\n".join(lines) + "\n"


def _line(entry: Mapping[Any, Any]) -> str:
    """What is to be done, since when, for which exchange, how much money."""
    days = numbers.number(abs(entry["age_days"]))
    waits = say("to_do.ahead" if entry["age_days"] < 0 else "to_do.since", day=entry["since"], days=days)
    parts = [entry["to_do"], waits]
    if not pd.isna(entry["amount_eur"]):
        parts.append(f"{numbers.number(float(entry['amount_eur']))} EUR")
    if not pd.isna(entry["exchange_id"]):
        parts.append(one_line(entry["exchange_id"]))
    if not pd.isna(entry["detail"]):
        parts.append(one_line(entry["detail"]))
    return "; ".join(str(part) for part in parts)
