"""The words above and below a chart: the finding, and what must never be cut off from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Any, Final

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import SubFigure
from matplotlib.font_manager import FontProperties

from cxc_metrics.disclosure import PROTECTED
from cxc_metrics.export.documented import (
    INTERNAL_LINE,
    OWN_LINE,
    OWN_ROWS_LINE,
    PROTECTED_LINE,
    SYNTHETIC_LINE,
    Documented,
)
from cxc_metrics.words.plain import one_line

from .look import Look, families

_MOST_DEFINED: Final = 3
_MARGIN: Final = 0.1
# As the reader of a picture reads it: shorter than in a file.
_MARKS: Final = {
    SYNTHETIC_LINE: "Synthetic data: invented for demonstration",
    PROTECTED_LINE: PROTECTED,
    INTERNAL_LINE: "internal: not to be published as it is",
    OWN_LINE: "exact: not to be published as it is",
    OWN_ROWS_LINE: "own rows exact: not to be published as they are",
}
# Of that class matplotlib has no types yet.
_Renderer: Any = RendererAgg
# At 72 dots an inch a dot is a point.
_RULER: Final[Any] = _Renderer(1, 1, 72)


@dataclass(frozen=True)
class Words:
    """One paragraph in one kind of letters."""

    text: str
    points: float
    colour: str
    is_bold: bool = False

    @property
    def line(self) -> float:
        """Inches from one of its lines to the next."""
        return self.points / 72 * 1.32

    def lines(self, width: float) -> list[str]:
        """The paragraph in lines of at most that many inches."""
        return list(_broken(self, width))


# A blank, in parts of the height of letters; near enough for a guess.
_BLANK: Final = 0.32


@lru_cache(maxsize=512)
def _broken(words: Words, width: float) -> tuple[str, ...]:
    """The lines of a paragraph: asked for twice by a picture, and much of it by every picture of a page."""
    most = width * 72
    lines, left = [], [word for word in words.text.split(" ") if word]
    while left:
        # To measure a line takes as long as to draw it: the widths of its words tell where its end may be.
        ends = accumulate(_wide(word, words.points, words.is_bold) + words.points * _BLANK for word in left)
        count = max(sum(1 for _ in takewhile(lambda end: end <= most, ends)), 1)
        while count < len(left) and _fits(words, left[: count + 1], most):
            count += 1
        while count > 1 and not _fits(words, left[:count], most):
            count -= 1
        lines.append(" ".join(left[:count]))
        left = left[count:]
    return tuple(lines) or ("",)


def _fits(words: Words, some: list[str], most: float) -> bool:
    return _measured(" ".join(some), words.points, is_bold=words.is_bold) <= most


@lru_cache(maxsize=4096)
def _wide(word: str, points: float, is_bold: bool) -> float:
    return _measured(word, points, is_bold=is_bold)


def _measured(text: str, points: float, *, is_bold: bool) -> float:
    """How many points wide it is drawn."""
    font = FontProperties(family=list(families()), size=points, weight="bold" if is_bold else "normal")
    return float(_RULER.get_text_width_height_descent(text, font, ismath=False)[0])


def above(about: Documented, look: Look) -> list[Words]:
    """The question, and the finding in bold letters."""
    question, finding = one_line(about.title), one_line(about.finding)
    if not finding:
        return [Words(question, look.points * 1.2, look.palette.text, is_bold=True)]
    parts = [Words(finding, look.points * 1.2, look.palette.text, is_bold=True)]
    return [Words(question, look.points, look.palette.muted), *parts] if question else parts


def below(about: Documented, look: Look) -> list[Words]:
    """Marks, selection and n, source, definitions in a line each, notes."""
    marks = "; ".join(_MARKS[mark] for mark in about.marks)
    marks = f"{marks[:1].upper()}{marks[1:]}."
    parts = [Words(marks, look.small, look.palette.text, is_bold=True)] if about.marks else []
    return [*parts, *(Words(one_line(text), look.small, look.palette.muted) for text in _lines(about))]


def _lines(about: Documented) -> Iterator[str]:
    selection = [f"Selection: {about.selection}", about.rests_on]
    if about.selection:
        yield f"{', '.join(filter(None, selection))}."
    yield f"Source: {about.source}, {about.day}, data version {about.data_version}. Licence: {about.licence}."
    for kpi in about.kpis[:_MOST_DEFINED]:
        yield f"{kpi['id']} {kpi['name']}: {kpi['definition']}"
    if len(about.kpis) > _MOST_DEFINED:
        yield f"{len(about.kpis) - _MOST_DEFINED} more figures are defined in the file with the same name."
    yield from about.notes


def height_of_words(words: Iterable[Words], look: Look) -> float:
    """Inches that they take, with room around."""
    return sum(len(part.lines(look.width - 2 * _MARGIN)) * part.line for part in words) + 1.4 * _MARGIN


def write(figure: SubFigure, words: Iterable[Words], look: Look, height: float) -> None:
    """The words in that part of the picture, from its upper left corner."""
    top = height - _MARGIN
    for part in words:
        for line in part.lines(look.width - 2 * _MARGIN):
            figure.text(
                _MARGIN / look.width,
                top / height,
                line,
                fontsize=part.points,
                fontweight="bold" if part.is_bold else "normal",
                color=part.colour,
                va="top",
                ha="left",
            )
            top -= part.line
