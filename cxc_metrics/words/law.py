"""The law as documents: its sections by anchor, and the references that texts make to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from cxc_metrics.paths import ROOT

DOCS: Final = ROOT / "docs"
FILES: Final = {"definitions": DOCS / "definitions.md", "facts": DOCS / "domain.md"}

# For readers of protected figures: it has no numbers of its own, and no reference is made to them.
PROTECTION: Final = DOCS / "disclosure.md"
WHAT_YOU_SEE: Final = "protection-2"

_ANCHOR: Final = re.compile(r'^<a id="([a-z]+-[0-9.]+)"></a>\n', re.MULTILINE)
_NUMBER: Final = r"\d+(?:\.\d+)?"
# "definitions 2", "facts 8.4, 9.1", "definitions 1 to 3"; a number with a word behind it is a count.
_REFERENCE: Final = re.compile(
    rf"\b(definitions|facts)\s+({_NUMBER}(?:(?:,\s|\sand\s|\sto\s|–|,\s?and\s){_NUMBER}(?![\w%]))*)(?![\w%])",
    re.IGNORECASE,
)


@cache
def sections() -> dict[str, str]:
    """Markdown of every section of both documents by its anchor ("definitions-2"), in their order."""
    sections: dict[str, str] = {}
    for path in FILES.values():
        parts = _ANCHOR.split(path.read_text(encoding="utf-8"))
        sections.update(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    return sections


@cache
def protection() -> dict[str, str]:
    """The sections of the page on protected figures by anchor ("protection-1"), without its comments."""
    text = re.sub(r"<!--.*?-->\n?", "", PROTECTION.read_text(encoding="utf-8"))
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return {f"protection-{number}": part.strip() for number, part in enumerate(parts, start=1)}


def references(text: str) -> Iterator[tuple[int, str]]:
    """Each reference in a text: where it starts and the anchor it means."""
    for match in _REFERENCE.finditer(text):
        for number in re.findall(_NUMBER, match[2]):
            yield match.start(), f"{match[1].lower()}-{number}"
