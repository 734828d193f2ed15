"""Figures and tables as a document of plain values, for JSON: with all it takes to read and repeat them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxc_metrics.catalogue import catalogue_version
from cxc_metrics.disclosure import PROTECTED, Disclosed, Figures, Table, required


def as_document(disclosed: Figures | Table) -> dict[str, Any]:
    """What was disclosed, its source and rows; of figures also the selection, definitions, reasons and SQL.

    CxcError for what has not passed the disclosure.
    """
    required(disclosed)
    subject = _selection(disclosed) if isinstance(disclosed, Figures) else _page(disclosed)
    document = _source(disclosed) | subject
    rows = disclosed.frame().to_dict("records")
    document["rows"] = [{str(name): _value(value) for name, value in row.items()} for row in rows]
    if isinstance(disclosed, Figures):
        # The SQL counts what protected figures do not show.
        statements = [] if disclosed.is_protected else disclosed.statements
        document["sql"] = [statement.text() for statement in statements]
    return document


def _source(disclosed: Disclosed) -> dict[str, Any]:
    return {
        "register": disclosed.origin.title,
        "data_version": disclosed.version_id,
        "as_at": disclosed.as_at.isoformat() if disclosed.as_at else None,
        "is_synthetic": disclosed.is_synthetic,
        "viewer": str(disclosed.viewer),
        "protected": PROTECTED if disclosed.is_protected else None,
    }


def _selection(figures: Figures) -> dict[str, Any]:
    return {
        "selection": figures.scope.sentence(figures.origin),
        "catalogue_version": catalogue_version(),
        "by": list(figures.by),
        "compared_with": figures.compare.scope.sentence(figures.origin) if figures.compare else None,
        "kpis": [
            {
                "id": kpi.id,
                "name": kpi.name,
                "unit": kpi.unit,
                "definition": kpi.definition,
                "caveat": kpi.caveat,
            }
            for kpi in figures.kpis
        ],
        "not_measurable": dict(figures.not_measurable),
    }


def _page(table: Table) -> dict[str, Any]:
    selection = None if table.scope is None else table.scope.sentence(table.origin)
    return {
        "selection": selection,
        "total": table.total,
        "offset": table.offset,
        "reason": table.reason or None,
        "columns": dict(table.columns),
    }


def _value(value: Any) -> Any:
    """A cell as JSON has it: null for what is missing, ISO 8601 for dates."""
    if pd.api.types.is_list_like(value):
        return [_value(part) for part in value]
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
