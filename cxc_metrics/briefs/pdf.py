"""A brief as PDF by typst: tagged for screen readers (PDF/UA-1), in letters of all languages of Europe."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import matplotlib as mpl
import typst

from cxc_metrics.errors import CxcError
from cxc_metrics.export.pictures.look import families
from cxc_metrics.words.plain import one_line

from .brief import Brief, BriefChart, Definition

_TEMPLATE: Final = Path(__file__).with_name("brief.typ")
# matplotlib brings letters for Latin, Greek and Cyrillic: a machine without fonts writes them too.
_FONTS: Final = Path(mpl.get_data_path()) / "fonts" / "ttf"


def to_pdf(brief: Brief) -> bytes:
    """The brief as PDF/UA-1; equal briefs give equal bytes. CxcError where it cannot be set."""
    data = _data(brief)
    with TemporaryDirectory(prefix="cxc-brief-") as name:
        folder = Path(name)
        (folder / "brief.typ").write_bytes(_TEMPLATE.read_bytes())
        for place, chart in enumerate(brief.charts):
            if chart.drawing is not None:
                (folder / _file(place)).write_bytes(chart.svg)
        try:
            return bytes(
                typst.compile(
                    str(folder / "brief.typ"),
                    root=str(folder),
                    font_paths=[str(_FONTS)],
                    format="pdf",
                    sys_inputs={"brief": json.dumps(data, ensure_ascii=False)},
                    pdf_standards="ua-1",
                    timestamp=_day(brief),
                )
            )
        except typst.TypstError as problem:
            raise CxcError(
                f"The PDF of this brief could not be set: {problem}. Take it as HTML or DOCX."
            ) from problem


def _day(brief: Brief) -> Any:
    """The as-at day: the day of printing would make equal briefs different files."""
    day = brief.as_at
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)


def _file(place: int) -> str:
    return f"chart-{place}.svg"


def _data(brief: Brief) -> dict[str, Any]:
    """What the template takes: plain texts and lists of them."""
    about = brief.about
    return {
        "title": one_line(about.title),
        "author": about.source,
        "heading": brief.title,
        "kind": brief.kind,
        "selection": f"{brief.selection} · {about.day}",
        "language": brief.language,
        "fonts": list(families()),
        "marks": list(about.marks),
        "standing": list(brief.standing),
        "columns": list(brief.columns),
        "rows": [
            {
                "name": row.name,
                "cells": [
                    {"value": f"{cell.value} {cell.flag}".strip(), "detail": cell.detail}
                    for cell in row.cells
                ],
            }
            for row in brief.key_figures
        ],
        "not_measurable": list(brief.not_measurable),
        "charts": [_chart(place, chart) for place, chart in enumerate(brief.charts)],
        "definitions": [list(half) for half in _halves(brief.definitions)],
        "small": list(brief.small_print),
        "footer": " · ".join([one_line(about.title), about.source, about.day, about.data_version]),
    }


def _halves(definitions: Sequence[Definition]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """In two columns of about equal length."""
    half, length = sum(len(each.text) for each in definitions) / 2, 0.0
    halves: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    for each in definitions:
        halves[length >= half].append({"id": each.id, "name": each.name, "text": each.text})
        length += len(each.text)
    return halves


def _chart(place: int, chart: BriefChart) -> dict[str, str]:
    return {
        "title": chart.title,
        "finding": chart.finding,
        "alt": chart.alt,
        "reason": chart.reason,
        "file": "" if chart.drawing is None else _file(place),
    }
