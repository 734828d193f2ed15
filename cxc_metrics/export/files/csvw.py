"""CSV on the Web: what each column of a CSV holds (W3C, Metadata Vocabulary for Tabular Data)."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxc_metrics.export.column_types import kind_of
from cxc_metrics.export.documented import Documented

_DATATYPES: Final = {
    "whole": "integer",
    "real": "double",
    "truth": "boolean",
    "day": "date",
    "text": "string",
}


def csvw_metadata(about: Documented, table: pd.DataFrame, url: str) -> dict[str, Any]:
    """The description of one file of RFC 4180, `url` its address relative to the description."""
    texts = {column["name"]: column["description"] for column in about.columns}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": about.title or "Table",
        "dc:description": about.finding or about.selection or about.source,
        "dc:source": about.citation,
        "dc:license": about.licence,
        "dialect": {"delimiter": ",", "header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [
                {
                    "name": str(name),
                    "titles": str(name),
                    "dc:description": texts[str(name)],
                    "datatype": _DATATYPES[kind_of(table[name])],
                    "required": False,
                }
                for name in table.columns
            ]
        },
    }
