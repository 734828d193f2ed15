"""Of what and for whom something was read: it goes with every number to wherever the number goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cxc_metrics.contract.nouns import Vocabulary
from cxc_metrics.store import DataVersion

from .viewer import PARTNERSHIP_FIELDS, Viewer

# As a source says it of which nobody knows.
NOT_STATED: Final = "Not stated"


@dataclass(frozen=True)
class Origin:
    """The data version as far as an answer tells of it, and the viewer.

    `grain` is `aggregate` where a row of the register stands for many persons, else `record`; `vocabulary`
    holds the register's own nouns; `licence` is what its source says of the use of its data.
    """

    viewer: Viewer
    version_id: str
    as_at: date | None
    title: str
    grain: str
    vocabulary: Vocabulary
    is_synthetic: bool
    register: str
    licence: str
    _labels: Callable[[str], dict[str, str]] = field(repr=False, compare=False)

    @property
    def is_protected(self) -> bool:
        """Whether figures were changed or hidden for this viewer: all but the own ones of a partnership.

        A row of an aggregated register is a published total and no record: it is shown as delivered.
        """
        return not self.viewer.sees_all and self.grain != "aggregate"

    @property
    def is_internal_only(self) -> bool:
        """Whether figures are exact and of records, and so must not be published as they are."""
        return self.viewer.sees_all and self.grain != "aggregate"

    def labels(self, dimension: str) -> dict[str, str]:
        """Names by id of partnerships and organisations, where the dimension has such.

        Names of organisations are for the internal viewer alone: others are given none. Raises UnknownName
        for a dimension that has none.
        """
        if not self.viewer.sees_all and dimension not in PARTNERSHIP_FIELDS:
            return {}
        return self._labels(dimension)


def origin_of(version: DataVersion, viewer: Viewer) -> Origin:
    """What goes with all that this viewer reads of a data version."""
    manifest = version.manifest
    return Origin(
        viewer,
        version.id,
        manifest.as_at,
        manifest.title,
        manifest.grain,
        version.vocabulary,
        manifest.is_synthetic,
        manifest.register_name,
        manifest.licence or NOT_STATED,
        version.labels,
    )
