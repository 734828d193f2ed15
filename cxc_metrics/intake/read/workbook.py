"""Workbooks whose sheets are tables, each kind by the reader that loses nothing of it (decision 041)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Workbench

from .budget import TextBudget
from .calamined import open_calamined
from .members import Member
from .odsfile import OdsCells, list_sheets
from .package import Package
from .sheet import Sheet
from .sheetxml import SheetXml
from .signatures import ODS, XLS, XLSB
from .unpack import open_zip
from .xlsbscan import scan_xlsb
from .xlsfile import open_xls

_ODS_KEYS = "META-INF/manifest.xml"


@contextmanager
def open_workbook(bench: Workbench, member: Member, kind: str) -> Iterator[list[Sheet]]:
    """The worksheets of a workbook. IntakeError when it is damaged, protected or too large."""
    if kind == XLS:
        with open_xls(bench, member) as sheets:
            yield sheets
    elif kind == XLSB:
        with open_zip(member) as archive:
            package = Package(archive, member.name, TextBudget(member.name), bench.options.max_unpacked_bytes)
            notes = scan_xlsb(package)
            package.prove_the_rest()
        with open_calamined(bench, member, notes) as sheets:
            yield sheets
    else:
        with open_zip(member) as archive:
            budget = TextBudget(member.name)
            package = Package(archive, member.name, budget, left=bench.options.max_unpacked_bytes)
            yield _open_ods(bench, package) if kind == ODS else _open_xlsx(bench, package)
            package.prove_the_rest()


def _open_xlsx(bench: Workbench, package: Package) -> list[Sheet]:
    package.open()
    return [_sheet(bench, package, part.name, part.part, visible=part.visible) for part in package.sheets]


def _open_ods(bench: Workbench, package: Package) -> list[Sheet]:
    if package.has(_ODS_KEYS) and b"encryption-data" in b"".join(package.pieces(_ODS_KEYS)):
        raise IntakeError(f"{package.shown} is protected with a password. Remove it and save it again")
    sheets = []
    for sheet in list_sheets(package):
        cells = OdsCells(package, sheet.position, f"{package.shown}[{sheet.name}]")
        sheets.append(
            Sheet(bench, package.shown, sheet.name, sheet.visible, cells.rows, cells.hidden_columns)
        )
    return sheets


def _sheet(bench: Workbench, package: Package, name: str, part: str, *, visible: bool) -> Sheet:
    cells = SheetXml(package, part, f"{package.shown}[{name}]")
    return Sheet(bench, package.shown, name, visible, cells.rows, cells.hidden_columns)
