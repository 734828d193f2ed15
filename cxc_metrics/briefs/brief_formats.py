"""The formats of a brief, and writing one to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cxc_metrics.errors import UnknownName
from cxc_metrics.export import file_name
from cxc_metrics.export.files.whole_files import whole_file

from .brief import Brief

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class BriefFormat:
    """A format: its name, which ends its files' names too, its media type, and what makes it."""

    name: str
    label: str
    media_type: str
    make: Callable[[Brief], bytes]


# What makes them is loaded when it is asked: a page or a command needs none of it before.
def _pdf(brief: Brief) -> bytes:
    from .pdf import to_pdf

    return to_pdf(brief)


def _html(brief: Brief) -> bytes:
    from .web_page import to_html

    return to_html(brief)


def _docx(brief: Brief) -> bytes:
    from .word_file import to_docx

    return to_docx(brief)


BRIEF_FORMATS: Final[Mapping[str, BriefFormat]] = {
    each.name: each
    for each in (
        BriefFormat("pdf", "PDF", "application/pdf", _pdf),
        BriefFormat("docx", "Word (DOCX)", _DOCX, _docx),
        BriefFormat("html", "HTML", "text/html; charset=utf-8", _html),
    )
}


def brief_format(name: str) -> BriefFormat:
    """The format of that name. UnknownName, with those there are, for another."""
    if name not in BRIEF_FORMATS:
        raise UnknownName("format of a brief", name, BRIEF_FORMATS)
    return BRIEF_FORMATS[name]


def brief_file_name(brief: Brief, form: BriefFormat) -> str:
    """A file name that says what it is, as at which day, from which data version, and how it is marked."""
    return file_name(brief.about.title, brief.origin, form.name)


def write_brief(brief: Brief, file: Path, form: BriefFormat) -> None:
    """Write it whole or not at all. CxcError where it cannot be made or written."""
    content = form.make(brief)
    with whole_file(file) as target:
        target.write(content)
