"""Density, reciprocity, concentration of the whole network of flows, for evaluators.

They stand on the Results page; for a register that has no results, at the foot of the Flows page
(docs/decisions/151).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import Figure
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    foot,
    tiles,
)
from ui.session import untellable

SIDES: Final = ("visitor_country", "host_country")
# Results, impacts and waiting times: without any of these a register has no Results page.
RESULTS: Final = ("R02", "R06n", "R06p", "R07n", "M01n", "M02", "M04t", "A06", "A07", "F03")
STRUCTURE: Final = ("N01", "N02", "N02b", "N05", "X02c", "X02")


def structure(scope: Scope, *, lack_is_said: bool = False) -> None:
    """Density, reciprocity, concentration: each beside what the number of exchanges alone would give.

    They are of a whole matrix, so countries of the selection are left out of it, and that is said.
    `lack_is_said`: the page says already that one country is part of every flow, and chance gives nothing.
    """
    whole = scope.apart_from(*SIDES)
    measurement = session.measured(STRUCTURE, scope=whole)
    figures = [measurement[kpi.id] for kpi in untellable.kept(measurement)]
    if not figures:
        return
    st.header(say("flows.structure"), anchor=False)
    reasons = [figure.part("reason") for figure in figures if not figure.reason]
    # What several have in common is said once, below them.
    shared = [why for why, often in Counter(filter(None, reasons)).items() if often > 1]
    shown = [blocks.tile(figure.kpi, measurement, below=_by_chance(figure, shared)) for figure in figures]
    tiles.draw(shown, least=220, most=3)
    for why in map(str, shared):
        if not (lack_is_said and "part of every flow" in why):
            st.caption(markdown_text(sentences.reason(why)))
    if whole != scope:
        st.caption(say("flows.wider"))
    foot.draw("structure", say("flows.structure"), measurement)


def has_results(reader: Reader) -> bool:
    """Whether some figure of the Results page can be told of the register."""
    return any(reader.lack_of_data(name) is None for name in RESULTS)


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
