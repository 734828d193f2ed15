"""The parts of the Results and impact page: what came of it, how sure, and what it may be set beside."""

from .agreements import agreements
from .difference import difference
from .logic import logic
from .silence import silence
from .survey import anticipated_and_achieved, survey
from .waiting import waiting
from .yardsticks import criteria, official, published
from .yearly import yearly

__all__ = [
    "agreements",
    "anticipated_and_achieved",
    "criteria",
    "difference",
    "logic",
    "official",
    "published",
    "silence",
    "survey",
    "waiting",
    "yearly",
]
