"""Schemes side by side: which register of a store is of which scheme, and what of it is measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cxc_metrics.contract.schemes import SCHEMES, Scheme, Topic
from cxc_metrics.measuring import Question
from cxc_metrics.scope import Scope

from .reader import Reader


def readers_of_schemes(readers: Iterable[Reader]) -> Mapping[str, Reader]:
    """By scheme the first of these readers whose register is of it; schemes without one are left out."""
    given = tuple(readers)
    return MappingProxyType(
        {
            scheme.id: next(each for each in given if each.manifest.source in scheme.sources)
            for scheme in SCHEMES
            if any(each.manifest.source in scheme.sources for each in given)
        }
    )


def question_of(topic: Topic, scheme: Scheme) -> Question:
    """What is measured of a scheme on a topic, over everything in its register.

    A selection holds codes of one register, so there is none.
    """
    return Question(topic.of(scheme.id), scope=Scope())
