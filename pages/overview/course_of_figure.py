"""The figure of the page over time; its title is what it says: rose from 5 in 2021 to 14 in 2023."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import EU_AVERAGE, SCHEME, TOGETHER, Question, stands_for_eu
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings import Series, Trend
from cxc_metrics.export.texts_out import written_figures
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import findings, language, sentences
from cxc_metrics.words.findings import Point
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import page_figure, page_questions
from ui import session
from ui.parts import blocks, foot, period_course, tables, views
from ui.parts.exports import Said

KEY: Final = "overview_chart_time"
HEIGHT: Final = 372
# Comparisons of the same years; those of other days cannot stand beside them.
_AVERAGES: Final = (EU_AVERAGE, SCHEME)


def questions(scope: Scope, figure: str) -> list[Question]:
    """The same years of a second selection, or of the average that they stand beside."""
    second = session.second_selection()
    if isinstance(second, Scope):
        return [Question((figure,), ("year",), second)]
    if second in _AVERAGES and session.can_compare(second, scope):
        return [Question((figure,), ("year",), scope, second)]
    return []


def subject(figure: str, scope: Scope) -> str:
    """What is shown, in words. Plain text."""
    reader = session.reader()
    return findings.subject(reader.kpi(figure), scope, reader, is_volume=figure == reader.volume())


def draw(scope: Scope, figure: str) -> None:
    """Bars by year, those not over paler; beside them those of a second selection."""
    answer = page_questions.history(scope).only(figure)
    points = _points(answer)
    kpi = answer.kpis[0]
    finding = findings.course(kpi, subject(figure, scope), points, protected=answer.is_protected)
    if answer.not_measurable or not any(point.value for point in points):
        st.header(markdown_text(finding), anchor=False)
        blocks.nothing(answer.not_measurable, scope)
        return
    finding = sentences.with_untold(finding, answer)
    others = [session.answered(question) for question in questions(scope, figure)]
    drawing = _drawing(answer, points, others)
    notes = [say("chart.paler")] if any(drawing.provisional) else []
    begun = page_figure.begins_within(session.reader())
    if begun in [point.period for point in points if point.value]:
        notes.append(say("start.begun", year=begun))
    st.header(markdown_text(finding), anchor=False)
    period_course.draw(KEY, drawing, [point.period for point in points], finding)
    if notes:
        st.caption(markdown_text(" ".join(notes)))
    said = Said(markdown_text(finding), "", tuple(notes), drawing)
    foot.draw(
        KEY,
        said,
        [answer, *others],
        table=lambda: tables.show(written_figures(answer), alt=finding, key=KEY),
    )


def _points(answer: Figures) -> list[Point]:
    """The years that have one; partial is the first where the register begins within it, and what goes on."""
    if answer.not_measurable:
        return []
    [figure] = answer
    begun = page_figure.begins_within(session.reader())
    return [
        Point(str(int(year)), cell.value, str(int(year)) == begun or PROVISIONAL in cell.flag)
        for year, cell in zip(answer.frame()["year"], figure.cells, strict=True)
        if pd.notna(year)
    ]


def _beside(other: Figures) -> tuple[dict[str, float | None], str]:
    """The years of what stands beside, and what it is called."""
    compare, [figure] = other.compare, other
    if compare is None:
        name = other.scope.sentence(session.reader(), locale=language.chosen())
        return {point.period: point.value for point in _points(other)}, name
    years = [str(int(year)) if pd.notna(year) else "" for year in other.frame()["year"]]
    name = say(f"beside.{compare.name}")
    if compare.name == EU_AVERAGE:
        name = say(f"beside.eu_series_{stands_for_eu(figure.kpi) or TOGETHER}")
    return dict(zip(years, figure.parts(compare.name), strict=True)), name


def _drawing(answer: Figures, points: Sequence[Point], others: Sequence[Figures]) -> Trend:
    [figure] = answer
    kpi = figure.kpi
    going_on = {
        year
        for year, cell in zip(answer.frame()["year"], figure.cells, strict=True)
        if PROVISIONAL in cell.flag
    }
    is_open_year = [int(point.period) in going_on for point in points]
    series = [Series(kpi.name if not others else say("beside.this"), [point.value for point in points])]
    for other in others:
        if other.not_measurable:
            continue
        values, name = _beside(other)
        series.append(Series(name, [values.get(point.period) for point in points], "target"))
    return Trend(
        [
            say("start.so_far", year=point.period) if is_open else point.period
            for point, is_open in zip(points, is_open_year, strict=True)
        ],
        series,
        unit=views.unit_of(answer),
        number=views.form_of(kpi),
        provisional=is_open_year,
        height=HEIGHT,
    )
