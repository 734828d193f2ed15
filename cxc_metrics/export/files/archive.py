"""A zip that documents itself: data.csv, its metadata in three forms, README.txt."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Final

from cxc_metrics.disclosure import Figures, Table
from cxc_metrics.export.outgoing import Outgoing

from .csv_cells import RFC_4180, to_bytes
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
    """data.csv in the form of `to_csv`, and what explains it to people and programs.

    metadata.json holds the whole description, data.csv-metadata.json the columns as CSV on the Web,
    dataset.jsonld the data version by DCAT-AP, README.txt all of it for people. Equal questions give equal
    bytes.
    """
    about = leaving.about
    readme = [*readme_lines(about), "", *SPELLING]
    files = {
        DATA_FILE: to_bytes(leaving.table, RFC_4180),
        "metadata.json": _json(about.metadata()),
        f"{DATA_FILE}-metadata.json": _json(csvw_metadata(about, leaving.table, DATA_FILE)),
        "dataset.jsonld": _json(dataset_of(about, file=DATA_FILE)),
        "README.txt": ("\r\n".join(readme).rstrip() + "\r\n").encode(),
    }
    # The as-at day stands for the time of the files: the same question gives the same bytes.
    day = max(about.as_at or _EARLIEST, _EARLIEST)
    stamp = (day.year, day.month, day.day, 0, 0, 0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
