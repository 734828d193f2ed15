"""What a register can never tell, or not to this viewer: a line for each part of a page, no box per figure.

A figure that no selection can show is not drawn. Its title waits here until the part of the page ends, with
the reason, which names the data it would need.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, ParamSpec, TypeVar

import streamlit as st

from cxc_metrics.access import StudyKind
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import OF_OTHERS, Figures, in_short, is_refusal
from cxc_metrics.errors import NotMeasurable, NotShown
from cxc_metrics.scope import Scope
from cxc_metrics.words import sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say

from .versions import reader

P = ParamSpec("P")
T = TypeVar("T")
_WAITING: Final = "_untellable"
# What the line begins with: no data, not for this viewer, of the viewer's own partnership only.
_LINES: Final = {"measure": "measure.never", "viewer": "viewer.never", "own": "viewer.never_of_others"}


def forget() -> None:
    """Called by the shell at the start of each run."""
    st.session_state[_WAITING] = []


def fold(title: str, reason: str) -> None:
    """A part of a page that no selection can show goes into the line."""
    kind = "measure"
    if is_refusal(reason):
        kind = "own" if reason.startswith(OF_OTHERS) else "viewer"
    st.session_state.setdefault(_WAITING, []).append((kind, title, sentences.bare_reason(reason)))


def outside(reason: str | None) -> str:
    """Why the viewer may not ask a figure of this selection, and what helps; empty for any other reason."""
    if not reason or not in_short(reason):
        return ""
    text = markdown_text(sentences.reason(reason))
    return text[:1].upper() + text[1:]


def folded(title: str, measurement: Figures) -> bool:
    """Whether none of the figures can be told in any selection: then they went into the line as `title`."""
    lacks = _lacks(measurement)
    if len(lacks) < len(measurement.kpis):
        return False
    for lack in dict.fromkeys(lacks.values()):
        fold(title, lack)
    return True


def kept(measurement: Figures) -> list[Kpi]:
    """The figures that some selection can tell; the others went into the line, each under its name."""
    lacks = _lacks(measurement)
    tellable = [kpi for kpi in measurement.kpis if kpi.id not in lacks]
    # Where rows stand for many persons, what counts rows is called as what counts persons.
    names = {kpi.name for kpi in tellable}
    for kpi in measurement.kpis:
        if kpi.id in lacks and kpi.name not in names:
            fold(kpi.name, lacks[kpi.id])
    return tellable


def is_kept(kpi: str, by: Sequence[str], scope: Scope) -> bool:
    """Whether the viewer is shown that figure in no selection, a partnership in none but its own.

    What it would show is not offered then: a control that only refuses is none.
    """
    shown = reader()
    return is_refusal(shown.lack(kpi, by, of_others=not shown.viewer.owns(scope)) or "")


def refused(title: str, error: NotMeasurable) -> None:
    """A study that cannot be made: into the line where no selection would help, else under its header."""
    if error.is_of_register or isinstance(error, NotShown):
        fold(title, str(error))
        return
    st.header(title, anchor=False)
    st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")


def closed(title: str, kind: StudyKind[P, T], scope: Scope) -> bool:
    """Whether a study of a selection is not shown to the viewer: then it went into the line."""
    why = reader().why_closed(kind, scope)
    if why:
        fold(title, why)
    return bool(why)


def line() -> None:
    """The line of all that was folded since the last one; nothing where nothing was."""
    kinds: dict[str, dict[str, dict[str, None]]] = {}
    for kind, title, reason in st.session_state.pop(_WAITING, []):
        kinds.setdefault(kind, {}).setdefault(reason, {})[title] = None
    for kind, titles in kinds.items():
        parts = [
            say("measure.never_part", titles=", ".join(f"“{title}”" for title in of_reason), reason=reason)
            for reason, of_reason in titles.items()
        ]
        st.caption(markdown_text(say(_LINES[kind], parts="; ".join(parts))))


def _lacks(measurement: Figures) -> dict[str, str]:
    """Why no selection can tell a figure, by its id; figures that this selection tells are not looked at.

    A partnership is told its own figures: in a selection of others those count that none of others can tell.
    """
    shown = reader()
    others = not shown.viewer.owns(measurement.scope)
    lacks = {name: shown.lack(name, measurement.by, of_others=others) for name in measurement.not_measurable}
    return {name: lack for name, lack in lacks.items() if lack is not None}
