"""The legend of classes, below a map or a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.figure import SubFigure
from matplotlib.patches import Patch

from .look import Look

# Points a line of the legend takes beside each other, of letters of one point.
_ENTRY: Final = 13.0


def legend_below(figure: SubFigure, handles: Sequence[Patch], unit: str, look: Look) -> None:
    """Swatches in lines under their unit, on the left."""
    shared: dict[str, Any] = {"loc": "outside lower left", "alignment": "left", "frameon": False}
    figure.legend(
        handles=list(handles),
        title=unit,
        title_fontsize=look.points,
        fontsize=look.points,
        ncols=max(2, min(len(handles), int(look.width * 72 / (look.points * _ENTRY)))),
        columnspacing=1.2,
        handlelength=1.4,
        **shared,
    )
