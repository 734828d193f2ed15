"""The description as text that a stranger understands: README.txt of a zip, README sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from cxc_metrics.access import FLAGS
from cxc_metrics.export.documented import Documented

SPELLING = (
    "data.csv: UTF-8, comma, decimal point, ISO dates; text that a spreadsheet would take for a",
    "formula begins with an apostrophe. metadata.json: definitions, columns, exact SQL.",
    "data.csv-metadata.json: types and meaning of the columns as CSV on the Web (W3C).",
    "dataset.jsonld: the data version as an entry of a catalogue (DCAT-AP 3).",
)


def readme_lines(about: Documented) -> Iterator[str]:
    """Line by line: what, where from, how to cite and repeat it, every figure, column and flag."""
    yield from (about.title or "Table", "")
    if about.finding:
        yield from (about.finding, "")
    yield from about.marks
    if about.selection:
        yield f"Selection: {about.selection}"
    yield f"Source: {about.source}, {about.day}, data version {about.data_version}"
    yield f"Seen by: {about.viewer}"
    yield f"Licence: {about.licence}"
    yield f"Cite as: {about.citation}"
    if about.link:
        yield f"Link: {about.link}"
    if about.rests_on:
        yield f"Rests on: {about.rests_on}"
    yield from _figures(about)
    yield from ("", "Columns")
    yield from (f"  {column['name']}: {column['description']}" for column in about.columns)
    if about.kpis:
        yield from ("", "Flags", *(f"  {flag}  {meaning}" for flag, meaning in FLAGS.items()))
        yield from ("", "The same figures again", *(f"  {line}" for line in about.commands))
        yield from ("", *(f"  {line}".rstrip() for line in about.python.splitlines()))
    if about.notes:
        yield from ("", *about.notes)


def _figures(about: Documented) -> Iterator[str]:
    for kpi in about.kpis:
        unit = f" ({kpi['unit']})" if kpi["unit"] else ""
        yield from ("", f"{kpi['id']} {kpi['name']}{unit}", f"  {kpi['definition']}")
        yield f"  Caveat: {kpi['caveat']}"
        if "over" in kpi:
            yield f"  {kpi['over'][:1].upper()}{kpi['over'][1:]}"
        if kpi["not_measurable"]:
            yield f"  {kpi['not_measurable']}"
