"""What a viewer may see: the only room that makes what is drawn, written or sent.

For now there is one viewer, `internal`, who sees everything.
"""

from __future__ import annotations

from .disclosed import Disclosed, Study, Table, required
from .figures import Cell, Figure, Figures
from .origin import Origin
from .viewer import INTERNAL, Viewer

__all__ = [
    "INTERNAL",
    "Cell",
    "Disclosed",
    "Figure",
    "Figures",
    "Origin",
    "Study",
    "Table",
    "Viewer",
    "required",
]
