"""The one error of this room: a number that these data cannot give."""

from __future__ import annotations

from cxc_metrics.errors import CxcError


class NotEstimable(CxcError, ValueError):
    """The data do not allow the measure; `reason` is a plain sentence that says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
