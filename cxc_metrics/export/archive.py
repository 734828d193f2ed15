"""A zip that documents itself: data.csv, metadata.json, README.txt."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from cxc_metrics.access import FLAGS
from cxc_metrics.catalogue import catalogue_version, dimension
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import PROTECTED, Disclosed, Figure, Figures, Origin, Table
from cxc_metrics.scope import as_at_day, label

from .columns import described
from .csv_cells import RFC_4180, to_bytes
from .csv_files import exported_frame

# A zip knows no earlier day.
_EARLIEST = date(1980, 1, 1)
SYNTHETIC_LINE = "SYNTHETIC DATA: invented for demonstration, nothing real is described."
PROTECTED_LINE = f"{PROTECTED.capitalize()}, so totals need not add up (docs/disclosure.md)."
INTERNAL_LINE = "Internal: exact figures, not to be published as they are."
_FIRST = (SYNTHETIC_LINE, PROTECTED_LINE, INTERNAL_LINE)


def to_zip(disclosed: Figures | Table, *, title: str = "", drawn: Table | None = None) -> bytes:
    """data.csv in the form of `to_csv`, metadata.json and README.txt, which explains every column.

    `drawn` is what was drawn of figures, where that is not their own table. metadata.json holds where the
    numbers come from, and of figures the selection as sentence and address, KPI definitions, flags, exact SQL
    and footnotes. Equal questions give equal bytes. CxcError for what has not passed the disclosure.
    """
    exported = exported_frame(disclosed if drawn is None else drawn)
    names = list(map(str, exported.columns))
    if isinstance(disclosed, Table):
        texts = described(names, disclosed.columns, disclosed.origin.vocabulary)
        return _zip(exported, {**_origin(title, exported, disclosed), "columns": texts}, disclosed)
    metadata = {
        **_origin(title, exported, disclosed),
        "selection": disclosed.scope.sentence(disclosed.origin),
        "view": disclosed.scope.status,
        "address": address(disclosed),
        "catalogue_version": catalogue_version(),
        "dimensions": [
            _dimension(name, exported, disclosed.origin) for name in disclosed.by if name in exported.columns
        ],
        "kpis": [_kpi(figure) for figure in disclosed],
        "columns": described(names, drawn.columns if drawn else {}, disclosed.origin.vocabulary, disclosed),
        "compared_with": _compared(disclosed),
        "flags": dict(FLAGS),
        "sql": [statement.text() for statement in disclosed.statements],
    }
    return _zip(exported, metadata, disclosed)


def address(figures: Figures) -> str:
    """Query part of a link that shows this selection of this data version again."""
    return "?" + urlencode({**figures.scope.to_query(), "data": [figures.version_id]}, doseq=True)


def _origin(title: str, table: pd.DataFrame, disclosed: Disclosed) -> dict[str, Any]:
    origin = disclosed.origin
    return {
        "title": title,
        "source": origin.title,
        "data_version": origin.version_id,
        "as_at": origin.as_at.isoformat() if origin.as_at else None,
        "is_synthetic": origin.is_synthetic,
        "viewer": str(origin.viewer),
        "is_protected": disclosed.is_protected,
        "rows": len(table),
        "notes": _notes(table, disclosed),
    }


def _notes(table: pd.DataFrame, disclosed: Disclosed) -> list[str]:
    has_kosovo = any((table[name].astype("str") == "XK").any() for name in table.columns)
    notes = {
        SYNTHETIC_LINE: disclosed.is_synthetic,
        PROTECTED_LINE: disclosed.is_protected,
        INTERNAL_LINE: disclosed.origin.is_internal_only,
        KOSOVO_NOTE: has_kosovo,
    }
    return [note for note, applies in notes.items() if applies]


def _dimension(name: str, table: pd.DataFrame, origin: Origin) -> dict[str, Any]:
    declared = dimension(name)
    codes = table[name].dropna().unique().tolist()
    return {
        "id": declared.id,
        "label": origin.vocabulary.said(declared.label),
        "description": origin.vocabulary.said(declared.description),
        "labels": {str(code): label(name, code, origin) for code in codes},
    }


def _kpi(figure: Figure) -> dict[str, Any]:
    kpi = figure.kpi
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
        "not_measurable": figure.reason or None,
        **_told_over(figure),
    }


def _told_over(figure: Figure) -> dict[str, str]:
    """In which rows the figure was not told over all records, or over how many where there is one row."""
    if not figure.is_partly_told:
        return {}
    rows = figure.overs
    overs = [over for over in rows if over]
    text = str(overs[0]) if len(rows) == 1 else f"{len(overs)} of {len(rows)} rows"
    return {"over": f"{text}; a cell that is needed was emptied (column {figure.kpi.id}_of)"}


def _compared(figures: Figures) -> dict[str, str] | None:
    if figures.compare is None:
        return None
    return {"name": figures.compare.name, "selection": figures.compare.scope.sentence(figures.origin)}


def _zip(table: pd.DataFrame, metadata: Mapping[str, Any], disclosed: Disclosed) -> bytes:
    files = {
        "data.csv": to_bytes(table, RFC_4180),
        "metadata.json": json.dumps(metadata, ensure_ascii=False, indent=2).encode(),
        "README.txt": _readme(metadata).encode(),
    }
    # The as-at day stands for the time of the files: the same question gives the same bytes.
    day = max(disclosed.as_at or _EARLIEST, _EARLIEST)
    stamp = (day.year, day.month, day.day, 0, 0, 0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _described(metadata: Mapping[str, Any]) -> str:
    day = metadata["as_at"]
    return as_at_day(date.fromisoformat(day) if day else None)


def _readme(metadata: Mapping[str, Any]) -> str:
    lines = [metadata["title"] or "Table", ""]
    lines += [note for note in metadata["notes"] if note in _FIRST]
    if "selection" in metadata:
        lines.append(f"Selection: {metadata['selection']}")
    lines.append(
        f"Source: {metadata['source']}, {_described(metadata)}, data version {metadata['data_version']}"
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
    lines += ["", *(note for note in metadata["notes"] if note not in _FIRST)]
    return "\r\n".join(lines).rstrip() + "\r\n"
