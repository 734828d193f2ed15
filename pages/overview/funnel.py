"""From registration to outcome: how many there were at each stage, and which share came on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import STAGES, Question, funnel
from cxc_metrics.disclosure import Figures
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.colours import Meaning
from cxc_metrics.export.pictures.drawings import Funnel, Stage
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import page_questions
from ui import session
from ui.parts import blocks, foot, tables
from ui.parts.exports import Said
from ui.session import untellable

KEY = "overview_funnel"
# With fewer than these nothing comes on from one to the next.
LEAST_STAGES: Final = 2
# A stage as `funnel` gives it.
Row = Mapping[Hashable, Any]
_REGISTRATIONS, _HELD = tuple(STAGES.values())[:3], tuple(STAGES.values())[3:5]


def draw(scope: Scope) -> None:
    """Six stages, each with its unit. Both views are stages here, so the one selected is set aside."""
    parts = _measured(scope)
    funnel_stages = funnel(*parts)
    table = funnel_stages.frame()
    stages = table.to_dict("records")
    title, every = say("overview.funnel"), stages
    stages = [row for row in stages if _lack(row) is None]
    if len(stages) < LEAST_STAGES:
        for reason in dict.fromkeys(filter(None, map(_lack, every))):
            untellable.fold(title, reason)
        return
    for row in every:
        if lack := _lack(row):
            untellable.fold(say(f"overview.stage_{row['stage']}"), lack)
    if not any(row["value"] for row in stages if _is_known(row)):
        _nothing(title, stages)
        return
    finding = _finding({row["stage"]: row for row in every})
    st.header(title, anchor=False)
    st.markdown(markdown_text(finding))
    drawing = Funnel([_stage(row) for row in stages])
    blocks.plot(KEY, drawing, finding)
    _notes(stages, scope)
    drawn = funnel_stages.table(leading(table, "stage", "value", "unit"))
    said = Said(title, finding, drawing=drawing)
    foot.draw(KEY, said, parts, table=lambda: tables.show(_written(table), alt=finding), drawn=drawn)


def is_tellable() -> bool:
    """Whether some selection has stages of which one comes after the other."""
    lacks = [session.reader().lack(kpi) for kpi in STAGES.values()]
    return lacks.count(None) >= LEAST_STAGES


def _lack(row: Row) -> str | None:
    """Why the register can tell the stage in no selection."""
    return session.reader().lack(str(row["kpi"])) if row["reason"] else None


def questions(scope: Scope) -> list[Question]:
    """Registrations, and outcomes; exchanges are in the headline."""
    return [
        Question(_REGISTRATIONS, scope=scope.with_(status="held")),
        Question((STAGES["outcome"],), scope=scope.with_(status="validated")),
    ]


def _measured(scope: Scope) -> list[Figures]:
    """Registrations, exchanges, outcomes."""
    registrations, outcomes = map(session.answered, questions(scope))
    held = page_questions.headline(scope.with_(status="held")).only(*_HELD)
    return [registrations, held, outcomes]


# Of registrations there are visitors to be; an outcome is none of these.
_COLOURS: Final[Mapping[str, Meaning]] = {"held": "held", "validated": "validated", "outcome": "muted"}


def _stage(row: Row) -> Stage:
    label, colour = say(f"overview.stage_{row['stage']}"), _COLOURS.get(row["stage"], "visitor")
    if numbers.is_missing(row["value"]):
        return Stage(label, None, row["unit"], say("measure.not_measurable"), label, colour)
    value = numbers.number(row["value"])
    text = value if numbers.is_missing(row["share_of_previous"]) else _share(row)
    hover = f"{label}: {value} {row['unit']}"
    return Stage(label, float(row["value"]), row["unit"], text, hover, colour)


def _share(row: Row) -> str:
    share = numbers.percent(row["share_of_previous"], decimals=0)
    return say("overview.stage_share", value=numbers.number(row["value"]), share=share)


def _is_known(row: Row) -> bool:
    return not numbers.is_missing(row["value"])


def _finding(rows: Mapping[str, Row]) -> str:
    """The steps that have a share, in words: from registration to match, and from held to an outcome."""
    parts = []
    first = ("registered", "accepted", "matched")
    if all(_is_known(rows[stage]) for stage in first) and rows["registered"]["value"]:
        counts = {stage: numbers.number(rows[stage]["value"]) for stage in first}
        parts.append(say("overview.funnel_registered", **counts))
    if _is_known(rows["held"]):
        parts.append(say("overview.funnel_held", held=numbers.number(rows["held"]["value"])))
    share = rows["outcome"]["share_of_previous"]
    if not numbers.is_missing(share):
        parts.append(
            say(
                "overview.funnel_outcome",
                validated=numbers.number(rows["validated"]["value"]),
                outcome=numbers.number(rows["outcome"]["value"]),
                share=numbers.percent(share),
            )
        )
    return " ".join(parts)


def _nothing(title: str, stages: Sequence[Row]) -> None:
    """An empty selection where something could be counted, else why nothing can."""
    st.header(title, anchor=False)
    reasons = _reasons(stages)
    if any(map(_is_known, stages)):
        st.info(sentences.nothing(session.scope()), icon=":material/search_off:")
    elif reasons:
        st.info("  \n".join(markdown_text(reason) for reason in reasons), icon=":material/block:")


def _notes(stages: Sequence[Row], scope: Scope) -> None:
    parts = [say("overview.funnel_note")]
    if scope.period:
        parts.append(say("overview.funnel_cohorts"))
    if scope.status == "validated":
        parts.append(say("overview.funnel_views"))
    st.caption(" ".join(parts))
    for reason in _reasons(stages):
        st.caption(markdown_text(reason))


def _reasons(rows: Sequence[Row]) -> list[str]:
    """Why stages are not measurable, once for all stages with the same reason; Inspect has it at length."""
    stages: dict[str, list[str]] = {}
    for row in rows:
        if not row["reason"]:
            continue
        first = str(row["reason"]).split(". ")[0]
        shared = first.replace(session.reader().kpi(row["kpi"]).name, say("overview.this_stage"))
        stages.setdefault(shared, []).append(say(f"overview.stage_{row['stage']}"))
    return [f"{', '.join(names)}: {sentences.reason(reason)}." for reason, names in stages.items()]


def _written(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("overview.column_stage"): say(f"overview.stage_{row['stage']}"),
                say("overview.column_number"): numbers.number(row["value"]),
                say("overview.column_unit"): row["unit"],
                say("overview.column_share"): numbers.percent(row["share_of_previous"]),
            }
            for row in table.to_dict("records")
        ]
    )
