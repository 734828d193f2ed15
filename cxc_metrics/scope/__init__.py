"""The selection: values, period, reading it from text, its sentence."""

from __future__ import annotations

from .from_text import (
    Note,
)
from .labels import (
    NOT_RECORDED,
    TOTAL,
    country_name,
    field_label,
    label,
)
from .period import (
    Period,
    as_at_day,
)
from .selection import (
    Scope,
)
from .version_protocol import (
    DataVersionLike,
    Labelled,
    ManifestLike,
)

__all__ = [
    "NOT_RECORDED",
    "TOTAL",
    "DataVersionLike",
    "Labelled",
    "ManifestLike",
    "Note",
    "Period",
    "Scope",
    "as_at_day",
    "country_name",
    "field_label",
    "label",
]
