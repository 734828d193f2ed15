"""The parts of the Results and impact page: what came of it, how sure, and what it may be set beside."""

from pages.results.agreements import agreements
from pages.results.difference import difference
from pages.results.logic import logic
from pages.results.silence import silence
from pages.results.survey import anticipated_and_achieved, survey
from pages.results.waiting import waiting
from pages.results.yardsticks import criteria, official, published

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
]
