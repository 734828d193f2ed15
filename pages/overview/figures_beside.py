"""On the left: the figures, of which a click makes one the figure of the page."""

from __future__ import annotations

from cxc_metrics.access import EU_AVERAGE
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.texts import say
from pages.overview import page_figure, page_questions
from ui import session
from ui.components import listed_figures
from ui.components.listed_figures import Item
from ui.parts import blocks, foot, second_beside
from ui.session import untellable

KEY = "overview_headline"


def draw(scope: Scope) -> None:
    """The list, and under it Inspect and export for all of it."""
    values, history = page_questions.values(scope), page_questions.history(scope)
    changes, courses = page_questions.changes(scope), blocks.courses_of(history)
    tellable = [kpi.id for kpi in untellable.kept(values)]
    names = page_figure.shown(tellable, scope, session.reader())
    listed_figures.draw(
        "overview_figures",
        [_item(values[name], changes, courses.get(name)) for name in names],
        chosen=page_figure.of_page(scope),
        label=say("start.figures"),
        caption=_caption(scope),
        behind=KEY,
        on_choose=lambda name: session.go_on_page(**{session.FIGURE_PARAMETER: name}),
    )
    foot.draw(
        KEY,
        say("chart.headline"),
        values,
        source=False,
        drawn=lambda: blocks.with_courses(values, history),
    )


def _item(figure: Figure, changes: Figures | None, course: blocks.Course | None) -> Item:
    kpi, reason = figure.kpi, figure.reason
    change, rises, note = ("", 0, "") if reason or changes is None else _change(changes[kpi.id])
    return Item(
        id=kpi.id,
        name=kpi.name,
        value=say("measure.not_measurable_short") if reason else numbers.with_unit_once(kpi, figure.value),
        change=change,
        rises=rises,
        note=say("viewer.fewer" if untellable.outside(reason) else "measure.not_measurable")
        if reason
        else note,
        values=course.values if course else [],
        open=course.provisional if course else [],
        more=blocks.course_in_words(kpi, course) if course else "",
        definition=sentences.not_measurable(reason) if reason else f"{kpi.id}: {kpi.definition}",
    )


def _change(figure: Figure) -> tuple[str, int, str]:
    """The change in words, its direction, and what stands there without one."""
    change = None if figure.reason else figure.change
    if change is None or change.doubt:
        return "", 0, "" if figure.reason else say("start.not_comparable")
    text = change.text(language.babel_id())
    return text, 0 if text[:1] not in "+−" else (1 if change.value > 0 else -1), ""


def _caption(scope: Scope) -> str:
    if (other := page_questions.compared_with(scope)) is not None:
        if other == EU_AVERAGE:
            return say("start.change_eu_average")
        words = second_beside.in_words(other, session.reader())
        return say("start.change_beside", other=words)
    if scope.period is not None:
        return say("start.change_period")
    last = page_figure.last_whole_year(session.reader())
    return say("start.change_none") if last is None else say("start.change_year", year=last, before=last - 1)
