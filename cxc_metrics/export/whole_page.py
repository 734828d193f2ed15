"""All figures of a page at once: one workbook, one zip of files, one zip of pictures."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from cxc_metrics.errors import CxcError
from cxc_metrics.words.plain import one_line

from .column_types import Kind
from .formats import FORMATS, ExportFormat
from .outgoing import Outgoing

_SHORTEST_FOLDER: Final = 40
_FIELDS: Final[Mapping[Kind, str]] = {
    "whole": "integer",
    "real": "number",
    "truth": "boolean",
    "day": "date",
    "text": "string",
}


@dataclass(frozen=True)
class WholePage:
    """What stands on a page: its name, and of each figure and table what leaves, in the order of the page."""

    title: str
    parts: tuple[Outgoing, ...]

    @cached_property
    def filled(self) -> tuple[Outgoing, ...]:
        """The parts that hold anything. CxcError where none does."""
        filled = tuple(part for part in self.parts if len(part.table))
        if not filled:
            raise CxcError(
                f"Nothing of {self.title} can leave: no figure of it has a value in this selection."
            )
        return filled

    @cached_property
    def named(self) -> Mapping[str, Outgoing]:
        """The filled parts by a number and a short name: of a folder, of a picture."""
        return {f"{place:02} {_folded(part.title)}": part for place, part in enumerate(self.filled, start=1)}

    def contents(self, *, drawn: bool = False) -> Iterator[str]:
        """What it holds, for people: marks that must not be lost, selection, source, a line for each part.

        `drawn`: of those parts alone that have a chart.
        """
        first = self.filled[0].about
        yield from (f"{self.title}: all {'charts' if drawn else 'figures'} of the page", "")
        yield from dict.fromkeys(mark for part in self.filled for mark in part.about.marks)
        selections = {part.about.selection for part in self.filled} - {""}
        if len(selections) == 1:
            yield f"Selection: {selections.pop()}"
        yield f"Source: {first.source}, {first.day}, data version {first.data_version}"
        yield f"Seen by: {first.viewer}"
        yield ""
        for name, part in self.named.items():
            if part.drawing is not None or not drawn:
                yield f"{name[:2]}  {_entry(part)}"
        empty = [one_line(part.title) for part in self.parts if not len(part.table)]
        if empty:
            yield from ("", f"Without a value in this selection, and left out: {'; '.join(empty)}")


def _entry(part: Outgoing) -> str:
    title, finding = one_line(part.title), one_line(part.finding)
    return f"{title}{'' if title.endswith(('?', '.')) else ':'} {finding}" if finding else title


def _folded(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:_SHORTEST_FOLDER].strip("-") or "figure"


@dataclass(frozen=True)
class PageFormat:
    """A way out of a whole page: its name, the end of its files' names, its media type, what makes it."""

    name: str
    extension: str
    media_type: str
    make: Callable[[WholePage], bytes]


def _workbook(page: WholePage) -> bytes:
    from .files.page_workbook import page_workbook

    return page_workbook(page.title, page.filled, list(page.contents()))


def _files(page: WholePage) -> bytes:
    """A folder for each part as `zipped` has it; README.txt and datapackage.json say what there is."""
    from .files.archive import DATA_FILE, add_file, add_table, as_json, as_lines

    content, resources = io.BytesIO(), []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in page.named.items():
            kinds = add_table(archive, part.about, [part.table], folder=f"{name}/")
            resources.append(_resource(part, f"{name}/{DATA_FILE}", kinds))
        first = page.filled[0].about
        package = {"name": "figures-of-a-page", "title": page.title, "resources": resources}
        add_file(archive, first, "datapackage.json", as_json(package))
        add_file(archive, first, "README.txt", as_lines(page.contents()))
    return content.getvalue()


def _resource(part: Outgoing, path: str, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    fields = [
        {
            "name": column["name"],
            "type": _FIELDS[kinds[column["name"]]],
            "description": column["description"],
        }
        for column in part.about.columns
    ]
    return {
        "name": path.partition("/")[0].replace(" ", "-"),
        "title": one_line(part.title),
        "path": path,
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }


def _pictures(form: ExportFormat, page: WholePage) -> bytes:
    """A picture of each part that is drawn, in the order of the page."""
    from .files.archive import add_file, as_lines

    drawn = {name: part for name, part in page.named.items() if part.drawing is not None}
    if not drawn:
        raise CxcError(f"{page.title} has no chart: take its files.")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in drawn.items():
            add_file(archive, part.about, f"{name}.{form.extension}", form.make(part))
        add_file(archive, page.filled[0].about, "README.txt", as_lines(page.contents(drawn=True)))
    return content.getvalue()


def _pictured(name: str) -> PageFormat:
    return PageFormat(name, "zip", FORMATS["zip"].media_type, partial(_pictures, FORMATS[name]))


_FILES: Final = (
    PageFormat("xlsx", "xlsx", FORMATS["xlsx"].media_type, _workbook),
    PageFormat("zip", "zip", FORMATS["zip"].media_type, _files),
)
PAGE_FORMATS: Final[Mapping[str, PageFormat]] = {
    each.name: each
    for each in (*_FILES, *(_pictured(name) for name, form in FORMATS.items() if form.kind == "picture"))
}


def whole_page(title: str, parts: Sequence[Callable[[], Outgoing]]) -> WholePage:
    """A page of what these give; each is asked once."""
    return WholePage(title, tuple(part() for part in parts))
