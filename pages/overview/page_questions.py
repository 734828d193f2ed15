"""What several parts of the page ask: figures, corridors, the target of the selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from cxc_metrics.access import (
    TARGETS,
    YEAR_BEFORE,
    Question,
    Reader,
    SchemeTarget,
    scheme_target,
)
from cxc_metrics.disclosure import Figures
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.overview import page_figure
from ui import session
from ui.parts import marking
from ui.session import memory

_OF_EXCHANGES: Final = ("pairs", "flows")
SIDES: Final = ("visitor_country", "host_country")


def questions(scope: Scope, figure: str) -> list[Question]:
    """What the first screen asks, whichever chart is open: the figures, their changes, the lists."""
    every = [_values(scope), _history(scope), _changes(scope)]
    for by in page_figure.dimensions(session.reader()):
        if not page_figure.why_not(figure, (by,), scope):
            every += _listed(figure, by, scope)
    return [question for question in every if question is not None]


def later(scope: Scope) -> list[Question]:
    """What several parts below the first screen ask."""
    return [_flows(scope), *_sides(scope)] if of_exchanges() else []


def of_exchanges() -> bool:
    """Whether the register's units are exchanges or flows: the others have neither corridors nor targets."""
    return session.reader().manifest.shape in _OF_EXCHANGES


def _values(scope: Scope) -> Question:
    return Question(session.reader().watched(), scope=scope, compare=YEAR_BEFORE)


def _history(scope: Scope) -> Question:
    return Question(session.reader().watched(), ("year",), scope)


def _changes(scope: Scope) -> Question | None:
    if (other := compared_with(scope)) is not None:
        return Question(session.reader().watched(), scope=scope, compare=other)
    judged = page_figure.judged(scope)
    return None if judged is None else _values(judged)


def compared_with(scope: Scope) -> str | Scope | None:
    """What is compared with instead of one year earlier: a second selection, or another that is there."""
    second = session.second_selection()
    if second is None or second in (scope, YEAR_BEFORE):
        return None
    return second if isinstance(second, Scope) or session.can_compare(second, scope) else None


def _listed(figure: str, by: str, scope: Scope) -> list[Question]:
    """The figure by a dimension, and what tells its changes, if anything does: one question where it can."""
    ranked, changes = ranked_alone(figure, by, scope), _ranked_changes(figure, by, scope)
    if changes is None:
        return [ranked]
    return [changes] if changes.scope == ranked.scope else [ranked, changes]


def ranked_alone(figure: str, by: str, scope: Scope) -> Question:
    """The figure by a dimension, of which filters take nothing out."""
    return Question((figure,), (by,), scope.apart_from(by))


def ranked_beside(figure: str, by: str, scope: Scope) -> Question:
    """The same, beside a second selection where there is one, which is not filtered by it either."""
    second = marking.unfiltered(session.second_selection(), by)
    return Question((figure,), (by,), scope.apart_from(by), second)


def _ranked_changes(figure: str, by: str, scope: Scope) -> Question | None:
    if (other := compared_with(scope)) is not None:
        apart = other.apart_from(by) if isinstance(other, Scope) else other
        return Question((figure,), (by,), scope.apart_from(by), apart)
    judged = page_figure.judged(scope)
    return None if judged is None else Question((figure,), (by,), judged.apart_from(by), YEAR_BEFORE)


def _sides(scope: Scope) -> list[Question]:
    return [Question((session.reader().volume(),), (side,), scope.apart_from(*SIDES)) for side in SIDES]


def reached(scope: Scope, side: str) -> set[str]:
    """The countries with a number on one side, whatever is shown of their corridors.

    Filters on countries take nothing out of it.
    """
    figures = session.answered(_sides(scope)[SIDES.index(side)])
    if figures.not_measurable:
        return set()
    counts = figures.frame().set_index(side)[figures.ids[0]]
    return {str(code) for code in counts.index[counts.fillna(0) > 0]}


def _flows(scope: Scope) -> Question:
    return Question((session.reader().volume(),), SIDES, scope.apart_from(*SIDES))


def values(scope: Scope) -> Figures:
    """The figures of the list, compared with one year earlier where a period is chosen."""
    return session.answered(_values(scope))


def headline(scope: Scope) -> Figures:
    """Of these the headline of the register."""
    return values(scope).only(*session.reader().headline())


def history(scope: Scope) -> Figures:
    """The figures of the list by year."""
    return session.answered(_history(scope))


def changes(scope: Scope) -> Figures | None:
    """The figures against what is compared with.

    Else those of the period, or of the last whole year, against one year earlier; None without a year.
    """
    question = _changes(scope)
    return None if question is None else session.answered(question)


def ranked(figure: str, by: str, scope: Scope) -> Figures:
    """The figure by a dimension, of which filters take nothing out."""
    return session.answered(ranked_alone(figure, by, scope))


def listed(figure: str, by: str, scope: Scope) -> tuple[Figures, Figures | None]:
    """The figure by a dimension, and what tells its changes: compared as `changes` are, or None.

    Often one answer, which may have rows that are only in what is compared with.
    """
    answers = [session.answered(question) for question in _listed(figure, by, scope)]
    return answers[0], answers[-1] if answers[-1].compare is not None else None


def flows(scope: Scope) -> Figures:
    """How much went from which country to which; filters on countries take nothing out of it."""
    return session.answered(_flows(scope))


def used_flows(scope: Scope) -> pd.DataFrame:
    """The corridors in use, the largest first: visitor_country, host_country, value. Only to be read.

    Filters on countries take nothing out of it.
    """
    return _used(session.reader(), scope.apart_from(*SIDES))


@memory.remembered(64)
def _used(_version: Reader, scope: Scope) -> pd.DataFrame:
    measurement = flows(scope)
    name = measurement.ids[0]
    if measurement.not_measurable:
        return pd.DataFrame(columns=[*SIDES, "value"])
    table = measurement.frame().dropna(subset=[*SIDES, name])
    table = table[table[name] > 0].sort_values(name, ascending=False, kind="stable")
    return table[[*SIDES, name]].rename(columns={name: "value"}).astype(dict.fromkeys(SIDES, "str"))


def pairs(figure: str, sides: tuple[str, ...], scope: Scope) -> list[Question]:
    """The figure by both sides, of which filters take nothing out, and of all of them together."""
    return [Question((figure,), by, scope.apart_from(*sides)) for by in (sides, ())]


class Aim(NamedTuple):
    """The target of the selection with the partnerships it is made of, or why there is none."""

    target: SchemeTarget | None
    partnerships: tuple[str, ...]
    reason: str


def aim(scope: Scope) -> Aim:
    """What was planned in this selection, remembered per data version."""
    return _aim(session.reader(), scope)


@memory.remembered(64)
def _aim(reader: Reader, scope: Scope) -> Aim:
    try:
        targets = reader.study(TARGETS, scope)
    except NotMeasurable as error:
        return Aim(None, (), str(error))
    scheme = scheme_target(targets)
    target = scheme.result if scheme else None
    reason = "" if target else say("overview.no_target")
    return Aim(target, tuple(targets.result.table["partnership"].astype("str")), reason)


@dataclass(frozen=True)
class Pair:
    """Both ends of a corridor as one code, which comes back from a click."""

    sender: str
    host: str

    @classmethod
    def read(cls, code: Any) -> Pair:
        """From the code of a bar."""
        sender, _, host = str(code).partition(" ")
        return cls(sender, host)

    @property
    def code(self) -> str:
        """Country codes hold no space."""
        return f"{self.sender} {self.host}"
