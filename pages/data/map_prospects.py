"""What a mapping would give: the figures that could be measured, and what the others lack."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Operator, Prospects
from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract import TABLES
from cxc_metrics.errors import SourceError
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.data import draft
from pages.data.draft import Editing
from ui.parts import tables

# What counts for nothing but itself is named in the table, not in the sentence.
_MOST_GAINS: Final = 8


def draw(editing: Editing) -> None:
    """The figures by name, then the columns that would give more, each with what it would give.

    A whole table more is another file, and stands with what each other figure lacks.
    """
    prospects = prospects_of(editing)
    listed = ", ".join(named(prospects.measurable)) or say("prospects.none")
    st.markdown(say("prospects.measurable", count=len(prospects.measurable), figures=markdown_text(listed)))
    gains = [(name, kpis) for name, kpis in prospects.gains().items() if "." in name]
    if gains:
        tables.records(
            [
                {
                    say("prospects.column"): in_words(missing),
                    say("prospects.more"): len(kpis),
                    say("prospects.figures"): "; ".join(named(kpis)),
                }
                for missing, kpis in gains[:_MOST_GAINS]
            ],
            alt=say("prospects.alt"),
            longest=400,
        )
    with st.expander(say("prospects.others", count=len(prospects.others))):
        others = pd.DataFrame(
            [
                {
                    say("prospects.figure"): f"{prospect.kpi.id} {prospect.kpi.name}",
                    say("prospects.missing"): "; ".join(map(in_words, prospect.missing)) or prospect.reason,
                }
                for prospect in prospects.others
            ]
        )
        alt = say("prospects.others", count=len(others))
        tables.show(others, alt=alt, rows=len(others), longest=400)


def prospects_of(editing: Editing) -> Prospects:
    """What the mapping as it stands would let be measured, be it usable already or not."""
    try:
        return Operator.prospects(draft.sound(editing.mapping))
    except SourceError:
        filled: dict[str, set[str]] = {}
        for table, part in editing.mapping.parts():
            filled.setdefault(table, set()).update(part.columns)
        return Operator.prospects(filled)


def named(kpis: tuple[Kpi, ...]) -> list[str]:
    """Figures by name, those of one name told apart by their ids."""
    counts = Counter(kpi.name for kpi in kpis)
    return [f"{kpi.name} ({kpi.id})" if counts[kpi.name] > 1 else kpi.name for kpi in kpis]


def in_words(missing: str) -> str:
    """A missing column or table as people call it: `exchange: Status`, `table survey_response`."""
    return " or ".join(map(_column_in_words, missing.split(" or ")))


def _column_in_words(name: str) -> str:
    table, dot, column = name.partition(".")
    return f"{table}: {TABLES[table].column(column).description}" if dot else name
