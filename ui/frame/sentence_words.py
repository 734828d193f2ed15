"""The selection as a sentence: its words, what the list of each offers, and the fields behind *more*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cxc_metrics.access import Question, Reader
from cxc_metrics.disclosure import in_short
from cxc_metrics.disclosure import is_full as has_enough
from cxc_metrics.scope import Scope, label
from cxc_metrics.scope.period import read_period
from cxc_metrics.words import language
from cxc_metrics.words.plain import shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.components.top_line import Option, Word
from ui.frame import period_choice, second_selection
from ui.frame.second_selection import LONGEST_WORD

STATUSES: Final = ("held", "validated")
# What the sentence tells by, by what a register's units are.
_ALWAYS: Final = ("visitor_country", "host_country", "visitor_sector", "partnership")
_OF_SHAPE: Final = {
    "participations": ("participant_country", "participant_sector"),
    "one_to_one": ("participant_country", "participant_sector", "partnership"),
    "meetings": ("visitor_country", "host_country", "visitor_sector"),
}
_LONGEST_VALUE: Final = 60
# As many are named, of more the first and their number.
_NAMED: Final = 2


def said(reader: Reader) -> list[str]:
    """The filters that the sentence always tells by, in its order."""
    always = _OF_SHAPE.get(reader.manifest.shape, _ALWAYS)
    return [name for name in always if reader.can_filter(name)]


def fields(reader: Reader) -> list[str]:
    """The filters with a list of values that some row of the register can answer."""
    single = {"period", "status"}
    return [name for name in Scope.fields() if name not in single and reader.can_filter(name)]


def words(scope: Scope, reader: Reader, figures: Sequence[str], figure: str) -> list[Word]:
    """The sentence, word by word: what is counted, from where, to where, in what, of whom, when; and more."""
    always = said(reader)
    besides = [name for name in fields(reader) if name not in always and getattr(scope, name)]
    made = [_subject(scope, reader, figures, figure)]
    made += [_word(name, scope, reader) for name in (*always, *besides)]
    if reader.can_filter("period"):
        made.append(_closed(period_choice.word(scope, reader, bound=is_bound(scope, reader)), scope, reader))
    made.append(_quiet("more", say("line.more"), say("line.more_label")))
    if session.second_selection() is not None or not scope.is_everything:
        made.append(second_selection.word(scope, reader))
    if not scope.is_everything:
        made.append({**_quiet("", say("line.reset"), say("line.reset")), "runs": True})
    return made


def further(scope: Scope, reader: Reader, *, has_figure: bool) -> list[Word]:
    """The fields that are in the sentence only where they narrow it; with a figure, the view too."""
    made = [_word(name, scope, reader) for name in fields(reader) if name not in said(reader)]
    if has_figure and reader.can_filter("status"):
        made.insert(0, _status(scope, reader))
    return [second_selection.word(scope, reader), *made]


def is_bound(scope: Scope, reader: Reader) -> bool:
    """Whether only selections of the lattice may be offered."""
    return reader.is_bound and not reader.viewer.owns(scope)


def values(name: str, reader: Reader, locale: str) -> list[tuple[str, str]]:
    """The values of a filter with their names in a language, in their order."""
    return [
        (str(code), shorten(label(name, code, reader, locale=locale), _LONGEST_VALUE))
        for code in reader.options(name)
    ]


def _quiet(name: str, text: str, label: str) -> Word:
    return {"field": name, "lead": "", "text": text, "label": label, "kind": "quiet", "chosen": []}


def _subject(scope: Scope, reader: Reader, figures: Sequence[str], figure: str) -> Word:
    """What is counted: the figure of a page that has one, else the view of its exchanges."""
    if figures:
        return {
            "field": session.FIGURE_PARAMETER,
            "lead": "",
            "text": reader.kpi(figure).name,
            "label": say("line.figure"),
            "kind": "subject",
            "any": "",
            "chosen": [figure],
            "several": False,
            "options": [_figure_option(name, reader) for name in figures],
        }
    if figure:
        return {**_quiet("subject", reader.kpi(figure).name, say("line.figure")), "kind": "plain"}
    if reader.can_filter("status"):
        return {**_status(scope, reader), "lead": "", "kind": "subject"}
    unit = reader.vocabulary.unit[1]
    return {**_quiet("subject", unit[:1].upper() + unit[1:], unit), "kind": "plain"}


def _figure_option(name: str, reader: Reader) -> Option:
    return Option(value=name, label=reader.kpi(name).name, why=reader.lack(name) or "")


def _status(scope: Scope, reader: Reader) -> Word:
    unit = reader.vocabulary.unit[1]
    labels = {name: say(f"line.{name}", unit=unit[:1].upper() + unit[1:]) for name in STATUSES}
    word: Word = {
        "field": "status",
        "lead": say("line.lead.status"),
        "text": labels[scope.status],
        "label": say("selection.view"),
        "note": say("selection.view_help"),
        "any": "",
        "chosen": [scope.status],
        "several": False,
        "options": [Option(value=name, label=label, why="") for name, label in labels.items()],
    }
    return _closed(word, scope, reader)


def _word(name: str, scope: Scope, reader: Reader) -> Word:
    chosen = getattr(scope, name)
    heading = _heading(name, reader)
    is_said = name in said(reader)
    anything = say(f"line.any.{name}") if is_said else say("line.any.other")
    word: Word = {
        "field": name,
        "lead": say(f"line.lead.{name}") if is_said else f"{heading}:",
        "text": _names(name, chosen, reader) if chosen else anything,
        "label": heading,
        "any": anything,
        "chosen": [str(code) for code in chosen],
        "several": not is_bound(scope, reader),
        "counted": True,
    }
    return _closed(word, scope, reader)


def _heading(name: str, reader: Reader) -> str:
    """What a field is called; of participants, where the sentence is of visitors and hosts, whose it is."""
    of_others = name.startswith("participant_") and "participant_country" not in said(reader)
    return language.heading(name) if of_others else say(f"field.{name}")


def _names(name: str, chosen: Sequence[int | str], reader: Reader) -> str:
    labels = [language.label(name, code, reader, short=True) for code in chosen]
    if len(labels) > _NAMED:
        return say("line.several", first=shorten(labels[0], LONGEST_WORD), count=len(labels) - 1)
    return say("line.both", first=labels[0], second=labels[1]) if len(labels) == _NAMED else labels[0]


def _closed(word: Word, scope: Scope, reader: Reader) -> Word:
    """The word, with the reason where the viewer may choose nothing by it besides what is chosen."""
    name = word["field"]
    if name in scope.active() or not is_bound(scope, reader) or not has_enough(scope):
        return word
    offered = {"status": "validated", "period": _a_year(reader)}
    value = offered.get(name) or tuple(reader.options(name)[:1])
    reason = reader.reason_against(Question((), (), scope.with_(**{name: value})))
    return {**word, "why": (in_short(reason) or reason)} if reason else word


def _a_year(reader: Reader) -> object:
    years = reader.options("year")
    return read_period(str(years[0])) if years else None
