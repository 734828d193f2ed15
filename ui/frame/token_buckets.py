"""How often somebody may: token buckets of bounded number."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

_MOST_PEERS: Final = 10_000


class Limit(NamedTuple):
    """So many at once, and so many a second from then on."""

    burst: float
    per_second: float


class Buckets:
    """A token bucket for each of whoever asks; the least recently seen go where there are too many."""

    def __init__(self, most: int = _MOST_PEERS, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self.now = most, now
        self._held: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def wait(self, kind: str, peer: str, limit: Limit) -> float:
        """Takes a token; 0, or the seconds after which there is one again."""
        key, now = (kind, peer), self.now()
        tokens, at = self._held.pop(key, (limit.burst, now))
        tokens = min(limit.burst, tokens + (now - at) * limit.per_second)
        enough = tokens >= 1
        self._held[key] = (tokens - 1 if enough else tokens, now)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return 0.0 if enough else (1 - tokens) / limit.per_second
