"""In the middle: the figure of the page as one large chart, of which only the one in sight is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from cxc_metrics.access import Question
from cxc_metrics.export.texts_out import written_figures
from cxc_metrics.scope import Scope
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import course_of_figure, page_figure, page_questions
from ui import session
from ui.parts import foot, grids, marking, matrices, views
from ui.parts.exports import Said
from ui.session.asked_whole import is_whole

CHART, BY = "chart", "by"
_KEY: Final = "overview_chart"
_MAPPED: Final = ("visitor_country", "host_country", "participant_country")
_PAIRS: Final = (("visitor_country", "host_country"), ("visitor_sector", "host_sector"))
_CHARTS: Final = ("time", "map", "ranking", "matrix", "table")


def draw(scope: Scope, figure: str) -> None:
    """The tabs; the address says which is open."""
    charts: Mapping[str, Callable[[Scope, str], None]] = {
        "time": course_of_figure.draw,
        "map": _map,
        "ranking": _ranking,
        "matrix": _matrix,
        "table": _table,
    }
    if is_whole():
        for chart, show in charts.items():
            if _choices(chart, figure, scope):
                show(scope, figure)
        return
    labels = {say(f"start.{chart}"): chart for chart in charts}
    st.session_state["w_chart"] = say(f"start.{_open_chart()}")
    tabs = st.tabs(
        list(labels),
        key="w_chart",
        on_change=lambda: session.go_on_page(**{CHART: labels[st.session_state["w_chart"]]}),
    )
    for tab, (chart, show) in zip(tabs, charts.items(), strict=True):
        with tab:
            if tab.open:
                _shown(chart, show, scope, figure)


def questions(scope: Scope, figure: str) -> list[Question]:
    """What the chart in sight asks that the figures and the lists beside it do not."""
    chart = _open_chart()
    if chart == "time":
        return course_of_figure.questions(scope, figure)
    choices = _choices(chart, figure, scope)
    if not choices:
        return []
    by = _wanted(choices)
    if chart == "matrix":
        return page_questions.pairs(figure, by, scope)
    if chart == "ranking":
        return [page_questions.ranked_beside(figure, by[0], scope)]
    return [page_questions.ranked_alone(figure, by[0], scope)]


def _open_chart() -> str:
    chart = session.page_value(CHART)
    return chart if chart in _CHARTS else _CHARTS[0]


def _choices(chart: str, figure: str, scope: Scope) -> list[tuple[str, ...]]:
    """What a chart can show the figure by."""
    return [by for by in _possible(chart, figure) if not page_figure.why_not(figure, by, scope)]


def _possible(chart: str, figure: str) -> list[tuple[str, ...]]:
    reader = session.reader()
    if chart == "time":
        return [("year",)]
    if chart == "matrix" and not reader.kpi(figure).additive:
        return []  # of a share or a median hardly a cell has enough to rest on
    if chart == "matrix":
        return [pair for pair in _PAIRS if all(map(reader.can_filter, pair))]
    every = dict.fromkeys((*page_figure.dimensions(reader), "host_country", "host_sector"))
    names = [by for by in every if reader.can_filter(by)]
    return [(by,) for by in names if chart != "map" or by in _MAPPED]


def _shown(chart: str, show: Callable[[Scope, str], None], scope: Scope, figure: str) -> None:
    """The chart, or why the figure cannot be shown so, and how it can."""
    possible = _possible(chart, figure)
    if any(not page_figure.why_not(figure, by, scope) for by in possible):
        show(scope, figure)
        return
    reasons = [page_figure.why_not(figure, by, scope) for by in possible[:1]] or [say("start.no_cells")]
    text = say("start.cannot", reason=page_figure.as_sentence(reasons[0]))
    others = [say(f"start.{each}") for each in _CHARTS if _choices(each, figure, scope)]
    more = say("start.can", charts=", ".join(others)) if others else ""
    st.info(markdown_text(f"{text} {more}".strip()), icon=":material/block:")


def _by(chart: str, scope: Scope, figure: str) -> tuple[str, ...]:
    """By what the chart is: chosen above it where there is a choice, kept in the address."""
    choices = _choices(chart, figure, scope)
    offered = {".".join(by): by for by in choices}
    chosen = ".".join(_wanted(choices))
    if len(offered) > 1 and not is_whole():
        st.session_state["w_by"] = chosen
        st.segmented_control(
            say("start.by"),
            list(offered),
            key="w_by",
            required=True,
            format_func=lambda name: " × ".join(say(f"start.{part}") for part in offered[name]),
            on_change=lambda: session.go_on_page(**{BY: st.session_state["w_by"]}),
            label_visibility="collapsed",
        )
    return offered[chosen]


def _wanted(choices: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """That of the address, else the first."""
    wanted = session.page_value(BY)
    return next((by for by in choices if ".".join(by) == wanted), choices[0])


def _title(scope: Scope, figure: str) -> str:
    """What is shown, before the colon of the finding."""
    return markdown_text(course_of_figure.subject(figure, scope).removesuffix(","))


def _map(scope: Scope, figure: str) -> None:
    [by] = _by("map", scope, figure)
    views.country_map(f"{_KEY}_map", _title(scope.apart_from(by), figure), figure, by, scope, in_one=True)


def _ranking(scope: Scope, figure: str) -> None:
    [by] = _by("ranking", scope, figure)
    views.ranking(f"{_KEY}_ranking", _title(scope.apart_from(by), figure), figure, by, scope, in_one=True)


def _matrix(scope: Scope, figure: str) -> None:
    rows, columns = _by("matrix", scope, figure)
    title = _title(scope.apart_from(rows, columns), figure)
    matrices.matrix(f"{_KEY}_matrix", title, figure, rows, columns, scope, in_one=True)


def _table(scope: Scope, figure: str) -> None:
    """All rows, the largest first."""
    [by] = _by("table", scope, figure)
    answer, title = page_questions.ranked(figure, by, scope), _title(scope.apart_from(by), figure)
    st.header(title, anchor=False)
    values = answer.frame()
    order = values[figure].sort_values(ascending=False, na_position="last", kind="stable").index
    grids.table(
        f"{_KEY}_table",
        written_figures(answer).iloc[order],
        alt=title,
        codes=values[by].iloc[order].tolist(),
        selected=marking.marked(scope, by),
        on_pick=views.pick(by),
    )
    foot.draw(f"{_KEY}_table", Said(title), answer)
