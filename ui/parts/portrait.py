"""What the rooms of countries and ecosystems share: figures side by side, and the profile of one of them.

A profile sets one member of a group beside the group: see `cxc_metrics.studies.against_group` for what
stands for
the group. The selection applies to it, but for the filters on what the profile is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import pandas as pd
import streamlit as st

from cxc_metrics.access import (
    AVERAGE,
    NEITHER,
    Question,
    set_against_group,
    spread_against_group,
)
from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import Figures, Table
from cxc_metrics.export.pictures.drawings import GroupedBars, Series
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    foot,
    marking,
    tables,
)
from ui.parts.tiles import Tile
from ui.session import behind, untellable

# Figures of an exchange that both a visiting and a hosting side can be told by.
FIGURES: Final = ("O01v", "O04", "O07", "O10", "O11", "A08")
SHOWN_PARTNERS: Final = 8
KOSOVO: Final = "XK"
# Each is also what its colour means.
Role = Literal["visitor", "host"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)


@dataclass(frozen=True)
class Side:
    """One side of a profile: `own` is the selection narrowed to it, `group` to all it is set beside."""

    role: Role
    own: Scope
    group: Scope


@dataclass(frozen=True)
class Subject:
    """Whom a profile is about, and the group: names as they are (not escaped), `members` of the group."""

    key: str
    name: str
    group: str
    average: str
    members: int


@dataclass(frozen=True)
class SideFigures:
    """The figures of one side, and each of them beside the group."""

    measurement: Figures
    against_group: pd.DataFrame

    @property
    def totals(self) -> pd.DataFrame:
        """One row for each figure of the whole selection."""
        whole = self.against_group["is_total"].astype(bool) if self.measurement.has_totals else slice(None)
        return self.against_group[whole]


def figures_of(side: Side, subject: Subject) -> SideFigures:
    """The figures of one side by year with their totals, beside the group.

    No years without dates, nor where the viewer may not ask all of them by year.
    """
    reader = session.reader()
    kpis = [reader.volume(), *FIGURES]
    by_year = Question(tuple(kpis), ("year",), side.own)
    years = ["year"] if reader.options("year") and not reader.reason_against(by_year) else []
    figures = session.measured(kpis, by=years, scope=side.own, compare=side.group, totals=bool(years))
    return SideFigures(figures, set_against_group(figures, subject.members).frame())


def tile(label: str, kpi: str, figures: SideFigures, subject: Subject) -> Tile:
    """One headline figure of a side with what stands for the group below it."""
    measurement = figures.measurement
    figure = measurement[kpi]
    kpi_asked, reason = figure.kpi, figure.reason
    of_group = [
        f"{group_name(row['stands'], subject)}: {group_value(kpi_asked, row)}"
        for row in figures.totals.to_dict("records")
        if row["kpi"] == kpi and pd.notna(row["group"])
    ]
    return Tile(
        label,
        say("measure.not_measurable_short") if reason else numbers.kpi_value(kpi_asked, figure.value),
        f"{kpi}: {reason or kpi_asked.definition}",
        below=tuple(filter(None, (*of_group, "" if reason else numbers.over(figure.over)))),
        figure=kpi,
        behind="" if reason else behind.name_tile(kpi, measurement),
    )


def group_name(stands: str, subject: Subject) -> str:
    """What stands for the group, in words: an average of its members, or all of it together."""
    return subject.average if stands == AVERAGE else subject.group


def group_value(kpi: Kpi, row: Mapping[Any, Any]) -> str:
    """An average of whole numbers has a fraction."""
    if row["stands"] == NEITHER or pd.isna(row["group"]):
        return numbers.NOT_AVAILABLE
    if row["stands"] == AVERAGE:
        return numbers.number(row["group"], decimals=1)
    return numbers.kpi_value(kpi, row["group"])


def _in_table(kpi: Kpi, row: Mapping[Any, Any]) -> str:
    value = group_value(kpi, row)
    averaged = row["stands"] == AVERAGE and value != numbers.NOT_AVAILABLE
    return say("profile.on_average", value=value) if averaged else value


def figures_table(side: Side, figures: SideFigures, subject: Subject) -> None:
    """Every figure of one side beside what stands for the group."""
    measurement = figures.measurement
    key, title = f"{subject.key}_{side.role}_figures", say(f"profile.figures_{side.role}", name=subject.name)
    kpis = {kpi.id: kpi for kpi in untellable.kept(measurement)}
    rows = [
        {
            say("profile.figure"): kpis[row["kpi"]].name,
            subject.name: f"{numbers.kpi_value(kpis[row['kpi']], row['value'])} {row['flag']}".strip(": "),
            subject.group: _in_table(kpis[row["kpi"]], row),
            "n": numbers.number(row["n"]),
        }
        for row in figures.totals.to_dict("records")
        if row["kpi"] in kpis
    ]
    tables.show(pd.DataFrame(rows), alt=title)
    _missing(measurement, list(kpis.values()))
    foot.draw(key, title, measurement, source=False, drawn=_figures_drawn(figures, subject))


def _figures_drawn(figures: SideFigures, subject: Subject) -> Table:
    names = {kpi.id: kpi.name for kpi in figures.measurement.kpis}
    totals = figures.totals
    table = totals[["kpi", "value", "group", "stands", "n", "flag"]].rename(
        columns={"value": subject.name, "group": subject.group}
    )
    table.insert(1, "figure", [names[kpi_id] for kpi_id in table["kpi"]])
    columns = series_told(say("profile.value"), subject.name, subject.group)
    return figures.measurement.table(table, columns)


def _missing(measurement: Figures, shown: Sequence[Kpi]) -> None:
    """Which of these figures there are not in this selection, by the reason why."""
    reasons: dict[str, list[str]] = {}
    for kpi in shown:
        if kpi.id in measurement.not_measurable:
            reasons.setdefault(measurement.not_measurable[kpi.id], []).append(kpi.name)
    lines = [f"{', '.join(names)}: {sentences.reason(reason)}" for reason, names in reasons.items()]
    if lines:
        st.caption("  \n".join(markdown_text(line) for line in lines))


def spread(
    side: Side,
    by: str,
    subject: Subject,
    *,
    title: str,
    on_pick: Callable[[Sequence[Any]], None],
) -> bool:
    """How a side's number spreads over a dimension, beside the group's; whether Kosovo is in it."""
    reader = session.reader()
    counted = reader.volume()
    own, group = side.own.apart_from(by), side.group.apart_from(by)
    measurement = session.measured([counted], by=[by], scope=own, compare=group)
    key = f"{subject.key}_{side.role}_{by}"
    if measurement.not_measurable:
        blocks.chart(key, title, None, measurement, finding="")
        return False
    values = spread_against_group(measurement, counted).frame()
    values = values[values["value"] > 0]
    scope = session.scope()
    top = marking.first(values, by, scope, SHOWN_PARTNERS)
    labels = [language.label(by, code, reader, short=True) for code in top[by]]
    left_out = say("profile.first", shown=len(top), total=len(values), what=say(f"many.{by}"))
    blocks.chart(
        key,
        title,
        _spread_drawing(top, by, labels, side, subject) if len(top) else None,
        measurement,
        finding=_spread_told(top, labels, subject, measurement.kpis[0].unit),
        drawn=_spread_drawn(measurement, values, by, side, subject),
        on_pick=on_pick,
        note=" ".join(filter(None, [left_out if len(values) > len(top) else "", marking.note(scope, by)])),
    )
    return KOSOVO in set(top[by])


def _spread_drawn(measurement: Figures, values: pd.DataFrame, by: str, side: Side, subject: Subject) -> Table:
    """Shares first, as they are drawn, then the numbers they are of."""
    unit = measurement.kpis[0].unit
    names = {"share": subject.name, "group_share": subject.group}
    numbers_of = {"value": f"{subject.name}, {unit}", "group_value": f"{subject.group}, {unit}"}
    table = values[[by, *names, *numbers_of]].rename(columns={**names, **numbers_of})
    shares = series_told(say(f"profile.share_{side.role}"), *names.values())
    return measurement.table(table, shares | series_told(unit, *numbers_of.values()))


def series_told(what: str, *names: str) -> dict[str, str]:
    """What is said in an export of a column for each of these names."""
    return {name: say("chart.series", what=what, name=name) for name in names}


def _spread_drawing(
    top: pd.DataFrame, by: str, labels: Sequence[str], side: Side, subject: Subject
) -> GroupedBars:
    return GroupedBars(
        list(top[by]),
        labels,
        [
            Series(subject.name, list(map(numbers.present, top["share"])), side.role),
            Series(subject.group, list(map(numbers.present, top["group_share"])), "target"),
        ],
        unit=say(f"profile.share_{side.role}"),
        number="share",
        selected=marking.marked(session.scope(), by),
    )


def _spread_told(top: pd.DataFrame, labels: Sequence[str], subject: Subject, unit: str) -> str:
    parts = [
        say(
            "profile.part",
            name=label,
            own=numbers.percent(row["share"]),
            group=subject.group,
            other=numbers.percent(row["group_share"]),
        )
        for label, row in zip(labels[:3], top.head(3).to_dict("records"), strict=True)
    ]
    n = numbers.number(top["n"].iloc[0]) if len(top) else numbers.number(0)
    return say("profile.spread", parts="; ".join(parts), n=n, unit=unit)


def footnote() -> None:
    """The note that stands wherever Kosovo* does."""
    st.caption(KOSOVO_NOTE.replace("*", "\\*"))
