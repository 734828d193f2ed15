"""Why something is not shown, in the words of all ways out: pages, command line, HTTP, files.

Each says in plain words what stands against it, and where there is one the way on. Beside them stands
`disclosed.PROTECTED`, what is said of every figure that is shown protected.
"""

from __future__ import annotations

from typing import Final

from .viewer import Viewer

NOT_SHOWN: Final = "Not shown "
OF_OTHERS: Final = f"{NOT_SHOWN}of other partnerships: "
SINGLE_RECORDS: Final = "it is worked out of single records, and changed counts would not hide them"
NO_LASTING_NAME: Final = "what it counts has no lasting identifier, by which its number would be changed"
ANSWERS_TOO_FEW: Final = "Fewer than five answers, or of fewer than three organisations"
ANSWERS_TOO_DIFFERENT: Final = "Its answers are too different from each other to be protected"
# The same words whether there is such a data version or not: which there were is nobody else's to know.
ONLY_SERVED: Final = (
    "Only the data version that a register serves is shown to the public and to partnerships: what differs "
    "between two would tell of single records. Leave the data version out."
)
_SEEN_BY: Final = " can be seen by "


def not_shown(viewer: Viewer, why: str) -> str:
    """Of a figure: to whom it is not shown, and why. A partnership is shown its own."""
    return f"{OF_OTHERS if viewer.partnerships else f'{NOT_SHOWN}to the public: '}{why}"


def seen_by_others(what: str, viewer: Viewer, *, may_be_own: bool) -> str:
    """Of records and studies: who can see that instead of the viewer."""
    partnership = " and the partnership it is of" if may_be_own and viewer.partnerships else " only"
    return f"{what}{_SEEN_BY}internal people{partnership}."


def is_refusal(reason: str) -> bool:
    """Whether a reason is one of these: the register could tell it, to another viewer or of other rows."""
    return reason.startswith(NOT_SHOWN) or _SEEN_BY in reason
