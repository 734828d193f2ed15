"""What speaks for a meeting, and what a visitor without a host lacks, in words: plain text, not escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from cxc_metrics.access import AssignedVisitors
from cxc_metrics.contract import ecosystems
from cxc_metrics.disclosure import Study

from . import language, numbers
from .texts import say


def feature_name(name: str) -> str:
    """A feature as a heading."""
    return say(f"matching.features.{name}")


def lack(code: object) -> str:
    """What a visitor without a host lacks; empty for one with a host."""
    return say(f"matching.lack.{code}") if isinstance(code, str) and code else ""


def country(code: object) -> str:
    """A country by its code, a dash where none is recorded."""
    return language.label("host_country", code) if isinstance(code, str) else numbers.NOT_AVAILABLE


def ecosystem(number: object) -> str:
    """An industrial ecosystem by its number, a dash where none is recorded."""
    if not isinstance(number, (int, float)) or pd.isna(number):
        return numbers.NOT_AVAILABLE
    listed = ecosystems().get(int(number))
    return listed.name_en if listed else str(int(number))


def reasons(row: Mapping[Hashable, Any], weights: Mapping[str, float], visitor_country: object) -> str:
    """What speaks for a pair, what weighs most first; then what speaks against it.

    `row` has the features, `days` and `hosted_visits`, and the host's country and ecosystem as `country` and
    `ecosystem`, or as `host_country` and `host_ecosystem`.
    """
    places = {
        "country": country(row.get("host_country", row.get("country"))),
        "ecosystem": ecosystem(row.get("host_ecosystem", row.get("ecosystem"))),
        "visitor_country": country(visitor_country),
        "days": numbers.number(row["days"]),
        "visits": numbers.number(row["hosted_visits"]),
    }
    weighed = {
        name: weight * float(row[name]) for name, weight in weights.items() if row[name] > 0 and weight
    }
    ordered = sorted(weighed, key=lambda name: (-abs(weighed[name]), name))
    spoken = {name: say(f"matching.speaks.{name}", **places) for name in ordered}
    parts = [spoken[name] for name in ordered if weighed[name] > 0]
    if against := [spoken[name] for name in ordered if weighed[name] < 0]:
        parts.append(say("matching.speaks.against", reasons=", ".join(against)))
    return "; ".join(parts) if parts else say("matching.nothing_speaks")


def why(assigned: AssignedVisitors, weights: Mapping[str, float]) -> list[str]:
    """For each row of an assignment what speaks for its host, or what it lacks."""
    return [
        reasons(row, weights, row["country"]) if isinstance(row["host"], str) else lack(row["lacks"])
        for row in assigned.table.to_dict("records")
    ]


def mail_list(
    assigned: Study[AssignedVisitors],
    weights: Mapping[str, float],
    partnership: str,
    window: tuple[date, date],
) -> str:
    """The pairs as text to be put into a message, ordered by the host's partnership; then who has no host.

    `partnership` is its name, `window` the first and last day that were looked at.
    """
    table, as_at = assigned.result.table, assigned.as_at
    lines = [
        say(
            "matching.mail_head",
            partnership=partnership,
            first=numbers.day(window[0]),
            last=numbers.day(window[1]),
            as_at=numbers.day(as_at) if as_at else numbers.NOT_AVAILABLE,
        ),
        *([say("matching.mail_synthetic")] if assigned.is_synthetic else []),
    ]
    placed = table[table["host"].notna()]
    names = placed["host_partnership"].fillna(say("matching.mail_no_partnership"))
    for name in sorted(names.unique()):
        lines += ["", say("matching.mail_group", partnership=name)]
        lines += [f"- {_pair(row, weights)}" for row in placed[names == name].to_dict("records")]
    alone = table[table["host"].isna()]
    if len(alone):
        lines += ["", say("matching.mail_unplaced")]
        lines += [
            "- "
            + say(
                "matching.mail_alone",
                visitor=row["visitor"],
                visitor_country=country(row["country"]),
                lacks=lack(row["lacks"]),
            )
            for row in alone.to_dict("records")
        ]
    return "\n".join(lines) + "\n"


def _pair(row: Mapping[Hashable, Any], weights: Mapping[str, float]) -> str:
    return say(
        "matching.mail_pair",
        visitor=row["visitor"],
        visitor_country=country(row["country"]),
        host=row["host"],
        host_country=country(row["host_country"]),
        points=numbers.number(row["points"]),
        reasons=reasons(row, weights, row["country"]),
    )
