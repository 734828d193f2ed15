"""A figure as a reader meets it: question, finding, chart, table, definition, export, source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from cxc_metrics.access import Change
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Figures, Table, required
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Drawing, RankedBars
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Matrix
from cxc_metrics.export.texts_out import written_figures
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui.figures import CONFIG, figure_of, sparkline
from ui.figures.theme import palette
from ui.parts import (
    foot,
    grids,
    maps,
    ranked_rows,
    tables,
    tiles,
)
from ui.parts.exports import Said
from ui.parts.tiles import Tile
from ui.session import behind, below, untellable


def chart(
    key: str,
    title: str,
    drawing: Drawing | None,
    measurement: Figures,
    *,
    finding: str,
    on_pick: Callable[[Sequence[Any]], None] | None = None,
    note: str = "",
    drawn: Table | None = None,
    in_one: bool = False,
) -> None:
    """Draw one chart with everything that belongs to it; with `in_one` title and finding are one heading.

    `title` is a question or finding; `finding` one generated sentence (plain, also the chart's alternative
    text); `drawn` is what is plotted, where that is not the table of the measurement; `on_pick` receives the
    `customdata` of the clicked mark, of a map the code of the country. What is not measurable says why
    instead, in the line of the page's part where no selection would help (`untellable`).
    """
    required(measurement)
    if untellable.folded(title, measurement):
        return
    reasons = measurement.not_measurable
    if drawing is None or len(reasons) == len(measurement.kpis):
        st.header(title, anchor=False)
        nothing(reasons, measurement.scope)
        return
    finding = sentences.with_untold(finding, measurement)
    if in_one:
        st.header(f"{title}: {markdown_text(finding)}", anchor=False)
    else:
        st.header(title, anchor=False)
        st.markdown(markdown_text(finding))
    plot(key, drawing, finding, on_pick)
    if note:
        st.caption(note)

    def table() -> None:
        tables.show(written_figures(measurement), alt=finding, key=key)

    said = Said(title, finding, (note,) if note else (), drawing)
    foot.draw(key, said, measurement, table=table, drawn=drawn)


def plot(
    key: str,
    drawing: Drawing,
    finding: str,
    on_pick: Callable[[Sequence[Any]], None] | None = None,
) -> None:
    """The drawing on screen, `finding` as its alternative text; a click hands its `customdata` over."""
    if isinstance(drawing, CountryMap):
        maps.draw(key, drawing, finding, on_pick)
        return
    if isinstance(drawing, Matrix):
        grids.draw(key, drawing, finding, on_pick)
        return
    if isinstance(drawing, RankedBars):
        ranked_rows.draw(key, drawing, finding, on_pick)
        return
    figure, config = figure_of(drawing, palette()), dict(CONFIG)
    if on_pick is None:
        st.plotly_chart(figure, key=key, config=config, alt=finding)
        return

    def picked() -> None:
        if code := clicked(key):
            on_pick(code)
            below.stay()

    st.plotly_chart(figure, key=key, config=config, alt=finding, on_select=picked, selection_mode="points")


def clicked(key: str) -> list[Any] | None:
    """The code of the one mark that was clicked; a box, a lasso or a drag over several is no click."""
    selection = st.session_state[key]["selection"]
    points = selection["points"]
    if len(points) != 1 or selection.get("box") or selection.get("lasso"):
        return None
    code = points[0].get("customdata")
    return None if code is None else list(code)


def nothing(reasons: Mapping[str, str], scope: Scope) -> None:
    """Why there is no figure here: in one line where the viewer may ask it of another selection."""
    different = list(dict.fromkeys(reasons.values()))
    outside = [line for reason in different if (line := untellable.outside(reason))]
    # What lets the first figure be shown is said; the others may take more.
    for line in outside[:1]:
        st.caption(line)
    for reason in different:
        if not untellable.outside(reason):
            st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
    if not reasons:
        st.info(sentences.nothing(scope), icon=":material/search_off:")


def headline(key: str, measurement: Figures, history: Figures | None = None, *, most: int = 4) -> None:
    """The figures on top: value, change against one year earlier; their course where a history is given.

    `history` is the same KPIs by period, in order.
    """
    courses = courses_of(history) if history else {}
    ids = {kpi.id for kpi in measurement.kpis}
    # In the view closed and validated the exchanges held are those of the tile beside: once is enough.
    twice = {kpi.id for kpi in measurement.kpis if kpi.validated_as in ids and _is_validated(measurement)}
    shown = [kpi for kpi in untellable.kept(measurement) if kpi.id not in twice]
    tiles.draw([tile(kpi, measurement, courses.get(kpi.id)) for kpi in shown], most=most)
    drawn = (lambda: with_courses(measurement, history)) if history else None
    foot.draw(key, say("chart.headline"), measurement, source=False, drawn=drawn)


def with_courses(measurement: Figures, history: Figures) -> Table:
    """The figures of the whole selection, then their courses: one row for each period drawn beside them."""
    [period] = history.by
    whole = measurement.frame().assign(**{period: say("chart.whole")})
    table = pd.concat([whole, history.frame(totals=False).astype({period: "str"})], ignore_index=True)
    columns = {period: say("chart.period_column", period=period)}
    return measurement.table(leading(table, period), columns)


def _is_validated(measurement: Figures) -> bool:
    return measurement.scope.status == "validated"


class Course(NamedTuple):
    """The values of one KPI by period, and of which periods not all is known yet."""

    values: list[float | None]
    provisional: list[bool]


def courses_of(history: Figures) -> dict[str, Course]:
    """The course of each KPI; none where it cannot be measured by period."""
    return {
        figure.kpi.id: Course(
            [None if cell.value is None else float(cell.value) for cell in figure.cells],
            [PROVISIONAL in cell.flag for cell in figure.cells],
        )
        for figure in history.details()
        if not figure.reason
    }


def value_text(kpi: Kpi, measurement: Figures) -> str:
    """The value for the whole selection beside its name, or that it is not measurable."""
    figure = measurement[kpi.id]
    if figure.reason:
        return _untold(reason=figure.reason)
    text = numbers.with_unit_once(kpi, figure.value)
    over = numbers.over(figure.over)
    return f"{text} ({over})" if over else text


def tile(kpi: Kpi, measurement: Figures, course: Course | None = None, *, below: Sequence[str] = ()) -> Tile:
    """One headline figure: name, value, change, its definition behind the question mark."""
    figure = measurement[kpi.id]
    reason = figure.reason
    change = None if reason else figure.change
    flag = "" if reason else figure.flag
    unit = f" ({kpi.unit})" if kpi.unit == "EUR" else ""
    return Tile(
        kpi.name + unit,
        say("measure.not_measurable_short") if reason else numbers.kpi_value(kpi, figure.value),
        sentences.not_measurable(reason) if reason else f"{kpi.id}: {kpi.definition}",
        change=change.text(language.babel_id()) if change and not change.doubt else "",
        rises=change is None or change.value >= 0,
        note=_untold(reason) if reason else _compared(change, flag),
        picture=sparkline(*course, palette().muted) if course else "",
        picture_told=course_in_words(kpi, course) if course else "",
        below=tuple(filter(None, (*below, "" if reason else numbers.over(figure.over)))),
        figure=kpi.id,
        behind="" if reason else behind.name_tile(kpi.id, measurement),
    )


def _untold(reason: str) -> str:
    return say("viewer.fewer" if untellable.outside(reason) else "measure.not_measurable")


def _compared(change: Change | None, flag: str) -> str:
    if change is not None:
        return (
            say("measure.no_fair_comparison", why=change.doubt)
            if change.doubt
            else say("measure.year_before")
        )
    return say("measure.provisional") if PROVISIONAL in flag else ""


def course_in_words(kpi: Kpi, course: Course) -> str:
    """The values in order, in one line. Plain text."""
    mark = say("measure.provisional")
    rows = [
        numbers.kpi_value(kpi, value) + (f" ({mark})" if provisional else "")
        for value, provisional in zip(*course, strict=True)
    ]
    return say("chart.course", name=kpi.name, values=", ".join(rows))
