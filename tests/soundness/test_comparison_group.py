"""Wrong differences somebody would have believed: who stands in the comparison group (definitions 6)."""

from __future__ import annotations

import pandas as pd

from cxc_metrics.catalogue.kinds.effect import people
from cxc_metrics.statistics.effect.risk_set import risk_sets


def _visitors(*rows: tuple[str, str, bool, str | None, str | None]) -> pd.DataFrame:
    """Visitors by unit, day of acceptance, whether matched, day of the match, first day of the visit."""
    table = pd.DataFrame(rows, columns=["unit", "accepted_on", "matched", "matched_on", "started_on"])
    days = {name: pd.to_datetime(table[name]) for name in ("accepted_on", "matched_on", "started_on")}
    return table.assign(
        **days, visited_on=days["started_on"], left_on=pd.NaT, registration=table["unit"], questions=None
    )


def _compared(visitors: pd.DataFrame) -> list[str]:
    """Units of the comparison group, where everybody answered 548 days after 1 March 2021.

    Who travelled was asked because of it, and while waiting before it set off.
    """
    told = [
        (unit, name, waiting, day, f"{unit}{name}{waiting}", 10.0)
        for unit in visitors["unit"]
        for name, waiting, day in (
            ("T0", True, "2020-12-01"),
            ("T3", True, "2022-08-31"),
            ("T3", False, "2022-09-01"),
        )
    ]
    columns = ["unit", "survey_round", "waiting", "answered_on", "key", "value"]
    asked = pd.DataFrame(told, columns=columns)
    asked = asked.assign(answered_on=pd.to_datetime(asked["answered_on"]))
    return risk_sets(people(visitors), asked).comparison["unit"].tolist()


def test_who_set_off_without_a_recorded_match_is_not_waiting_any_more() -> None:
    """visitor  accepted    match       set off
    p        2021-01-01  2021-02-01  2021-03-01
    q        2021-01-01  –           2021-02-20   its exchange names no match
    r        2021-01-01  –           2022-10-01   after its answer
    w        2021-01-01  –           –
    On 1 March r and w are still waiting. With the match alone q would wait for ever."""
    visitors = _visitors(
        ("p", "2021-01-01", True, "2021-02-01", "2021-03-01"),
        ("q", "2021-01-01", False, None, "2021-02-20"),
        ("r", "2021-01-01", False, None, "2022-10-01"),
        ("w", "2021-01-01", False, None, None),
    )
    assert _compared(visitors) == ["r", "w"]


def test_a_match_without_its_day_is_no_waiting() -> None:
    """u was matched, nobody wrote down when: on the day p set off it may have been matched or not, so that it
    is in no comparison."""
    visitors = _visitors(
        ("p", "2021-01-01", True, "2021-02-01", "2021-03-01"),
        ("u", "2021-01-01", True, None, None),
        ("w", "2021-01-01", False, None, None),
    )
    assert _compared(visitors) == ["w"]
    told = people(visitors).set_index("unit")
    assert told["may_wait"].to_dict() == {"p": True, "u": False, "w": True}
