"""A second selection beside the first: the word of the line that chooses it."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Reader
from cxc_metrics.scope import Scope
from cxc_metrics.words.plain import shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.components.top_line import Option, Word
from ui.parts.second_beside import in_words

LONGEST_WORD: Final = 60


def word(scope: Scope, reader: Reader) -> Word:
    """The word of the sentence that says what is compared with, and offers what can be."""
    second = session.second_selection()
    kept = second if isinstance(second, str) else "all" if second == Scope() else ""
    narrowed = "" if not scope.is_everything else say("line.why_compare")
    options = [
        Option(value="keep", label=say("beside.keep"), why=narrowed),
        Option(value="all", label=say("beside.all"), why=narrowed),
    ]
    for name in session.comparisons(reader):
        why = "" if session.can_compare(name, scope) else say(f"beside.why_{name}")
        options.append(Option(value=name, label=say(f"beside.{name}"), why=why))
    return {
        "field": session.SECOND_PARAMETER,
        "lead": say("line.compared_with") if second is not None else "",
        "text": say("line.compare") if second is None else _short(in_words(second, reader)),
        "label": say("beside.choose"),
        "kind": "quiet" if second is None else "",
        "any": say("beside.stop") if second is not None else "",
        "chosen": [kept or "kept"] if second is not None else [],
        "several": False,
        "note": say("beside.keep_help"),
        "options": options,
    }


def _short(text: str) -> str:
    """As it stands within a sentence; what begins with an abbreviation (EU) keeps it."""
    begins = text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
    return shorten(begins, LONGEST_WORD)


def written(choice: str, scope: Scope) -> str | None:
    """What a choice in its list writes into the address; another text as it is: the shell says why not."""
    if choice == "keep":
        return session.written_second(scope)
    return session.written_second(Scope()) if choice == "all" else choice or None
