"""What came of meetings: by pair of organisations, from the first meeting to an exchange and an agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from cxc_metrics.access import Question
from cxc_metrics.disclosure import Figures, is_refusal
from cxc_metrics.export.pictures.colours import Meaning
from cxc_metrics.export.pictures.drawings import Funnel, Stage
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import arrivals, blocks, foot, tables
from ui.parts.exports import Said
from ui.session import untellable

KEY: Final = "meetings_path"
PAIRS: Final = "A11"
# With fewer than these nothing came of anything.
LEAST_STAGES: Final = 2
# The way and its parts, in their order.
TIMES: Final = ("A11x", "A11e", "A11a")
_COLOURS: Final[Mapping[str, Meaning]] = {PAIRS: "muted", "A11x": "held", "A11e": "muted", "A11a": "muted"}


def questions(scope: Scope) -> list[Question]:
    """The pairs, and how far they came."""
    return [Question((PAIRS, *TIMES), scope=scope)]


def times(scope: Scope) -> None:
    """How long each part of the way takes."""
    arrivals.draw("meetings", say("meetings.times"), TIMES, scope, parameter="way")


class Reached(NamedTuple):
    """A stage: how many pairs came so far, and of how many that could; of those that met it is all."""

    kpi: str
    pairs: float
    of: float | None

    @property
    def name(self) -> str:
        """What the stage is called."""
        return say(f"meetings.stage_{self.kpi}")

    @property
    def text(self) -> str:
        """The count, where it is a part with the whole."""
        count = numbers.number(self.pairs)
        return count if self.of is None else say("meetings.came", count=count, of=numbers.number(self.of))


def path(scope: Scope) -> None:
    """How many pairs met, and of those how many came how far; each part over those that could."""
    [question] = questions(scope)
    measured, title = session.answered(question), say("meetings.path")
    if refusal := next(filter(is_refusal, measured.not_measurable.values()), None):
        untellable.fold(title, refusal)
        return
    kept = [kpi.id for kpi in untellable.kept(measured)]
    stages = _stages(measured, kept)
    if len(stages) < LEAST_STAGES:
        _untold(title, measured, kept)
        return
    if not stages[0].pairs:
        blocks.chart(KEY, title, None, measured, finding="")
        return
    finding, unit = _finding(stages), say("meetings.pairs")
    st.header(title, anchor=False)
    st.markdown(markdown_text(finding))
    drawing = Funnel(
        [
            Stage(each.name, each.pairs, unit, each.text, f"{each.name}: {each.text}", _COLOURS[each.kpi])
            for each in stages
        ]
    )
    blocks.plot(KEY, drawing, finding)
    st.caption(say("meetings.path_note"))
    columns = {name: say(f"meetings.column_{name}") for name in ("kpi", "stage", "pairs", "of")}
    rows = [(each.kpi, each.name, each.pairs, each.of) for each in stages]
    written = [
        (kpi, name, numbers.number(pairs), numbers.number(of) if of else "") for kpi, name, pairs, of in rows
    ]
    foot.draw(
        KEY,
        Said(title, finding, (say("meetings.path_note"),), drawing),
        measured,
        table=lambda: tables.show(pd.DataFrame(written, columns=list(columns.values())), alt=finding),
        drawn=measured.table(
            pd.DataFrame(rows, columns=list(columns)).astype({"pairs": "Int64", "of": "Int64"}), columns
        ),
    )


def _stages(measured: Figures, kept: Sequence[str]) -> list[Reached]:
    """The stages that can be told here, in the order of the way."""
    stages = []
    for name in kept:
        figure = measured[name]
        if name == PAIRS and figure.value is not None:
            stages.append(Reached(name, float(figure.value), None))
        elif (events := figure.part("events")) is not None:
            stages.append(Reached(name, float(events), figure.n))
    return stages


def _untold(title: str, measured: Figures, kept: Sequence[str]) -> None:
    """Why nothing that followed is told here, under its title."""
    untold = [name for name in kept if name in measured.not_measurable]
    if untold:
        blocks.chart(KEY, title, None, measured.only(*untold), finding="")


def _finding(stages: Sequence[Reached]) -> str:
    parts = [
        say(
            f"meetings.told_{each.kpi}",
            share=numbers.percent(each.pairs / each.of),
            of=numbers.number(each.of),
        )
        for each in stages
        if each.of
    ]
    return " ".join([say("meetings.path_told", pairs=numbers.number(stages[0].pairs)), *parts])
