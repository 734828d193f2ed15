"""On the right: countries, ecosystems, partnerships, ranked by the figure of the page; a click filters."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxc_metrics.access import Change, Question
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.texts import say
from pages.overview import page_figure, page_questions
from ui import session
from ui.components import ranked_lists
from ui.components.ranked_lists import Ranked, Row
from ui.parts import marking
from ui.session import behind

MOST_ROWS: Final = 60
_KEY: Final = "overview_lists"


def draw(scope: Scope, figure: str) -> None:
    """A list for each dimension; where the figure cannot be told by one, by how much happened."""
    ranked_lists.draw(
        _KEY,
        [_ranked(by, scope, figure) for by in page_figure.dimensions(session.reader())],
        hint=say("start.several"),
        explains=say("tile.behind"),
        on_pick=pick,
    )


def pick(field: str, code: str, adds: bool) -> None:
    """A click on a row makes it the filter; again takes it away; with `adds` the others stay."""
    scope = session.scope()
    values = {str(value): value for value in session.reader().options(field)}
    if code not in values:
        return
    chosen, value = tuple(marking.marked(scope, field)), values[code]
    if adds:
        others = tuple(each for each in chosen if each != value)
        wanted = others if value in chosen else (*chosen, value)
    else:
        wanted = () if chosen == (value,) else (value,)
    session.select(scope.with_(**{field: wanted}))


def _ranked(by: str, scope: Scope, figure: str) -> Ranked:
    reader, other = session.reader(), session.reader().volume()
    reason, notes = page_figure.why_not(figure, (by,), scope), []
    ranked = figure
    if reason and figure != other:
        ranked, notes = other, [_instead(other, reason)]
        reason = page_figure.why_not(other, (by,), scope)
    title = say(f"start.{by}")
    bound = reader.is_bound and not reader.viewer.owns(scope)
    if reason:
        return Ranked(
            field=by,
            behind="",
            title=title,
            legend="",
            note="",
            why=f"{page_figure.as_sentence(reason)}.",
            several=False,
            rows=[],
        )
    rows, total = _rows(by, scope, ranked)
    if total > len(rows):
        notes.append(say("start.first_rows", shown=len(rows), total=numbers.number(total)))
    return Ranked(
        field=by,
        behind=_behind(by),
        title=title,
        legend=say("start.in_brackets") if any(row["rests"] for row in rows) else "",
        note=" ".join(notes),
        why=_closed(by, scope),
        several=not bound,
        rows=rows,
    )


def _behind(by: str) -> str:
    return f"{_KEY} {by}"


def _instead(other: str, reason: str) -> str:
    name = session.reader().kpi(other).noun
    return say("start.instead", figure=name, reason=page_figure.as_sentence(reason))


def _closed(by: str, scope: Scope) -> str:
    """Why the viewer may choose no row: one value more would be one too many."""
    reader = session.reader()
    values = reader.options(by)
    if not values or getattr(scope, by):
        return ""
    reason = reader.reason_against(Question((), (), scope.with_(**{by: (values[0],)})))
    return f"{page_figure.as_sentence(sentences.bare_reason(reason))}." if reason else ""


def _rows(by: str, scope: Scope, figure: str) -> tuple[list[Row], int]:
    """The rows with a number, the largest first, and how many there are in all."""
    answer, changes = page_questions.listed(figure, by, scope)
    behind.name(_behind(by), [answer])
    if answer.not_measurable:
        return [], 0
    ranked = _ranking(answer, by)
    chosen = set(marking.marked(scope, by))
    top = [ranked[place] for place in marking.places([code in chosen for code, _, _ in ranked], MOST_ROWS)]
    most = ranked[0][1] if ranked else 1.0
    changed = {} if changes is None or changes.not_measurable else _changed(changes, by)
    kpi, reader = answer.kpis[0], session.reader()
    return [
        Row(
            code=str(code),
            name=language.label(by, code, reader, short=by == "partnership"),
            value=numbers.kpi_value(kpi, value),
            rests=say("start.rests", n=rests) if (rests := numbers.rests_on(kpi, n)) else "",
            share=value / most,
            change=changed.get(code, ""),
            chosen=code in chosen,
        )
        for code, value, n in top
    ], len(ranked)


def _ranking(answer: Figures, by: str) -> list[tuple[Any, float, int | None]]:
    """Codes, numbers and what they rest on, the largest first; of equal ones that which rests on more.

    Without a table's own sorting, which took a fifth of a page's run for three short lists.
    """
    [figure] = answer
    rows = [
        (code, float(cell.value), cell.n)
        for code, cell in zip(answer.frame()[by].tolist(), figure.cells, strict=True)
        if not pd.isna(code) and cell.value is not None and cell.value > 0
    ]
    return sorted(rows, key=lambda row: (-row[1], -(row[2] or 0)))


def _changed(changes: Figures, by: str) -> dict[Any, str]:
    """The change of each row in words; none where there is none, or it would mislead."""
    [figure] = changes
    texts = {}
    parts = map(figure.parts, ("change", "change_flag", "change_unit"))
    for code, value, flag, unit in zip(changes.frame()[by].tolist(), *parts, strict=True):
        if value is None or flag or pd.isna(code):
            continue
        texts[code] = Change(float(value), str(unit)).text(language.babel_id())
    return texts
