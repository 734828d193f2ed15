"""Density, reciprocity, concentration of the whole network of flows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

import streamlit as st

from cxc_metrics.disclosure import Figure
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.flows import corridors_fitted
from pages.flows.corridors_fitted import without_countries
from ui import session
from ui.parts import (
    blocks,
    foot,
    tiles,
)
from ui.session import untellable

STRUCTURE: Final = ("N01", "N02", "N02b", "N05", "X02c", "X02")


def structure(scope: Scope) -> None:
    """Density, reciprocity, concentration: each beside what the number of exchanges alone would give.

    They are of a whole matrix, so countries of the selection are left out of it, and that is said.
    """
    whole = without_countries(scope)
    measurement = session.measured(STRUCTURE, scope=whole)
    figures = [measurement[kpi.id] for kpi in untellable.kept(measurement)]
    if not figures:
        return
    reasons = [figure.part("reason") for figure in figures if not figure.reason]
    # What several have in common is said once, below them.
    shared = [why for why, often in Counter(filter(None, reasons)).items() if often > 1]
    shown = [blocks.tile(figure.kpi, measurement, below=_by_chance(figure, shared)) for figure in figures]
    tiles.draw(shown, least=220, most=3)
    for why in shared:
        _without_chance(str(why), whole)
    if whole != scope:
        st.caption(say("flows.wider"))
    foot.draw("structure", say("flows.structure"), measurement)


def _without_chance(why: str, whole: Scope) -> None:
    """Why chance gives nothing to set beside some figures; in the line where no selection has it."""
    if "part of every flow" in why and (lack := corridors_fitted.lack(corridors_fitted.everywhere(whole))):
        untellable.fold(say("flows.by_chance"), lack)
        return
    st.caption(markdown_text(sentences.reason(why)))


def _by_chance(figure: Figure, shared: Collection[Any]) -> list[str]:
    """What chance gives at this number of exchanges, and what else the method tells; or why there is none,
    unless that reason is shared.
    """
    if figure.reason:
        return [sentences.reason(figure.reason)]
    lines = []
    modelled, low, high = (
        numbers.kpi_value(figure.kpi, figure.part(f"modelled{part}")) for part in ("", "_low", "_high")
    )
    if numbers.NOT_AVAILABLE not in {modelled, low, high}:
        lines.append(say("flows.at_same_n", value=modelled, low=low, high=high))
    elif modelled != numbers.NOT_AVAILABLE:
        lines.append(say("flows.at_same_n_mean", value=modelled))
    effective, entropy = figure.part("effective"), figure.part("entropy")
    partners = numbers.number(figure.part("partners"))
    if effective is not None:
        lines.append(say("flows.effective", value=numbers.number(effective, decimals=1), partners=partners))
    if entropy is not None:
        lines.append(say("flows.entropy", value=numbers.number(entropy, decimals=1), partners=partners))
    reason = figure.part("reason")
    return [*lines, sentences.reason(reason)] if reason and reason not in shared else lines
