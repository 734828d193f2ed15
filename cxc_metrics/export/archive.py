"""A zip that documents itself: data.csv, metadata.json, README.txt."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from cxc_metrics.catalogue import Kpi, catalogue_version, dimension
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.measure import FLAGS, Measurement, over
from cxc_metrics.scope import DataVersionLike, label

from .cells import RFC_4180, to_bytes
from .columns import described
from .csv_files import measurement_frame, plain_frame

SYNTHETIC_LINE = "SYNTHETIC DATA: invented for demonstration, no real exchange is described."


def to_zip(
    measurement: Measurement,
    version: DataVersionLike,
    *,
    title: str = "",
    table: pd.DataFrame | None = None,
    columns: Mapping[str, str] | None = None,
) -> bytes:
    """data.csv in the form of `to_csv` with names, metadata.json and README.txt, which explains every column.

    `table` is what was drawn, where that is not the measurement's own table; `columns` describe what is only
    in it. metadata.json holds the selection as sentence and address, KPI definitions, columns, data version,
    as-at date, synthetic or not, flags, exact SQL and footnotes. Equal questions give equal bytes.
    """
    exported = measurement_frame(measurement, version) if table is None else plain_frame(table, version)
    metadata = {
        **_origin(title, exported, version),
        "selection": measurement.scope.sentence(version),
        "view": measurement.scope.status,
        "address": address(measurement, version),
        "catalogue_version": catalogue_version(),
        "dimensions": [
            _dimension(name, exported, version) for name in measurement.by if name in exported.columns
        ],
        "kpis": [_kpi(kpi, measurement) for kpi in measurement.kpis],
        "columns": described(list(map(str, exported.columns)), columns or {}, measurement, version),
        "compared_with": _compared(measurement, version),
        "flags": dict(FLAGS),
        "sql": [statement.text() for statement in measurement.statements],
    }
    return _zip(exported, metadata, version)


def table_to_zip(
    table: pd.DataFrame,
    version: DataVersionLike,
    *,
    title: str = "",
    columns: Mapping[str, str] | None = None,
) -> bytes:
    """A plain table with where it comes from; `columns` describe what no declaration of ours does."""
    exported = plain_frame(table, version)
    told = described(list(map(str, exported.columns)), columns or {})
    return _zip(exported, {**_origin(title, exported, version), "columns": told}, version)


def address(measurement: Measurement, version: DataVersionLike) -> str:
    """Query part of a link that shows this selection of this data version again."""
    return "?" + urlencode({**measurement.scope.to_query(), "data": [version.id]}, doseq=True)


def _origin(title: str, table: pd.DataFrame, version: DataVersionLike) -> dict[str, Any]:
    manifest = version.manifest
    return {
        "title": title,
        "source": manifest.title,
        "data_version": version.id,
        "as_at": manifest.as_at.isoformat(),
        "is_synthetic": manifest.is_synthetic,
        "rows": len(table),
        "notes": _notes(table, synthetic=manifest.is_synthetic),
    }


def _notes(table: pd.DataFrame, *, synthetic: bool) -> list[str]:
    has_kosovo = any((table[name].astype("str") == "XK").any() for name in table.columns)
    return [note for note, applies in ((SYNTHETIC_LINE, synthetic), (KOSOVO_NOTE, has_kosovo)) if applies]


def _dimension(name: str, table: pd.DataFrame, version: DataVersionLike) -> dict[str, Any]:
    asked = dimension(name)
    codes = table[name].dropna().unique().tolist()
    return {
        "id": asked.id,
        "label": asked.label,
        "description": asked.description,
        "labels": {str(code): label(name, code, version) for code in codes},
    }


def _kpi(kpi: Kpi, measurement: Measurement) -> dict[str, Any]:
    return {
        "id": kpi.id,
        "name": kpi.name,
        "level": str(kpi.level),
        "unit": kpi.unit,
        "kind": kpi.kind,
        "additive": kpi.additive,
        "definition": kpi.definition,
        "reference": kpi.reference,
        "caveat": kpi.caveat,
        "counted_by": kpi.period_field,
        "formula": kpi.formula,
        "not_measurable": measurement.not_measurable.get(kpi.id),
        **_told_over(kpi, measurement),
    }


def _told_over(kpi: Kpi, measurement: Measurement) -> dict[str, str]:
    """In which rows the figure was not told over all records, or over how many where there is one row."""
    if f"{kpi.id}_of" not in measurement.table.columns:
        return {}
    rows = [one for row in measurement.table.to_dict("records") if (one := over(kpi, row))]
    told = str(rows[0]) if len(measurement.table) == 1 else f"{len(rows)} of {len(measurement.table)} rows"
    return {"over": f"{told}; a cell that is needed was emptied (column {kpi.id}_of)"}


def _compared(measurement: Measurement, version: DataVersionLike) -> dict[str, str] | None:
    if measurement.compare is None:
        return None
    return {"name": measurement.compare.name, "selection": measurement.compare.scope.sentence(version)}


def _zip(table: pd.DataFrame, metadata: Mapping[str, Any], version: DataVersionLike) -> bytes:
    files = {
        "data.csv": to_bytes(table, RFC_4180),
        "metadata.json": json.dumps(metadata, ensure_ascii=False, indent=2).encode(),
        "README.txt": _readme(metadata).encode(),
    }
    as_at = version.manifest.as_at
    # The as-at day stands for the time of the files: the same question gives the same bytes.
    stamp = (max(as_at.year, 1980), as_at.month, as_at.day, 0, 0, 0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _readme(metadata: Mapping[str, Any]) -> str:
    lines = [metadata["title"] or "Table", ""]
    lines += [note for note in metadata["notes"] if note == SYNTHETIC_LINE]
    if "selection" in metadata:
        lines.append(f"Selection: {metadata['selection']}")
    lines.append(
        f"Source: {metadata['source']}, as at {metadata['as_at']}, data version {metadata['data_version']}"
    )
    for kpi in metadata.get("kpis", ()):
        unit = f" ({kpi['unit']})" if kpi["unit"] else ""
        lines += [
            "",
            f"{kpi['id']} {kpi['name']}{unit}",
            f"  {kpi['definition']}",
            f"  Caveat: {kpi['caveat']}",
        ]
        if "over" in kpi:
            lines.append(f"  {kpi['over'][:1].upper()}{kpi['over'][1:]}")
        if kpi["not_measurable"]:
            lines.append(f"  {kpi['not_measurable']}")
    lines += ["", "Columns of data.csv"]
    lines += [f"  {column['name']}: {column['description']}" for column in metadata["columns"]]
    if metadata.get("flags"):
        lines += ["", "Flags", *(f"  {flag}  {meaning}" for flag, meaning in metadata["flags"].items())]
    lines += [
        "",
        "data.csv: UTF-8, comma, decimal point, ISO dates; text that a spreadsheet would take for a",
    ]
    lines += ["formula begins with an apostrophe. metadata.json: definitions, columns, exact SQL."]
    lines += ["", *(note for note in metadata["notes"] if note != SYNTHETIC_LINE)]
    return "\r\n".join(lines).rstrip() + "\r\n"
