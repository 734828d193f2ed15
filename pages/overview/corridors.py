"""Between which countries: the largest corridors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.texts import say
from pages.overview import page_questions
from ui import session
from ui.parts import blocks, marking

LARGEST: Final = 10


def draw(scope: Scope) -> None:
    """The largest corridors as bars; a click selects both countries, a second one takes them away."""
    measurement, title = page_questions.flows(scope), say("overview.corridors")
    if measurement.not_measurable:
        blocks.chart("overview_corridors", title, None, measurement, finding="")
        return
    used = page_questions.used_flows(scope)
    chosen = marking.selected(used, scope, *page_questions.SIDES)
    places = marking.places(chosen, LARGEST)
    top = used.iloc[places]
    pairs = [
        page_questions.Pair(*ends) for ends in zip(top["visitor_country"], top["host_country"], strict=True)
    ]
    figure = (
        RankedBars(
            [pair.code for pair in pairs],
            [name(pair) for pair in pairs],
            [float(value) for value in top["value"]],
            unit=measurement.kpis[0].unit,
            selected=[
                pair.code for pair, is_chosen in zip(pairs, chosen.iloc[places], strict=True) if is_chosen
            ],
        )
        if pairs
        else None
    )
    first = say("chart.first", shown=len(top), total=numbers.number(len(used)))
    blocks.chart(
        "overview_corridors",
        title,
        figure,
        measurement,
        finding=_finding(used, pairs, measurement, scope.apart_from(*page_questions.SIDES)),
        on_pick=_picked,
        note=f"{first if len(used) > len(top) else ''} {marking.note(scope, *page_questions.SIDES)}".strip(),
    )


def name(pair: page_questions.Pair) -> str:
    """Spain → Italy. Not escaped."""
    reader = session.reader()
    ends = zip(page_questions.SIDES, (pair.sender, pair.host), strict=True)
    return " → ".join(language.label(side, code, reader) for side, code in ends)


def _finding(
    used: pd.DataFrame, pairs: Sequence[page_questions.Pair], measurement: Figures, scope: Scope
) -> str:
    """Only the largest is named: hundreds of names would be made for nothing."""
    if not pairs:
        return say("sentence.none", what=measurement.kpis[0].unit)
    reader = session.reader()
    sender, host = (
        language.label(side, code, reader)
        for side, code in zip(page_questions.SIDES, (pairs[0].sender, pairs[0].host), strict=True)
    )
    return say(
        "sentence.one_corridor" if len(used) == 1 else "sentence.corridors",
        sender=sender,
        host=host,
        value=numbers.number(used["value"].iloc[0]),
        total=numbers.number(page_questions.headline(scope)[measurement.ids[0]].value),
        used=numbers.number(len(used)),
    )


def _picked(data: Sequence[Any]) -> None:
    pair, scope = page_questions.Pair.read(data[0]), session.scope()
    chosen: dict[str, tuple[str, ...]] = {"visitor_country": (pair.sender,), "host_country": (pair.host,)}
    if all(getattr(scope, side) == codes for side, codes in chosen.items()):
        chosen = dict.fromkeys(page_questions.SIDES, ())
    session.select(scope.with_(**chosen))
