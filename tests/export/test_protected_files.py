"""Files of protected figures say so, and hold neither the SQL nor what was changed."""

from __future__ import annotations

import io
import json
import zipfile

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import PROTECTED, PUBLIC
from cxc_metrics.export import file_name, to_csv, to_zip
from cxc_metrics.store import DataVersion


def test_protected_files_say_so(hand: DataVersion) -> None:
    shown = Reader(hand, PUBLIC).measure(["O01", "I01"], by=["visitor_country"], totals=True)
    exact = Reader(hand).measure(["O01", "I01"], by=["visitor_country"], totals=True)
    header, first, *_ = to_csv(shown).decode().split("\r\n")
    assert header.endswith(",is_protected")
    assert first.casefold().endswith("true")
    assert "is_protected" not in to_csv(exact).decode()
    assert file_name("t", shown.origin, "csv").endswith("_synthetic_protected.csv")
    with zipfile.ZipFile(io.BytesIO(to_zip(shown))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    metadata = json.loads(files["metadata.json"])
    assert (metadata["viewer"], metadata["is_protected"], metadata["sql"]) == ("public", True, [])
    assert PROTECTED.capitalize() in files["README.txt"]
    assert all(column["description"] for column in metadata["columns"])
    with zipfile.ZipFile(io.BytesIO(to_zip(exact))) as archive:
        internal = json.loads(archive.read("metadata.json"))
    assert (internal["viewer"], internal["is_protected"]) == ("internal", False)
    assert len(internal["sql"]) > 0
