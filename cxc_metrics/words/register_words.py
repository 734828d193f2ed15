"""In whose nouns texts are said: those of the register that a run shows, else those of the scheme.

The shell sets them once for each run of the script, a command once it knows its data version; everything else
only reads them.
"""

from __future__ import annotations

from contextvars import ContextVar

from cxc_metrics.contract.nouns import SCHEME, Vocabulary

# Texts about the scheme's own law speak its own words, and so do those about a file that is being mapped.
_OF_THE_LAW = (
    "methods.",
    "glossary.",
    "explored.",
    "map.",
    "rows.",
    "values.",
    "naming.",
    "preview.",
    "prospects.",
)
_chosen: ContextVar[Vocabulary] = ContextVar("register_words", default=SCHEME)


def choose(vocabulary: Vocabulary = SCHEME) -> None:
    """Speak in the nouns of that register from now on in this run."""
    _chosen.set(vocabulary)


def chosen() -> Vocabulary:
    """The vocabulary in force."""
    return _chosen.get()


def in_nouns(text: str) -> str:
    """A text of ours in the nouns in force; never a text with names of the register filled in."""
    return chosen().said(text)


def of_key(key: str) -> Vocabulary:
    """The vocabulary that the interface text of that id is said in."""
    return SCHEME if key.startswith(_OF_THE_LAW) else chosen()
