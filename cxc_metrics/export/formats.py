"""The one registry of formats: what a figure or table can leave as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

import pandas as pd

from cxc_metrics.errors import CxcError, UnknownName

from .column_types import Kind as ColumnKind
from .documented import Documented
from .files.whole_files import whole_file
from .outgoing import Outgoing

Pages = Iterable[pd.DataFrame]
# Writes a table that comes page by page: into what, its description, the pages, kinds of columns.
Streamer = Callable[[IO[bytes], Documented, Pages, Mapping[str, ColumnKind]], None]
Kind = Literal["picture", "file", "text"]
_PARQUET: Final = "application/vnd.apache.parquet"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ExportFormat:
    """A way out: its name, the end of its files' names, its media type, and what makes it.

    `stream` writes a table that comes page by page, where the format has rows.
    """

    name: str
    kind: Kind
    extension: str
    media_type: str
    make: Callable[[Outgoing], bytes]
    stream: Streamer | None = None


# What makes them is loaded when it is asked: drawing and workbooks take libraries that a page does not need.
def _csv(leaving: Outgoing) -> bytes:
    from .files.csv_cells import RFC_4180, to_bytes

    return to_bytes(leaving.table, RFC_4180)


def _csv_europe(leaving: Outgoing) -> bytes:
    from .files.csv_cells import EXCEL_EUROPE, to_bytes

    return to_bytes(leaving.table, EXCEL_EUROPE)


def _workbook(leaving: Outgoing) -> bytes:
    from .files.workbooks import workbook

    return workbook(leaving)


def _parquet(leaving: Outgoing) -> bytes:
    from .files.columnar import parquet

    return parquet(leaving)


def _json(leaving: Outgoing) -> bytes:
    from .files.json_files import to_json

    return to_json(leaving)


def _zip(leaving: Outgoing) -> bytes:
    from .files.archive import zipped

    return zipped(leaving)


def _text(leaving: Outgoing) -> bytes:
    from .texts_out import to_text

    return to_text(leaving).encode()


def _csv_pages(target: IO[bytes], _: Documented, pages: Pages, __: Mapping[str, ColumnKind]) -> None:
    from .files.csv_cells import RFC_4180, chunks

    target.writelines(chunks(pages, RFC_4180))


def _europe_pages(target: IO[bytes], _: Documented, pages: Pages, __: Mapping[str, ColumnKind]) -> None:
    from .files.csv_cells import EXCEL_EUROPE, chunks

    target.writelines(chunks(pages, EXCEL_EUROPE))


def _workbook_pages(
    target: IO[bytes], about: Documented, pages: Pages, kinds: Mapping[str, ColumnKind]
) -> None:
    from .files.workbooks import write_workbook

    write_workbook(target, about, pages, kinds=kinds)


def _parquet_pages(
    target: IO[bytes], about: Documented, pages: Pages, kinds: Mapping[str, ColumnKind]
) -> None:
    from .files.columnar import write_parquet

    write_parquet(target, about, pages, kinds=kinds)


def _json_pages(target: IO[bytes], about: Documented, pages: Pages, _: Mapping[str, ColumnKind]) -> None:
    from .files.json_files import write_json

    write_json(target, about, pages)


def _zip_pages(target: IO[bytes], about: Documented, pages: Pages, kinds: Mapping[str, ColumnKind]) -> None:
    from .files.archive import write_zip

    write_zip(target, about, pages, kinds=kinds)


def _picture(
    form: Literal["png", "svg"], size: Literal["document", "slide"] = "document", *, is_grey: bool = False
) -> Callable[[Outgoing], bytes]:
    def make(leaving: Outgoing) -> bytes:
        from .pictures.picture import to_picture

        return to_picture(leaving, form, size=size, is_grey=is_grey)

    return make


FORMATS: Final[Mapping[str, ExportFormat]] = {
    each.name: each
    for each in (
        ExportFormat("png", "picture", "png", "image/png", _picture("png")),
        ExportFormat("png_slide", "picture", "png", "image/png", _picture("png", "slide")),
        ExportFormat("png_grey", "picture", "png", "image/png", _picture("png", is_grey=True)),
        ExportFormat("svg", "picture", "svg", "image/svg+xml", _picture("svg")),
        ExportFormat("svg_slide", "picture", "svg", "image/svg+xml", _picture("svg", "slide")),
        ExportFormat("svg_grey", "picture", "svg", "image/svg+xml", _picture("svg", is_grey=True)),
        ExportFormat("xlsx", "file", "xlsx", _XLSX, _workbook, _workbook_pages),
        ExportFormat("csv", "file", "csv", "text/csv", _csv, _csv_pages),
        ExportFormat("csv_eu", "file", "csv", "text/csv", _csv_europe, _europe_pages),
        ExportFormat("parquet", "file", "parquet", _PARQUET, _parquet, _parquet_pages),
        ExportFormat("json", "file", "json", "application/json", _json, _json_pages),
        ExportFormat("zip", "file", "zip", "application/zip", _zip, _zip_pages),
        ExportFormat("txt", "text", "txt", "text/plain; charset=utf-8", _text),
    )
}


def format_named(name: str) -> ExportFormat:
    """The format of that name. UnknownName, with those there are, for another."""
    if name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    return FORMATS[name]


def format_of(file: Path) -> ExportFormat:
    """The format that the end of a file's name asks for. UnknownName for an end that none has."""
    return format_named(file.suffix.removeprefix(".").casefold())


def write_to(leaving: Outgoing, file: Path, form: ExportFormat) -> None:
    """Write it whole or not at all. CxcError where there is nothing in it, or it cannot be written."""
    if leaving.table.empty:
        raise CxcError(
            f"{file} was not written: no row is left in this selection ({leaving.about.selection or 'all'}). "
            "Take a condition away, or ask for another figure."
        )
    content = form.make(leaving)
    with whole_file(file) as target:
        target.write(content)
