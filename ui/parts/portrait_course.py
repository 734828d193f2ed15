"""One figure of a profile year by year, beside what stands for the group."""

from __future__ import annotations

import pandas as pd

from cxc_metrics.access import set_against_group
from cxc_metrics.catalogue import Kpi
from cxc_metrics.export.pictures.default_drawing import unit_of
from cxc_metrics.export.pictures.drawings import Series, Trend
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks
from ui.parts.portrait import Side, SideFigures, Subject, group_name, group_value, series_told
from ui.session import untellable


def course(side: Side, figures: SideFigures, kpi: str, subject: Subject, *, title: str) -> None:
    """The figure by year as bars; why there is none, where it has no years."""
    if not figures.measurement.has_totals:
        reader = session.reader()
        lack = reader.lack(kpi, ("year",))
        if lack or not reader.options("year"):
            untellable.fold(title, lack or say("selection.no_dates"))
            return
        by_year = session.measured([kpi], by=["year"], scope=side.own, compare=side.group, totals=True)
        figures = SideFigures(by_year, set_against_group(by_year, subject.members).frame())
    measurement = figures.measurement
    key = f"{subject.key}_{side.role}_{kpi}_year"
    kpi_shown = measurement[kpi].kpi
    rows = figures.against_group[figures.against_group["kpi"] == kpi]
    if rows.empty or not rows["value"].fillna(0).any():
        blocks.chart(key, title, None, measurement, finding="")
        return
    years = rows[~rows["is_total"].astype(bool)]
    group = group_name(years.iloc[0]["stands"], subject)
    drawn = years[["year", "value", "group", "n", "flag"]].rename(
        columns={"value": subject.name, "group": group}
    )
    columns = series_told(kpi_shown.name, subject.name, group) | {
        "n": say("profile.column_n", name=subject.name)
    }
    blocks.chart(
        key,
        title,
        _drawing(kpi_shown, years, side, subject.name, group),
        measurement.only(kpi),
        finding=_finding(kpi_shown, years, group),
        note=say("chart.paler") if years["flag"].str.contains(PROVISIONAL).any() else "",
        drawn=measurement.table(drawn, columns),
    )


def _drawing(kpi: Kpi, years: pd.DataFrame, side: Side, name: str, group: str) -> Trend:
    return Trend(
        [str(year) for year in years["year"]],
        [
            Series(name, list(map(numbers.present, years["value"])), side.role),
            Series(group, list(map(numbers.present, years["group"])), "target"),
        ],
        unit=unit_of(kpi),
        number="share" if kpi.is_percent else "decimal",
        provisional=[PROVISIONAL in flag for flag in years["flag"]],
    )


def _finding(kpi: Kpi, years: pd.DataFrame, group: str) -> str:
    """The best year that is over; where none is, the best."""
    measured = years[years["value"].notna()]
    closed = measured[~measured["flag"].str.contains(PROVISIONAL)]
    best = (closed if len(closed) else measured).sort_values("value", kind="stable").iloc[-1]
    return say(
        "profile.course",
        year=best["year"],
        value=numbers.kpi_value(kpi, best["value"]),
        group=group,
        other=group_value(kpi, best.to_dict()),
    )
