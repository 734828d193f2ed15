"""What a viewer may see: the only room that makes what is drawn, written or sent."""

from __future__ import annotations

from .disclosed import PROTECTED, Disclosed, Study, Table, required
from .exactness import USUAL_CHANGE, true_range
from .figures import Cell, Figure, Figures
from .lattice import CAN_BE_ASKED, MOST_FIXED, admissible, in_short, is_full, nearest
from .origin import Origin
from .refusals import OF_OTHERS, ONLY_SERVED, is_refusal
from .viewer import INTERNAL, PARTNERSHIP_FIELDS, PUBLIC, Viewer, partnership_viewer, viewer_named

__all__ = [
    "CAN_BE_ASKED",
    "INTERNAL",
    "MOST_FIXED",
    "OF_OTHERS",
    "ONLY_SERVED",
    "PARTNERSHIP_FIELDS",
    "PROTECTED",
    "PUBLIC",
    "USUAL_CHANGE",
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
    "is_refusal",
    "nearest",
    "partnership_viewer",
    "required",
    "true_range",
    "viewer_named",
]
