"""Measuring: a selection and a list of KPIs become a Measurement with values, n, flags and the exact SQL."""

from cxc_metrics.kpis import Dimension, Kpi, catalogue, catalogue_version, dimensions, kpi, with_companions

from .labels import NOT_RECORDED, TOTAL, country_name, field_label, label
from .period import Period
from .reading import Note
from .scope import Chip, Scope
from .snapshot import ManifestLike, SnapshotLike
from .values import options

__all__ = [
    "NOT_RECORDED",
    "TOTAL",
    "Chip",
    "Dimension",
    "Kpi",
    "ManifestLike",
    "Note",
    "Period",
    "Scope",
    "SnapshotLike",
    "catalogue",
    "catalogue_version",
    "country_name",
    "dimensions",
    "field_label",
    "kpi",
    "label",
    "options",
    "with_companions",
]
