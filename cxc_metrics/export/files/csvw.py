"""CSV on the Web: what each column of a CSV holds (W3C, Metadata Vocabulary for Tabular Data)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cxc_metrics.export.column_types import Kind
from cxc_metrics.export.documented import Documented

_DATATYPES: Final = {
    "whole": "integer",
    "real": "double",
    "truth": "boolean",
    "day": "date",
    "text": "string",
}


def csvw_metadata(about: Documented, kinds: Mapping[str, Kind], url: str) -> dict[str, Any]:
    """The description of one file of RFC 4180 with columns of these kinds.

    `url` is its address relative to the description.
    """
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
                    "name": column["name"],
                    "titles": column["name"],
                    "dc:description": column["description"],
                    "datatype": _DATATYPES[kinds[column["name"]]],
                    "required": False,
                }
                for column in about.columns
            ]
        },
    }
