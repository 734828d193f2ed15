"""Wrong differences somebody would have believed: who stands in the comparison group (definitions 6)."""

from __future__ import annotations

import pandas as pd

from cxc_metrics.kpis.effect_kind import arms, first_accepted, was_matched


def _visitors(*rows: tuple[str, str, bool, str | None, str | None]) -> pd.DataFrame:
    """Visitors by unit, day of acceptance, whether matched, day of the match, first day of the visit."""
    table = pd.DataFrame(rows, columns=["unit", "accepted_on", "matched", "matched_on", "started_on"])
    days = ["accepted_on", "matched_on", "started_on"]
    return table.assign(**{name: pd.to_datetime(table[name]) for name in days}, left_on=pd.NaT)


def _compared(visitors: pd.DataFrame) -> dict[str, tuple[str, bool]]:
    """Unit of the comparison group → the day it inherits, and whether it was matched later."""
    chosen = arms(visitors).comparison
    days = chosen["index_on"].dt.strftime("%Y-%m-%d")
    return dict(zip(chosen["unit"], zip(days, chosen["matched_later"], strict=True), strict=True))


def test_who_set_off_without_a_recorded_match_is_not_waiting_any_more() -> None:
    """visitor  accepted    match       set off
    p        2021-01-01  2021-02-01  2021-03-01
    q        2021-01-01  –           2021-05-01   its exchange names no match
    w        2021-01-01  –           –
    On 1 March q and w are still waiting, on 1 May only w. With the match alone q would wait for ever, and be
    compared on 1 May with itself."""
    visitors = _visitors(
        ("p", "2021-01-01", True, "2021-02-01", "2021-03-01"),
        ("q", "2021-01-01", False, None, "2021-05-01"),
        ("w", "2021-01-01", False, None, None),
    )
    assert _compared(visitors)["q"] == ("2021-03-01", True)
    alone = visitors[visitors["unit"] != "p"]
    assert _compared(alone) == {"w": ("2021-05-01", False)}


def test_a_match_without_its_day_is_no_waiting() -> None:
    """u was matched, nobody wrote down when: on the day p set off it may have been matched or not, so that it
    is in no comparison; and it is not one of those never matched."""
    visitors = _visitors(
        ("p", "2021-01-01", True, "2021-02-01", "2021-03-01"),
        ("u", "2021-01-01", True, None, None),
        ("w", "2021-01-01", False, None, None),
    )
    assert _compared(visitors) == {"w": ("2021-03-01", False)}
    people = first_accepted(visitors)
    assert people["unit"][~was_matched(people)].tolist() == ["w"]
