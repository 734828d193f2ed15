"""The errors of this room: a number that these data cannot give."""

from __future__ import annotations

from cxc_metrics.errors import CxcError


class NotEstimable(CxcError, ValueError):
    """The data do not allow the measure; `reason` is a plain sentence that says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class OneInEveryFlow(NotEstimable):
    """Every flow begins or ends at the same node; `finding` is the reason without what to do about it."""

    def __init__(self, nodes: str) -> None:
        self.finding = f"{nodes} part of every flow: the totals alone then fix each flow, and nothing is left"
        self.finding += " to compare it with"
        super().__init__(f"{self.finding}. Choose a selection with flows between others.")
