"""What is asked: the days for visits, and how much each feature counts. Both are in the address."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from cxc_metrics.access import (
    ANY_DAYS,
    FIRST_POSSIBLE,
    LARGEST,
    LAST_POSSIBLE,
    Days,
    FittedWeights,
    Reader,
    read_weights,
    written_weights,
)
from cxc_metrics.errors import CxcError, InvalidScope, shown
from cxc_metrics.words import matching_words, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import folded, tables

_COLUMNS: Final = 3
_STEP: Final = 0.1
# What nobody but the internal viewer may give a weight: it is fitted on the whole register.
_INTERNAL: Final = "corridor"


@dataclass(frozen=True)
class MatchingChoice:
    """Days as they are in the address, the first and last day in force, changed weights, all in force."""

    days: Days
    first: date
    last: date
    changed: tuple[tuple[str, float], ...]
    in_force: tuple[tuple[str, float], ...]

    @property
    def weights(self) -> dict[str, float]:
        """All weights in force."""
        return dict(self.in_force)


def draw(reader: Reader) -> MatchingChoice:
    """The controls, set from the address. NotMeasurable where nobody can be matched."""
    problems: list[str] = []
    days, (first, last) = _days(reader, problems)
    defaults = _offered(reader, reader.match_making.weights_in_force({}))
    changed = {name: weight for name, weight in _weights(problems).items() if name in defaults}
    in_force = {**defaults, **changed}
    st.markdown(say("matching.intro", first=numbers.day(first), last=numbers.day(last)))
    if not reader.viewer.sees_all:
        st.caption(say("matching.own_records"))
    for problem in problems:
        st.warning(markdown_text(problem), icon=":material/filter_alt_off:")
    _day_inputs(days, first, last)
    _weight_inputs(reader, defaults, in_force, changed)
    return MatchingChoice(days, first, last, tuple(changed.items()), tuple(in_force.items()))


def _offered(reader: Reader, weights: Mapping[str, float]) -> dict[str, float]:
    return {name: weight for name, weight in weights.items() if reader.viewer.sees_all or name != _INTERNAL}


def _days(reader: Reader, problems: list[str]) -> tuple[Days, tuple[date, date]]:
    days = Days(_day("match_from", problems), _day("match_to", problems))
    try:
        return days, reader.match_making.window(days)
    except InvalidScope as error:
        problems.append(say("matching.days_wrong", reason=error))
        return ANY_DAYS, reader.match_making.window()


def _day(name: str, problems: list[str]) -> date | None:
    text = session.page_value(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(say("matching.not_a_day", value=shown(text)))
        return None


def _weights(problems: list[str]) -> dict[str, float]:
    text = session.page_value("weights")
    try:
        return read_weights(text.split(",")) if text else {}
    except CxcError as error:
        problems.append(say("matching.weights_wrong", reason=error))
        return {}


def _day_inputs(days: Days, first: date, last: date) -> None:
    columns = st.columns([1, 1, 2])
    for column, name, day in zip(columns, ("from", "to"), (first, last), strict=False):
        key = f"w_match_{name}"
        st.session_state[key] = day
        column.date_input(
            say(f"matching.days_{name}"),
            key=key,
            format="YYYY-MM-DD",
            min_value=FIRST_POSSIBLE,
            max_value=LAST_POSSIBLE,
            on_change=_days_changed,
            args=(name,),
        )
    if days != ANY_DAYS:
        columns[2].button(
            say("matching.days_reset"),
            key="match_days_reset",
            icon=":material/undo:",
            on_click=lambda: session.go_on_page(match_from=None, match_to=None),
        )


def _days_changed(name: str) -> None:
    chosen = st.session_state[f"w_match_{name}"]
    if isinstance(chosen, date):
        session.go_on_page(**{f"match_{name}": chosen.isoformat()})


def _weight_inputs(
    reader: Reader, defaults: Mapping[str, float], in_force: Mapping[str, float], changed: Mapping[str, float]
) -> None:
    st.caption(markdown_text(say("matching.in_force", weights=matching_words.weights_listed(in_force))))
    with folded.box(say("matching.weights"), icon=":material/tune:"):
        st.markdown(say("matching.weights_note", times=numbers.number(math.e, decimals=1)))
        columns = st.columns(_COLUMNS)
        for place, (name, weight) in enumerate(in_force.items()):
            st.session_state[f"w_weight_{name}"] = round(weight, 2)
            columns[place % _COLUMNS].number_input(
                matching_words.feature_name(name),
                min_value=-LARGEST,
                max_value=LARGEST,
                step=_STEP,
                format="%.2f",
                key=f"w_weight_{name}",
                on_change=_weights_changed,
                args=(dict(defaults),),
            )
        if changed:
            st.button(
                say("matching.weights_reset"),
                key="match_weights_reset",
                icon=":material/undo:",
                on_click=lambda: session.go_on_page(weights=None),
            )
        if reader.viewer.sees_all:
            st.caption(say("matching.weights_policy"))
        _fit(reader.match_making.weights().result)


def _weights_changed(defaults: Mapping[str, float]) -> None:
    changed = {}
    for name, default in defaults.items():
        weight = st.session_state.get(f"w_weight_{name}")
        if isinstance(weight, (int, float)) and abs(weight - round(default, 2)) > _STEP / 100:
            changed[name] = round(float(weight), 2)
    session.go_on_page(weights=written_weights(changed) or None)


def _fit(fitted: FittedWeights) -> None:
    """What the default weights come from."""
    fit = fitted.fit
    if fit is None:
        st.caption(markdown_text(say("matching.weights_none", reason=fitted.reason)))
        return
    st.caption(
        say(
            "matching.weights_fit",
            choices=numbers.number(fit.choices),
            until=numbers.day(fitted.until),
            alternatives=numbers.number(fit.alternatives),
            explained=numbers.percent(fit.pseudo_r2, decimals=0),
        )
    )
    rows = [
        {
            say("matching.feature"): matching_words.feature_name(str(row["feature"])),
            say("matching.fitted"): numbers.number(row["weight"], decimals=2),
            say("matching.interval"): matching_words.interval(row["low"], row["high"]),
            say("matching.odds"): numbers.number(math.exp(row["weight"]), decimals=1),
        }
        for row in fit.weights.to_dict("records")
    ]
    tables.records(rows, alt=say("matching.weights_table"))
