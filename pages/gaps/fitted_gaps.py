"""The gaps that the address asks for: side, reference, country; and numbers as this page writes them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from cxc_metrics.access import HOSTING_GAPS, Gaps, Reader
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.session import untellable

Side = Literal["host", "visitor"]
SIDES: Final[tuple[Side, Side]] = ("host", "visitor")
# What observed numbers are set against, the first without a word in the address; each with its columns.
REFERENCES: Final[Mapping[str, tuple[str, str]]] = {
    "gravity": ("modelled", "gap"),
    "registrations": ("by_registrations", "registrations_gap"),
}
# From so many on, tenths of a modelled visit only distract.
_WHOLE_FROM: Final = 10


@dataclass(frozen=True, eq=False)
class ChosenGaps:
    """The gaps of one side against one reference: `rows` those furthest below it first."""

    gaps: Gaps
    reference: str

    @property
    def side(self) -> Side:
        """Whose gap."""
        return self.gaps.side

    @property
    def rows(self) -> pd.DataFrame:
        """The table with `reference` and `below`, what was seen less the reference."""
        reference, gap = REFERENCES[self.reference]
        table = self.gaps.table.assign(reference=lambda each: each[reference], below=lambda each: each[gap])
        return table.sort_values(["below", "country"], kind="stable", na_position="last", ignore_index=True)

    def words(self, key: str, **values: object) -> str:
        """The text of this side and reference."""
        return say(f"gaps.{key}_{self.side}", **values)


def side_choice(*, with_reference: bool) -> Side:
    """The side of the address, in a control that writes it back; the reference is chosen beside it, where
    there is one.
    """
    side: Side = "visitor" if session.page_value("side") == "visitor" else "host"
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        _choice("side", say("gaps.side"), SIDES, side)
        if with_reference:
            _choice("against", say("gaps.against"), tuple(REFERENCES), _reference())
    return side


def _reference() -> str:
    named = session.page_value("against")
    return named if named in REFERENCES else next(iter(REFERENCES))


def _choice(name: str, label: str, options: tuple[str, ...], chosen: str) -> None:
    st.session_state[f"w_{name}"] = chosen
    st.segmented_control(
        label,
        options,
        format_func=lambda option: say(f"gaps.{option}"),
        required=True,
        key=f"w_{name}",
        on_change=lambda: session.go_on_page(
            **{name: _unless(st.session_state[f"w_{name}"], options[0]), "country": None}
        ),
    )


def _unless(value: object, default: str) -> str | None:
    return None if value == default else str(value)


def gaps_of_address(scope: Scope, side: Side) -> ChosenGaps | None:
    """What the address asks for; None where it was said why there is nothing."""
    title = say(f"gaps.title_{side}")
    try:
        with st.spinner(say("flows.fitting")):
            gaps = fitted(session.reader(), scope, side)
    except NotMeasurable as error:
        untellable.refused(title, error)
        return None
    reference = _reference()
    reason = gaps.not_measurable.get("observed") or gaps.not_measurable.get(reference)
    if not reason:
        return ChosenGaps(gaps, reference)
    st.header(title, anchor=False)
    st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
    return None


def fitted(reader: Reader, scope: Scope, side: Side) -> Gaps:
    """Gaps with the model fitted to them, which takes seconds the first time."""
    return _fitted((reader.key, side, scope.model_dump_json()), reader, scope)


# In a cache of Streamlit's: who asks while another's fit goes on waits for that one.
@st.cache_resource(max_entries=32, show_spinner=False)
def _fitted(key: tuple[object, Side, str], _reader: Reader, _scope: Scope) -> Gaps:
    return _reader.study(HOSTING_GAPS, _scope, side=key[1]).result


def name(code: object) -> str:
    """Name of a country. Not escaped."""
    return language.label("host_country", str(code))


def amount(value: float) -> str:
    """A number of visits, seen or modelled."""
    whole = numbers.is_missing(value) or value >= _WHOLE_FROM or float(value).is_integer()
    return numbers.number(value, decimals=0 if whole else 1)


def seen_and_reference(row: Mapping[Hashable, Any], reference: str) -> str:
    """50 seen, 84 modelled."""
    if pd.isna(row["reference"]):
        return say("gaps.seen_alone", seen=amount(row["observed"]))
    return say(f"gaps.seen_{reference}", seen=amount(row["observed"]), reference=amount(row["reference"]))


def times(row: Mapping[Hashable, Any]) -> str:
    """0.59 times modelled (95%: 0.41 to 0.82), as far as that can be told."""
    if pd.isna(row["ratio"]):
        return str(row["note"])
    ratio, low, high = (
        numbers.number(row[part], decimals=2) for part in ("ratio", "ratio_low", "ratio_high")
    )
    if low == numbers.NOT_AVAILABLE:
        return say("gaps.times_bare", ratio=ratio, note=row["note"])
    return say("gaps.times", ratio=ratio, low=low, high=high)
