"""Figures in the words of the register and of the view: called as their readers call them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from cxc_metrics.catalogue import Kpi
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.contract.codes import COUNTED_BY_SCHEME
from cxc_metrics.contract.nouns import SCHEME, Vocabulary
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .population import VALIDATED


def as_named(kpi: Kpi, scope: Scope, version: DataVersionLike) -> Kpi:
    """The KPI with the words of the chosen view and of the register.

    Nothing is called held that is closed and validated, nor an exchange that the register calls a mission;
    where rows stand for persons, or the scheme's rules do not bind the register, it is told as what it then
    counts.
    """
    if scope.status == VALIDATED and kpi.validated_as:
        words = find_kpi(kpi.validated_as)
        kpi = replace(kpi, name=words.name, definition=words.definition)
    vocabulary = version.vocabulary
    wording = kpi.of_persons if vocabulary.counts_persons else None
    if wording is None and version.manifest.countable != COUNTED_BY_SCHEME and scope.status != VALIDATED:
        wording = kpi.elsewhere
    if wording is not None:
        kpi = replace(kpi, name=wording.name, definition=wording.definition, caveat=wording.caveat)
    return kpi if vocabulary == SCHEME else _in_nouns(kpi, vocabulary)


@lru_cache(maxsize=4096)
def _in_nouns(kpi: Kpi, vocabulary: Vocabulary) -> Kpi:
    said = vocabulary.said
    return replace(
        kpi,
        name=said(kpi.name),
        definition=said(kpi.definition),
        caveat=said(kpi.caveat),
        unit=said(kpi.unit),
    )
