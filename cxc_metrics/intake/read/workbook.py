"""Workbooks whose sheets are tables: .xlsx from its XML, others with python-calamine (decision 041)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cxc_metrics.intake.bench import Workbench

from .budget import TextBudget
from .calamined import open_calamined
from .members import Member
from .package import Package
from .sheet import Sheet
from .sheetxml import SheetXml
from .signatures import XLSX
from .unpack import open_zip


@contextmanager
def open_workbook(bench: Workbench, member: Member, kind: str) -> Iterator[list[Sheet]]:
    """The worksheets of a workbook. IntakeError when it is damaged, protected or too large."""
    if kind != XLSX:
        with open_calamined(bench, member) as sheets:
            yield sheets
        return
    with open_zip(member) as archive:
        package = Package(
            archive, member.name, TextBudget(member.name), left=bench.options.max_unpacked_bytes
        )
        package.open()
        yield [_sheet(bench, package, part.name, part.part, visible=part.visible) for part in package.sheets]
        package.prove_the_rest()


def _sheet(bench: Workbench, package: Package, name: str, part: str, *, visible: bool) -> Sheet:
    cells = SheetXml(package, part, f"{package.shown}[{name}]")
    return Sheet(bench, package.shown, name, visible, cells.rows, cells.hidden_columns)
