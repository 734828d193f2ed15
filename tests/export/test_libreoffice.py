"""LibreOffice opens our workbooks and briefs as people do: nothing runs or is lost. Skipped without it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pypdf
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.briefs import BRIEF_FORMATS, PLANS, composed
from cxc_metrics.export import PAGE_FORMATS, Outgoing, WholePage
from cxc_metrics.export.pictures.default_drawing import drawing_of
from cxc_metrics.store import DataVersion

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
]
HOSTILE = ["=1+1", "@SUM(1)", "+1", "-1", '=HYPERLINK("https://x.example")', "2022-03", "007", "Ґанок Ελλάς"]
# A workbook's sheets, each as a file: UTF-8, text as it is formatted.
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def _converted(folder: Path, to: str, *files: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [str(OFFICE), "--headless", profile, "--convert-to", to, "--outdir", str(folder), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=300,
    )


def test_it_reads_workbooks_and_briefs(hand: DataVersion, tmp_path: Path) -> None:
    reader = Reader(hand)
    figures = reader.measure(["O01", "O04"], by=["visitor_country"])
    table = pd.DataFrame({"text": HOSTILE, "number": [-1.5, *range(len(HOSTILE) - 1)]})
    parts = [
        Outgoing(reader.declared(table), "=1+1"),
        Outgoing(figures, "Name!A1 sends", drawing=drawing_of(figures.only("O01"))),
    ]
    (tmp_path / "page.xlsx").write_bytes(PAGE_FORMATS["xlsx"].make(WholePage("Page", tuple(parts))))
    _converted(tmp_path, SHEETS, tmp_path / "page.xlsx")
    sheet = list(csv.DictReader(io.StringIO((tmp_path / "page-1 =1+1.csv").read_text(encoding="utf-8"))))
    assert [row["text"] for row in sheet] == HOSTILE
    assert float(sheet[0]["number"]) == -1.5
    shown = list(csv.DictReader(io.StringIO((tmp_path / "page-2 Name!A1 sends.csv").read_text("utf-8"))))
    assert [int(row["O01"]) for row in shown] == figures["O01"].series().astype(int).tolist()
    brief = composed(reader, PLANS["tray"](reader, "O01-visitor_country~O04", None))
    (tmp_path / "brief.docx").write_bytes(BRIEF_FORMATS["docx"].make(brief))
    _converted(tmp_path, "pdf", tmp_path / "brief.docx")
    pages = pypdf.PdfReader(tmp_path / "brief.pdf").pages
    words = " ".join(page.extract_text() for page in pages)
    assert brief.title in words
    assert len(pages) <= 3
