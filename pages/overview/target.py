"""Is the scheme on target? Running totals against what was planned, and what the present pace would give."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cxc_metrics.access import (
    Course,
    Outlook,
    Question,
    SchemeTarget,
    course,
    extrapolation,
)
from cxc_metrics.disclosure import Figures
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import LineNames, RunningTotal
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import page_questions
from ui import session
from ui.parts import (
    blocks,
    by_year,
    foot,
    tables,
)
from ui.parts.exports import Said

KEY = "overview_target"


def question(scope: Scope) -> Question:
    """Exchanges by month: of the partnerships the target is of, or of the selection where there is none."""
    aim = page_questions.aim(scope)
    # The target belongs to partnerships: the wave of single exchanges must not narrow them again.
    drawn = scope if aim.target is None else Scope(partnership=aim.partnerships, status=scope.status)
    return Question(("O01", "O07"), ("month",), drawn, totals=True)


def is_tellable() -> bool:
    """Whether some selection has a course: by month, or by year of what else is counted."""
    reader = session.reader()
    return None in (reader.lack("O01", ("month",)), reader.lack(reader.volume(), ("year",)))


def draw(scope: Scope) -> None:
    """Running total of the exchanges held, with the virtual part, against the sum of the targets.

    Against a target only exchanges of partnerships with a target in exchanges may stand; where the selection
    or the register has none, all exchanges of the selection are drawn without one, and the reason is said.
    """
    aim = page_questions.aim(scope)
    by_month = session.answered(question(scope))
    title = say(_question(aim, scope))
    others = not session.viewer().owns(scope)
    if session.reader().lack("O01", ("month",), of_others=others):  # or not shown to the viewer by month
        by_year.draw(KEY, title, (session.reader().volume(),), scope)
        return
    if "O01" in by_month.not_measurable:
        blocks.chart(KEY, title, None, by_month.only("O01"), finding="")
        return
    grown = course(by_month).result
    if grown.table.empty or not grown.table["held"].any():
        blocks.chart(KEY, title, None, by_month.only("O01"), finding="")
        return
    finding = " ".join(
        part
        for part in (in_words(aim.target, scope) if aim.target else _grown(grown), _virtual(grown))
        if part
    )
    st.header(title, anchor=False)
    st.markdown(markdown_text(finding))
    drawing, note = _drawing(grown, aim.target, scope), _note(grown, aim)
    blocks.plot(KEY, drawing, finding)
    st.caption(markdown_text(note))
    _tools(Said(title, finding, (note,), drawing), grown, aim, scope, by_month)


def _question(aim: page_questions.Aim, scope: Scope) -> str:
    if aim.target is None:
        return "overview.course"
    return "overview.selection_target" if scope.partnership or scope.wave else "overview.target"


def in_words(target: SchemeTarget, scope: Scope) -> str:
    """Held of planned, and what the present pace would give. Plain text."""
    attained = say(
        "overview.one_attained" if target.partnerships == 1 else "overview.attained",
        view=_view(scope),
        held=numbers.number(target.held),
        planned=numbers.number(target.planned),
        share=numbers.percent(target.attainment),
    )
    return f"{attained}{_outlook(target)}"


def _outlook(target: SchemeTarget) -> str:
    match target.outlook:
        case Outlook.JUDGED:
            return say(
                "overview.chance",
                chance=chance(target.probability),
                end=numbers.day(target.ends_on),
                low=numbers.number(target.expected_low),
                high=numbers.number(target.expected_high),
            )
        case Outlook.NOT_JUDGED:
            return say("overview.not_judged", reason=target.reason)
        case Outlook.REACHED:
            return say("overview.reached")
        case Outlook.ENDED:
            return say("overview.ended")
        case Outlook.NOT_STARTED:
            return say("overview.not_started")


def _view(scope: Scope) -> str:
    return say(f"status.{scope.status}").lower()


def chance(probability: float | None) -> str:
    """A probability in words: never 0 % or 100 %, as nothing is certain before the end."""
    if probability is None:
        return numbers.NOT_AVAILABLE
    if not 0.01 <= probability <= 0.99:
        return say("overview.chance_low" if probability < 0.5 else "overview.chance_high")
    return numbers.percent(probability, decimals=0)


def _grown(grown: Course) -> str:
    first, last = grown.table.iloc[0], grown.table.iloc[-1]
    held = numbers.number(last["held_so_far"])
    return say("overview.grown", held=held, first=first["month"], last=last["month"])


def _virtual(grown: Course) -> str:
    last = grown.table.iloc[-1]
    if pd.isna(last["virtual_so_far"]):
        return ""
    share = numbers.percent(last["virtual_so_far"] / last["held_so_far"])
    return say("overview.virtual_so_far", virtual=numbers.number(last["virtual_so_far"]), share=share)


def _drawing(grown: Course, target: SchemeTarget | None, scope: Scope) -> RunningTotal:
    table = grown.table
    as_at = table["until"].iloc[-1]
    line = extrapolation(int(table["held_so_far"].iloc[-1]), target, as_at) if target else []
    names = LineNames(
        held=say(f"status.{scope.status}"),
        virtual=say("overview.line_virtual"),
        planned=say("overview.line_planned", planned=numbers.number(target.planned)) if target else "",
        extrapolated=say("overview.line_extrapolated"),
        unit=say("sentence.exchanges"),
    )
    return RunningTotal(
        list(table["until"]),
        [int(value) for value in table["held_so_far"]],
        [None if pd.isna(value) else int(value) for value in table["virtual_so_far"]],
        colour="validated" if scope.status == "validated" else "held",
        names=names,
        hover=[_hover(row, target, scope) for row in table.to_dict("records")],
        planned=target.planned if target else None,
        extrapolated=line,
    )


def _hover(row: dict[Any, Any], target: SchemeTarget | None, scope: Scope) -> list[str]:
    held, virtual = row["held_so_far"], row["virtual_so_far"]
    parts = [say("overview.hover", month=row["month"], held=numbers.number(held), view=_view(scope))]
    if not pd.isna(virtual):
        share = numbers.percent(virtual / held if held else None)
        parts.append(say("overview.hover_virtual", virtual=numbers.number(virtual), share=share))
    if target:
        parts.append(say("overview.hover_share", share=numbers.percent(held / target.planned)))
    return parts


def _note(grown: Course, aim: page_questions.Aim) -> str:
    parts = []
    if aim.target:
        parts += _target_notes(aim.target)
    elif not NotMeasurable(aim.reason).is_of_register:
        parts.append(say("overview.no_target_because", reason=sentences.bare_reason(aim.reason)))
    if grown.undated:
        parts.append(say("overview.undated", count=numbers.number(grown.undated)))
    return " ".join(parts)


def _target_notes(target: SchemeTarget) -> list[str]:
    pace = numbers.number(target.pace_per_month, decimals=1)
    extrapolated = target.outlook is Outlook.JUDGED
    if target.partnerships == 1:
        return [say("overview.one_pace_note", pace=pace)] if extrapolated else []
    counts = {"count": numbers.number(target.partnerships), "reached": numbers.number(target.reached)}
    notes = [say("overview.target_note", **counts)]
    if extrapolated:
        notes.append(say("overview.pace_note", pace=pace))
    return notes


def _tools(said: Said, grown: Course, aim: page_questions.Aim, scope: Scope, by_month: Figures) -> None:
    shown = ["O01", "O07", *(["O03"] if aim.target else [])]
    evidence = page_questions.headline(scope).only(*shown).with_statements_of(by_month)
    foot.draw(
        KEY,
        said,
        evidence,
        table=lambda: tables.show(_written(grown), alt=said.finding, key=KEY),
        drawn=evidence.table(_drawn(grown, aim.target)),
    )


def _drawn(grown: Course, target: SchemeTarget | None) -> pd.DataFrame:
    planned = pd.array([target.planned if target else None] * len(grown.table), dtype="Int64")
    table = grown.table.assign(planned=planned)
    return leading(table, "month", "until", "held_so_far", "virtual_so_far", "planned")


def _written(grown: Course) -> pd.DataFrame:
    names = ("month", "held", "virtual", "held_so_far")
    shown = pd.DataFrame({say(f"overview.column_{name}"): grown.table[name] for name in names})
    return shown.map(lambda cell: cell if isinstance(cell, str) else numbers.number(cell))
