"""One generated sentence per figure: it says what the chart shows, in words and with its numbers.

Plain text (names not escaped): `ui.parts.blocks` escapes it for the page, charts take it as their
alternative text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxc_metrics.disclosure import Figures, in_short, is_refusal
from cxc_metrics.scope import Scope

from . import language, numbers, register_words
from .texts import say


def ranking(labels: Sequence[str], values: Sequence[float | None], *, what: str) -> str:
    """For example: "Spain (120), Italy (98) and Germany (77) lead; 31 countries in all."."""
    measured = [
        (name, value) for name, value in zip(labels, values, strict=True) if value is not None and value > 0
    ]
    return leaders([(name, numbers.number(value)) for name, value in measured], what=what)


def leaders(ranked: Sequence[tuple[str, str]], *, what: str) -> str:
    """The same of names and numbers in words, the largest first."""
    if not ranked:
        return say("sentence.none", what=what)
    parts = [f"{name} ({value})" for name, value in ranked[:3]]
    if len(ranked) == 1:
        return say("sentence.only", leader=parts[0])
    return say("sentence.ranking", leaders=listed(parts), count=numbers.number(len(ranked)), what=what)


def listed(parts: Sequence[str]) -> str:
    """For example: "Spain, Italy and Germany"."""
    *before, last = parts
    return f"{', '.join(before)} {say('sentence.and')} {last}" if before else last


def with_untold(finding: str, figures: Figures) -> str:
    """The sentence, and which of its figures were not told over all rows: a cell they need was emptied."""
    partly = [figure for figure in figures if figure.is_partly_told]
    if not partly:
        return finding
    if not figures.by:
        overs = [f"{figure.kpi.name} {text}" for figure in partly if (text := numbers.over(figure.over))]
        return f"{finding} {say('sentence.over', figures=', '.join(overs))}"
    return f"{finding} {say('sentence.some_over', figures=', '.join(figure.kpi.name for figure in partly))}"


_TABLE = re.compile(r"\bno table ([a-z_]+)")
_COLUMN = re.compile(r"\b(no|or) ([a-z_]+)\.([a-z_]+)")
_CODE = re.compile(r"\b[A-Z]{2}\b")
# Who is meant by the short names of the data dictionary.
_SHORT = {
    "vo": "visitor",
    "ho": "host",
    "vop": "visitor's partnership",
    "hop": "host's partnership",
    "org": "organisation",
    "km": "in km",
    "eu": "EU",
    "doc": "document",
}


def reason(text: object) -> str:
    """A reason as people say it: tables, columns, countries by their names, in the nouns of the register;
    the library says exact ones. Of what the viewer may not ask only what helps.

    >>> reason("it has no exchange.ho_id and no table survey_invitation")
    'it has no host of exchanges and no survey invitations'
    """
    text = in_short(str(text)) or str(text)
    text = _TABLE.sub(lambda match: f"no {_many(match[1])}", text)
    text = _COLUMN.sub(lambda match: f"{match[1]} {_column_of(match[2], match[3])}", text)
    if "part of every flow" in text:
        text = _CODE.sub(lambda match: language.label("visitor_country", match[0]), text)
    return register_words.in_nouns(text)


def _column_of(table: str, column: str) -> str:
    """A column of a table; where the table is named after what it names, not with the word said twice."""
    words, owners = _column(column), table.replace("_", " ")
    if owners.startswith(f"{words} "):
        return f"{words} named for each {owners.removeprefix(words).strip()}"
    return f"{words} of {_many(table)}"


def _many(table: str) -> str:
    words = table.replace("_", " ")
    if words.endswith("ry"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("ch") else f"{words}s"


def _column(name: str) -> str:
    words = name.removesuffix("_id").removesuffix("_eur").removesuffix("_on").split("_")
    shortened = " ".join(_SHORT.get(word, word) for word in words)
    return f"day “{shortened}”" if name.endswith("_on") else shortened


def nothing(scope: Scope) -> str:
    """That nothing is left, and what to do about it if the reader can."""
    hint = say("measure.empty_register" if scope.is_everything else "measure.empty_hint")
    return f"{say('measure.empty')}. {hint}"


def bare_reason(why: object) -> str:
    """A reason without its first words, for where they stand already.

    >>> bare_reason("Not measurable with this register: it has no table survey_invitation")
    'it has no survey invitations'
    """
    text = reason(re.sub(r"^Not (measurable|shown) [^:]*: ", "", str(why))).rstrip(".")
    return text[:1].lower() + text[1:] if is_refusal(str(why)) else text


def not_measurable(why: object) -> str:
    """Why something has no number; most reasons begin with these very words, some do not."""
    text = reason(why)
    return (
        text
        if text.lower().startswith(("not measurable", "not shown"))
        else say("measure.because", reason=text)
    )


def corridors(pairs: Sequence[tuple[str, str, float]], *, total: float | None) -> str:
    """For example: "Largest corridor: Spain → Italy (31 of 612); 240 of the possible pairs are in use."."""
    if not pairs:
        return say("sentence.none", what=say("sentence.exchanges"))
    sender, host, value = max(pairs, key=lambda pair: pair[2])
    return say(
        "sentence.one_corridor" if len(pairs) == 1 else "sentence.corridors",
        sender=sender,
        host=host,
        value=numbers.number(value),
        total=numbers.number(total),
        used=numbers.number(len(pairs)),
    )
