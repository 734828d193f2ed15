"""XML from strangers, piece by piece, with the standard library's expat: no part is ever held whole.

A document type declaration is refused (it is where entities that multiply are declared; no office program
writes one), and so is a single tag or name longer than any that is honest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from cxc_metrics.errors import IntakeError

Attributes = dict[str, str]
_LONGEST_TAG = 16 * 1024 * 1024


class LocalNames(dict[str, str]):
    """Names without their namespace prefix, remembered: `x:row` gives `row`."""

    def __missing__(self, name: str) -> str:
        """The part behind the colon."""
        local = name.rpartition(":")[2]
        self[name] = local
        return local


def local(attributes: Attributes) -> Attributes:
    """Attributes by their names without prefix."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def feed(
    pieces: Iterable[bytes],
    shown: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse the pieces of one document, pausing after each, so that the caller can hand on what was found.

    Handlers get names with their prefixes. IntakeError when it is no sound XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype(shown)
    given = 0
    try:
        for piece in pieces:
            parser.Parse(piece)
            given += len(piece)
            if given - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                raise IntakeError(f"{shown} is damaged: a part of its XML has no end. Save it again")
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, ValueError) as error:
        raise IntakeError(f"{shown} is damaged: its XML cannot be read ({error}). Save it again") from None


def read_through(
    pieces: Iterable[bytes],
    shown: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a whole document (see `feed`)."""
    for _ in feed(pieces, shown, start, end, text):
        pass


def _refuse_doctype(shown: str) -> Callable[..., None]:
    def refuse(*_declaration: object) -> None:
        raise IntakeError(
            f"{shown} declares a document type in its XML, which no office program does. Save it again"
        )

    return refuse
