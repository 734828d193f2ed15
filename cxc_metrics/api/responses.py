"""What was disclosed as an answer: in the form asked for, with the tag by which it is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Final

from fastapi import Request, Response

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue_version
from cxc_metrics.disclosure import PROTECTED, Disclosed, Figures, Origin, Table
from cxc_metrics.export import (
    Outgoing,
    file_name,
    format_named,
    to_csv,
    to_csv_excel_europe,
)
from cxc_metrics.export.reproduce import address

from .bounds import MOST_CELLS
from .problems import Refused
from .queries import Format

_CSV: Final = "text/csv; charset=utf-8; header=present"


def _made_by(name: str) -> tuple[Callable[[Outgoing], bytes], str, str]:
    form = format_named(name)
    return form.make, form.media_type, form.extension


_WRITERS: Final[Mapping[Format, tuple[Callable[[Outgoing], bytes], str, str]]] = {
    Format.CSV: (lambda leaving: to_csv(leaving.disclosed, names=False), _CSV, "csv"),
    Format.CSV_EXCEL: (lambda leaving: to_csv_excel_europe(leaving.disclosed), _CSV, "csv"),
    Format.JSON: _made_by("json"),
    Format.XLSX: _made_by("xlsx"),
    Format.PARQUET: _made_by("parquet"),
}


def tag_of(request: Request, reader: Reader, fingerprint: str) -> str:
    """The ETag of an answer: data version, viewer, catalogue and all that was asked.

    A store's secret that was replaced changes protected figures, so its fingerprint is in there, too.
    """
    asked_for = sorted(request.query_params.multi_items())
    parts = [reader.id, str(reader.viewer), catalogue_version(), request.url.path, asked_for, fingerprint]
    return f'"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether whoever asks has that answer already (RFC 9110, If-None-Match)."""
    held = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return tag in held or "*" in held


def not_modified(tag: str) -> Response:
    """The answer to whoever has it already."""
    return Response(status_code=304, headers=_headers(tag))


def answer(disclosed: Figures | Table, format_: Format, tag: str, *, title: str, base: str) -> Response:
    """An answer in that form; `base` is where the dashboard is. Refused for one of too many cells."""
    frame = disclosed.frame()
    if frame.size > MOST_CELLS:
        raise Refused(
            413,
            f"{len(frame):,} rows are more than is answered at once. Narrow the selection, or break down by "
            "less.",
        )
    headers = kept_headers(tag, disclosed)
    write, media_type, extension = _WRITERS[format_]
    if format_ is not Format.JSON:
        name = file_name(title, disclosed.origin, extension)
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    link = f"{base}/{address(disclosed)}" if isinstance(disclosed, Figures) else ""
    content = write(Outgoing(disclosed, link=link))
    return Response(content, headers=headers, media_type=media_type)


def dashboard(request: Request) -> str:
    """Where the dashboard is that this API stands in."""
    return str(request.base_url).rstrip("/").removesuffix("/api")


def kept_headers(tag: str, of: Disclosed | Origin) -> dict[str, str]:
    """The tag, and what must be said of the numbers wherever they go: said beside them."""
    return {**_headers(tag), **_notes(of)}


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}


def _notes(disclosed: Disclosed | Origin) -> dict[str, str]:
    notes = {
        "CXC-Data-Version": disclosed.version_id,
        "CXC-Viewer": str(disclosed.viewer).encode("ascii", "replace").decode(),
        "CXC-Synthetic": str(disclosed.is_synthetic).lower(),
    }
    if disclosed.is_protected:
        notes["CXC-Protected"] = PROTECTED
    return notes
