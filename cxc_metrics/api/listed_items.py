"""`/registers`, `/figures`, `/dimensions`: what there is to be asked."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from cxc_metrics.access import Reader, RegisterSummary, dimensions_of
from cxc_metrics.catalogue import Kpi, dimensions
from cxc_metrics.contract.dimension import Dimension
from cxc_metrics.scope import label


class RegisterItem(BaseModel):
    """A register of the store, and the data version that it serves."""

    name: str
    title: str
    data_version: str | None
    as_at: date | None
    is_synthetic: bool
    shape: str | None
    problem: str | None


class VersionItem(BaseModel):
    """A data version of a register."""

    id: str
    published_at: datetime
    as_at: date | None
    is_synthetic: bool
    source: str
    reference: str
    licence: str
    is_served: bool


class FigureItem(BaseModel):
    """A figure of the catalogue; `not_measurable` says why the register asked cannot tell it."""

    id: str
    name: str
    level: str
    unit: str
    kind: str
    definition: str
    reference: str
    caveat: str
    dimensions: list[str]
    not_measurable: str | None = None


class DimensionItem(BaseModel):
    """Something to break down by; a filter may be selected by, under `parameter`."""

    id: str
    label: str
    description: str
    is_filter: bool
    parameter: str | None


class ValueItem(BaseModel):
    """A value of a dimension that the register holds."""

    value: str | int
    label: str


def register_item(summary: RegisterSummary) -> RegisterItem:
    """A register as it is listed: numbers of rows are for the internal viewer, and not here."""
    manifest = summary.manifest
    return RegisterItem(
        name=summary.name,
        title=summary.title,
        data_version=summary.served_id,
        as_at=manifest.as_at if manifest else None,
        is_synthetic=summary.is_synthetic,
        shape=manifest.shape if manifest else None,
        problem=summary.problem or None,
    )


def figure_item(kpi: Kpi, reader: Reader | None) -> FigureItem:
    """A figure in the words of a register, if one was asked."""
    declared = kpi if reader is None else reader.kpi(kpi.id)
    return FigureItem(
        id=declared.id,
        name=declared.name,
        level=str(declared.level),
        unit=declared.unit,
        kind=declared.kind,
        definition=declared.definition,
        reference=declared.reference,
        caveat=declared.caveat,
        dimensions=list(dimensions_of(declared) if reader is None else reader.dimensions_of(declared)),
        not_measurable=None if reader is None else reader.lack(kpi.id),
    )


def dimension_item(declared: Dimension) -> DimensionItem:
    """A dimension as it is listed."""
    return DimensionItem(
        id=declared.id,
        label=declared.label,
        description=declared.description,
        is_filter=declared.is_filter,
        parameter=(declared.alias or declared.id) if declared.is_filter else None,
    )


def all_dimensions() -> list[DimensionItem]:
    """All of them in their order."""
    return [dimension_item(declared) for declared in dimensions().values()]


def value_items(dimension_id: str, reader: Reader) -> list[ValueItem]:
    """Its values with their names, as the reader's viewer may see them."""
    return [
        ValueItem(value=value, label=str(label(dimension_id, value, reader)))
        for value in reader.options(dimension_id)
    ]
