"""Survey figures weighted for those who kept silent, beside the figures as answered."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import SILENCE, Reader, Silence
from cxc_metrics.disclosure import Study
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.results.survey import SURVEY
from ui import session
from ui.parts import exports, tables
from ui.session import memory, untellable

SHOWN: Final = (*SURVEY, "R06p", "M01", "M02m", "M03")
# Means are told each for itself: what moves most is said of shares, which have one unit.
_SHARES: Final = "%"


def silence(scope: Scope) -> None:
    """What the weights change, in a sentence and a table; the groups they were made of in the export."""
    title = say("silence.title")
    if untellable.folded(title, session.measured(SHOWN, scope=scope)) or untellable.closed(
        title, SILENCE, scope
    ):
        return
    st.header(title, anchor=False)
    try:
        study = _weighted(session.reader(), scope)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    weighted = study.result
    rows = weighted.table[weighted.table["weighted"].notna()]
    if rows.empty:
        st.caption(say("silence.nothing"))
        for reason in dict.fromkeys(str(text) for text in weighted.table["reason"] if text):
            st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
        return
    st.markdown(markdown_text(_finding(rows)))
    tables.show(
        pd.DataFrame([_row(row) for row in rows.to_dict("records")]), alt=say("silence.title"), rows=20
    )
    over = sentences.listed([say(f"silence.{name}") for name in weighted.over])
    notes = [say("silence.told", over=over)] + ([say("silence.by_invitation")] if scope.period else [])
    st.caption(" ".join(notes))
    _tools(study)


@st.fragment
@session.resumed
def _tools(study: Study[Silence]) -> None:
    """Both tables as files."""
    title, label = say("silence.title"), say("silence.groups_export")
    with st.container(horizontal=True, gap="small"):
        exports.table_menu("silence", title, study.table(study.result.table))
        exports.table_menu("silence_groups", title, study.table(study.result.groups), label=label)


@memory.remembered(32)
def _weighted(reader: Reader, scope: Scope) -> Study[Silence]:
    return reader.study(SILENCE, SHOWN, scope)


def _finding(rows: pd.DataFrame) -> str:
    """Of the shares the one that moves most; then every mean."""
    shares, means = rows[rows["unit"] == _SHARES], rows[rows["unit"] != _SHARES]
    said = [_most(shares)] if len(shares) else []
    said += [_moves("finding_mean", _parts(row)) for row in means.to_dict("records")]
    return " ".join(said)


def _moves(words: str, parts: dict[str, str], **more: str) -> str:
    """From where to where; what reads the same before and after has not moved as far as anybody is told."""
    if parts["unweighted"] == parts["weighted"]:
        return say("silence.stays", figure=parts["figure"], weighted=parts["weighted"])
    return say(f"silence.{words}", **parts, **more)


def _most(shares: pd.DataFrame) -> str:
    parts = _parts(shares.iloc[int(shares["moved"].abs().argmax())].to_dict())
    if len(shares) == 1:
        return _moves("finding_one", parts)
    return _moves("finding", parts, count=numbers.number(len(shares)))


def _parts(row: Mapping[Hashable, Any]) -> dict[str, str]:
    return {
        "figure": f"“{row['name']}”",
        "unweighted": _value(row, "unweighted"),
        "weighted": _value(row, "weighted"),
        "moved": _moved(row),
    }


def _value(row: Mapping[Hashable, Any], name: str) -> str:
    return numbers.percent(row[name]) if row["unit"] == _SHARES else numbers.number(row[name], decimals=2)


def _moved(row: Mapping[Hashable, Any]) -> str:
    """By how much, with its unit: points of a share, else what the mean is told in."""
    unit, decimals = (say("silence.points"), 1) if row["unit"] == _SHARES else (row["unit"], 2)
    return f"{numbers.difference(row['moved'], decimals=decimals)} {unit}"


def _row(row: Mapping[Hashable, Any]) -> dict[str, str]:
    def ranged(name: str) -> str:
        value, low, high = (_value(row, f"{name}{end}") for end in ("", "_low", "_high"))
        return say("silence.with_range", value=value, low=low, high=high)

    return {
        say("silence.figure"): str(row["name"]),
        say("silence.unweighted"): ranged("unweighted"),
        say("silence.weighted"): ranged("weighted"),
        say("silence.moved"): _moved(row),
        say("silence.amounts"): say(
            "silence.answers",
            n=numbers.number(row["n"]),
            asked=numbers.number(row["asked"]),
            effective=numbers.number(row["effective_n"]),
        ),
    }
