"""What a viewer may see: the only room that makes what is drawn, written or sent."""

from __future__ import annotations

from .disclosed import PROTECTED, Disclosed, Study, Table, required
from .figures import Cell, Figure, Figures
from .lattice import CAN_BE_ASKED, MOST_FIXED, admissible, in_short, is_full, nearest
from .origin import Origin
from .viewer import INTERNAL, PARTNERSHIP_FIELDS, PUBLIC, Viewer, partnership_viewer, viewer_named

__all__ = [
    "CAN_BE_ASKED",
    "INTERNAL",
    "MOST_FIXED",
    "PARTNERSHIP_FIELDS",
    "PROTECTED",
    "PUBLIC",
    "Cell",
    "Disclosed",
    "Figure",
    "Figures",
    "Origin",
    "Study",
    "Table",
    "Viewer",
    "admissible",
    "in_short",
    "is_full",
    "nearest",
    "partnership_viewer",
    "required",
    "viewer_named",
]
