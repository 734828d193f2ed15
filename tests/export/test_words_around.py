"""The words around a picture: broken where they must be, and nowhere before."""

from __future__ import annotations

from matplotlib.font_manager import FontProperties

from cxc_metrics.export.pictures.look import families
from cxc_metrics.export.pictures.words_around import _RULER, Words

TEXTS = (
    "Exchanges held from Spain to Germany, of which the organisation that visited was a small one. " * 3,
    "iiii " * 60 + "WWWW " * 30,
    "x" * 300 + " and what comes behind",
    "two  blanks",
    "",
)


def one_by_one(words: Words, width: float) -> list[str]:
    """Every line measured anew with each word."""
    font = FontProperties(
        family=list(families()), size=words.points, weight="bold" if words.is_bold else "normal"
    )
    lines, line = [], ""
    for word in words.text.split(" "):
        longer = f"{line} {word}".strip()
        if line and _RULER.get_text_width_height_descent(longer, font, ismath=False)[0] > width * 72:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def test_lines_hold_as_many_words_as_fit() -> None:
    for text in TEXTS:
        for is_bold in (False, True):
            for width in (1.3, 6.0):
                words = Words(text.strip(), 8.5, "#000000", is_bold)
                assert words.lines(width) == one_by_one(words, width), (text[:20], width)
