"""Names are data: the one place that turns them into text no renderer can read as markup.

Streamlit renders Markdown, LaTeX, colour and icon shortcodes in labels, tables and messages; plotly renders a
few HTML tags in labels and hover boxes; the tiles are HTML of ours. Each has its own escaping function;
nothing else escapes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

# Every ASCII punctuation mark may be escaped with a backslash in CommonMark; `:` also starts a shortcode.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:@&=^])")
_ESCAPED = re.compile(r"\\([^\w\s])")
# What Streamlit's Markdown still changes once the escapes are gone: addresses into links, `:material/home:`
# into an icon, `->` or `--` into a sign. An invisible joiner takes them apart.
_LATE = re.compile(
    r"https?:(?=//)|www(?=\.)|(?<=[-.+\w])@(?=[-\w])|:(?=material/|streamlit:)|-(?=[->])|<(?=[-=])|[>~](?==)",
    re.IGNORECASE,
)
_JOINER = "\N{WORD JOINER}"
_SPACE = re.compile(r"\s+")


def one_line(text: object) -> str:
    """The text without line breaks and control or bidirectional-override characters."""
    text = str(text)
    if text.isprintable():  # nearly always: none of what follows but the spaces
        return _SPACE.sub(" ", text).strip()
    kept = (" " if char in "\r\n\t" else char for char in text)
    visible = "".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cs"} and c not in _BIDI)
    return _SPACE.sub(" ", visible).strip()


# A name may not turn the reading direction of what stands after it.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def markdown_text(text: object) -> str:
    r"""For everything Streamlit renders as Markdown: labels, captions, messages, metric names.

    Addresses, icons and arrows in a name stay text too.

    >>> print(markdown_text("$x$ *b* :red[no]"))
    \$x\$ \*b\* \:red\[no\]
    """
    apart = _LATE.sub(lambda match: match.group() + _JOINER, one_line(text))
    return _MARKDOWN.sub(r"\\\1", apart)


def unmarked(text: str) -> list[str]:
    r"""Lines of a caption as plain text: what `markdown_text` escaped, and line ends of Markdown, undone.

    >>> unmarked("Made with \*care\*.  \nAs at 2024\-05\-31.")
    ['Made with *care*.', 'As at 2024-05-31.']
    """
    plain = _ESCAPED.sub(r"\1", text.replace(_JOINER, "").replace("**", ""))
    return [line.strip() for line in plain.split("\n") if line.strip()]


def html_text(text: object) -> str:
    """For the HTML we write ourselves, between tags and in quoted attributes."""
    return html.escape(one_line(text))


def plotly_text(text: object) -> str:
    """For every label, category and hover text of a figure."""
    return html.escape(one_line(text), quote=False)


def cut_apart(labels: Sequence[object], length: int = 32) -> list[str]:
    """Each label in at most `length` characters; of those that would become equal, what differs is kept.

    >>> cut_apart(["Energy partnership one", "Energy partnership two", "Sea"], 14)
    ['Energy par…one', 'Energy par…two', 'Sea']
    """
    lines = [one_line(label) for label in labels]
    alike: dict[str, set[str]] = {}
    for line in lines:
        alike.setdefault(shorten(line, length), set()).add(line)
    cut = {line: short for short, group in alike.items() for line in group}
    for group in alike.values():
        if len(group) > 1:
            cut.update(_told_apart(sorted(group), length))
    return [cut[line] for line in lines]


def _told_apart(lines: Sequence[str], length: int) -> dict[str, str]:
    """Names that begin alike: their beginning, and each from the word on in which they begin to differ.

    Those that would still be equal, as they differ again further on, keep their end.
    """
    first, last = min(lines), max(lines)
    differ = (place for place, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1)
    shared = next(differ, len(first))
    start = max((line.rfind(" ", 0, shared) + 1 for line in lines), default=0)
    least = length // 3
    cut: dict[str, str] = {}
    for line in lines:
        rest = shorten(line[start:], length - 1 - least)
        cut[line] = f"{line[: length - 1 - len(rest)].rstrip()}…{rest}"
    often = Counter(cut.values())
    for line in lines:
        if often[cut[line]] > 1:
            tail = length // 2
            cut[line] = f"{line[: length - 1 - tail].rstrip()}…{line[-tail:].lstrip()}"
    return cut


def shorten(text: object, length: int = 32) -> str:
    """At most `length` characters, the cut marked with an ellipsis. Not escaped."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
