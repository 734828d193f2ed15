"""A zip that documents itself: data.csv, its metadata in three forms, README.txt."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Final

import pandas as pd

from cxc_metrics.disclosure import Figures, Table
from cxc_metrics.export.column_types import Kind, kind_of
from cxc_metrics.export.documented import Documented
from cxc_metrics.export.outgoing import Outgoing

from .csv_cells import RFC_4180, chunks
from .csvw import csvw_metadata
from .dcat import dataset_of
from .readme import SPELLING, readme_lines

# A zip knows no earlier day.
_EARLIEST: Final = date(1980, 1, 1)
DATA_FILE: Final = "data.csv"


def to_zip(disclosed: Figures | Table, *, title: str = "", drawn: Table | None = None) -> bytes:
    """`zipped` for what has no more words than a title. CxcError for what has not passed the disclosure."""
    return zipped(Outgoing(disclosed, title, drawn=drawn))


def zipped(leaving: Outgoing) -> bytes:
    """`write_zip` of a table that is there. Equal questions give equal bytes."""
    content = io.BytesIO()
    write_zip(content, leaving.about, [leaving.table])
    return content.getvalue()


def write_zip(
    target: IO[bytes],
    about: Documented,
    pages: Iterable[pd.DataFrame],
    *,
    kinds: Mapping[str, Kind] | None = None,
) -> None:
    """Write data.csv in the form of `to_csv`, page by page, and what explains it to people and programs.

    metadata.json holds the whole description, data.csv-metadata.json the columns as CSV on the Web,
    dataset.jsonld the data version by DCAT-AP, README.txt all of it for people. `kinds` as of
    `write_workbook`.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        add_table(archive, about, pages, kinds=kinds)


def add_table(
    archive: zipfile.ZipFile,
    about: Documented,
    pages: Iterable[pd.DataFrame],
    *,
    kinds: Mapping[str, Kind] | None = None,
    folder: str = "",
) -> Mapping[str, Kind]:
    """The same into a folder of a zip (its name ends with a slash); the kinds of its columns."""
    typed: dict[str, Kind] = dict(kinds or {})
    member = zipfile.ZipInfo(folder + DATA_FILE, _stamp(about))
    member.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(member, "w", force_zip64=True) as data:
        for chunk in chunks(_seen(pages, typed), RFC_4180):
            data.write(chunk)
    files = {
        "metadata.json": as_json(about.metadata()),
        f"{DATA_FILE}-metadata.json": as_json(csvw_metadata(about, typed, DATA_FILE)),
        "dataset.jsonld": as_json(dataset_of(about, file=DATA_FILE)),
        "README.txt": as_lines([*readme_lines(about), "", *SPELLING]),
    }
    for name, content in files.items():
        add_file(archive, about, folder + name, content)
    return typed


def add_file(archive: zipfile.ZipFile, about: Documented, name: str, content: bytes) -> None:
    """A file of a zip, as of the day that the register describes."""
    archive.writestr(zipfile.ZipInfo(name, _stamp(about)), content, zipfile.ZIP_DEFLATED)


def _stamp(about: Documented) -> tuple[int, int, int, int, int, int]:
    """The as-at day stands for the time of the files: the same question gives the same bytes."""
    day = max(about.as_at or _EARLIEST, _EARLIEST)
    return (day.year, day.month, day.day, 0, 0, 0)


def _seen(pages: Iterable[pd.DataFrame], kinds: dict[str, Kind]) -> Iterator[pd.DataFrame]:
    """The pages as they are; what kinds of values their columns hold is noted in passing."""
    for page in pages:
        for name in page.columns:
            kinds.setdefault(str(name), kind_of(page[name]))
        yield page


def as_lines(lines: Iterable[str]) -> bytes:
    """A text file that every editor reads."""
    return ("\r\n".join(lines).rstrip() + "\r\n").encode()


def as_json(content: object) -> bytes:
    """A JSON file that people can read, too."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
