"""What speaks for a meeting, and what a visitor without a host lacks, in words: plain text, not escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from numbers import Real
from typing import Any

import pandas as pd

from cxc_metrics.access import AssignedVisitors, EvaluatedRanking
from cxc_metrics.contract import ecosystems
from cxc_metrics.disclosure import Study

from . import language, numbers
from .texts import catalogue, say


def feature_name(name: str) -> str:
    """A feature as a heading."""
    return say(f"matching.features.{name}")


def lack(code: object) -> str:
    """What a visitor without a host lacks; empty for one with a host."""
    return say(f"matching.lack.{code}") if isinstance(code, str) and code else ""


def country(code: object) -> str:
    """A country by its code, or that none is recorded."""
    return language.label("host_country", code) if isinstance(code, str) else say("matching.not_recorded")


def ecosystem(number: object) -> str:
    """An industrial ecosystem by its number, or that none is recorded."""
    if not isinstance(number, Real) or numbers.is_missing(number):
        return say("matching.not_recorded")
    position = int(float(number))
    listed = ecosystems().get(position)
    return listed.name_en if listed else str(position)


def named(row: Mapping[Hashable, Any]) -> str:
    """An organisation with its country and partnership: Alfa, Spain (WAVE)."""
    place = say("matching.of_country", name=row["name"], country=country(row["country"]))
    partnership = row["partnership"]
    if not isinstance(partnership, str):
        return place
    return say("matching.of_partnership", name=place, partnership=partnership)


def named_host(row: Mapping[Hashable, Any]) -> str:
    """The host in a row of an assignment, likewise."""
    return named(
        {"name": row["host"], "country": row["host_country"], "partnership": row["host_partnership"]}
    )


def host_or_none(name: object, points: float) -> str:
    """A host with its points; a dash without one."""
    if not isinstance(name, str):
        return numbers.NOT_AVAILABLE
    return say("matching.with_points", name=name, points=numbers.number(points, decimals=1))


def weights_listed(weights: Mapping[str, float]) -> str:
    """All features with what they count, the heaviest first."""
    ordered = sorted(weights, key=lambda name: (-abs(weights[name]), name))
    return "; ".join(f"{feature_name(name)} {numbers.number(weights[name], decimals=2)}" for name in ordered)


def with_interval(value: str, low: str, high: str) -> str:
    """A value with its interval."""
    return say("matching.with_interval", value=value, low=low, high=high)


def interval(low: float, high: float) -> str:
    """From one weight to another; a dash where none could be fitted."""
    if numbers.is_missing(low):
        return numbers.NOT_AVAILABLE
    return say("matching.from_to", low=numbers.number(low, decimals=2), high=numbers.number(high, decimals=2))


def in_columns(table: pd.DataFrame) -> pd.DataFrame:
    """A table of match-making under the names that columns have in all our files."""
    return table.rename(columns={"ecosystem": "sector", "host_ecosystem": "host_sector"})


def column_meanings(table: pd.DataFrame) -> dict[str, str]:
    """What the columns of a table of match-making mean, those that other files have not."""
    meanings = {}
    for name in table.columns:
        if f"matching.features.{name}" in catalogue():
            meanings[name] = say("matching.means.feature", name=feature_name(name))
        elif f"matching.means.{name}" in catalogue():
            meanings[name] = say(f"matching.means.{name}")
    return meanings


def evaluation_in_words(evaluation: EvaluatedRanking) -> str:
    """What was tried, and whether the ranking is better than each baseline."""
    own = evaluation.table.iloc[0]
    sentence = say(
        "matching.tried_finding",
        share=numbers.percent(own["in_top"], decimals=0),
        reciprocal=numbers.number(own["reciprocal"], decimals=2),
    )
    if not (worse := evaluation.not_better()):
        return f"{sentence} {say('matching.better')}"
    return " ".join([sentence, *(not_better(way, measure) for way, measure in worse)])


def not_better(way: str, measure: str) -> str:
    """That the ranking is not shown to be better than a baseline by a measure."""
    return say("matching.not_better", way=say(f"matching.way.{way}"), measure=say(f"matching.{measure}"))


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
        points=numbers.number(row["points"], decimals=1),
        reasons=reasons(row, weights, row["country"]),
    )
