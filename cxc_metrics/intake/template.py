"""An empty workbook of the contract: a sheet per table, drop-down code lists, the data dictionary's words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxc_metrics.contract import (
    TABLES,
    UNIT_TABLES,
    Column,
    Table,
    countries,
    ecosystems,
    organisation_types,
)
from cxc_metrics.contract.column import MONEY
from cxc_metrics.errors import IntakeError

from .layouts.names import CODES_SHEET, README_SHEET
from .layouts.required import PARENTS

if TYPE_CHECKING:  # loaded by who writes a workbook: the reading process only reads
    import xlsxwriter

_LAST_ROW = 1_048_575
_WIDTHS = {"BOOLEAN": 12, "DATE": 14, "TIMESTAMP": 20, "INTEGER": 14, "DOUBLE": 14, MONEY: 14, "VARCHAR": 22}
_KINDS = {
    "BOOLEAN": "true or false",
    "DATE": "date",
    "TIMESTAMP": "date and time",
    "INTEGER": "whole number",
    "DOUBLE": "number",
    MONEY: "amount with cents",
    "VARCHAR": "text",
}
_INTRODUCTION = (
    "Register of ClusterXchange: one sheet per table, the names of the columns in its first row.",
    "Fill in what you have. exchange is required, with organisation and partnership where it refers to them.",
    "Registers without pairs fill in project_participant (organisations in projects) or event_attendance.",
    "Columns with a dark heading are required in each row; others may stay empty or be deleted.",
    "A flaw in a column whose note says that it decides costs the row; anywhere else it costs the cell only.",
    "Cells with a list take the codes of sheet Codes. Countries: the Commission's codes (EL, UK, XK).",
    "Do not use names of persons; person_ref is a random pseudonym.",
    "A sheet without rows counts as not delivered: its figures are then not measurable, which is not zero.",
)


def write_template(path: Path | str) -> Path:
    """Write the empty workbook and return its path. IntakeError when it cannot be written there.

    Sheets: README, one per contract table in the contract's order, Codes. Read as a register as it is, it has
    no exchanges, which is an error.
    """
    import xlsxwriter

    target = Path(path)
    try:
        with xlsxwriter.Workbook(str(target)) as book:
            _Template(book).write()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise IntakeError(f"The template cannot be written to {target}: {error}") from None
    return target


class _Template:
    """The workbook while it is written."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats: dict[str, Any] = {
            "required": book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#26324B"}),
            "optional": book.add_format({"bold": True, "font_color": "#26324B", "bg_color": "#D9E1FB"}),
            "DATE": book.add_format({"num_format": "yyyy-mm-dd"}),
            "TIMESTAMP": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            # Identifiers such as 00123 and 2E5 stay what they are.
            "VARCHAR": book.add_format({"num_format": "@"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        self._lists: dict[str, str] = {}

    def write(self) -> None:
        """All sheets; the first shown is README."""
        readme = self.book.add_worksheet(README_SHEET)
        sheets = {name: self.book.add_worksheet(name) for name in TABLES}
        self._write_codes(self.book.add_worksheet(CODES_SHEET))
        for name, model in TABLES.items():
            self._write_table(sheets[name], model)
        self._write_readme(readme)

    def _write_readme(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 60, self.formats["wrap"])
        sheet.set_column(2, 2, 40, self.formats["wrap"])
        sheet.write_string(0, 0, "ClusterXchange register", self.formats["title"])
        for row, line in enumerate(_INTRODUCTION, start=2):
            sheet.write_string(row, 0, line)
        start = len(_INTRODUCTION) + 3
        for column, heading in enumerate(("Table", "One row is", "Needed")):
            sheet.write_string(start, column, heading, self.formats["required"])
        for row, (name, model) in enumerate(TABLES.items(), start=start + 1):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
            sheet.write_string(row, 1, model.grain)
            sheet.write_string(row, 2, _need(name))

    def _write_codes(self, sheet: Any) -> None:
        """Code lists side by side: code, label. Drop-downs refer to the column of codes."""
        from xlsxwriter.utility import xl_col_to_name

        for number, (name, labels) in enumerate(_code_lists().items()):
            column = 3 * number
            sheet.write_string(0, column, name, self.formats["required"])
            sheet.write_string(0, column + 1, "meaning", self.formats["required"])
            sheet.set_column(column, column, 22)
            sheet.set_column(column + 1, column + 1, 34)
            for row, (code, label) in enumerate(labels.items(), start=1):
                sheet.write(row, column, code)
                sheet.write_string(row, column + 1, label)
            letter = xl_col_to_name(column)
            self._lists[name] = f"={CODES_SHEET}!${letter}$2:${letter}${len(labels) + 1}"
        sheet.freeze_panes(1, 0)

    def _write_table(self, sheet: Any, model: type[Table]) -> None:
        for number, column in enumerate(model.columns()):
            style = "optional" if column.nullable else "required"
            sheet.write_string(0, number, column.name, self.formats[style])
            sheet.write_comment(0, number, _words(column), {"x_scale": 2})
            width = max(_WIDTHS[column.sql_type], len(column.name) + 2)
            sheet.set_column(number, number, width, self.formats.get(column.sql_type))
            rule = self._validation(column)
            if rule is not None:
                sheet.data_validation(1, number, _LAST_ROW, number, rule)
        sheet.freeze_panes(1, 1)

    def _validation(self, column: Column) -> dict[str, Any] | None:
        error_texts = {"error_title": column.name, "error_message": _words(column)[:255]}
        name = list_of(column)
        if name is not None:
            return {"validate": "list", "source": self._lists[name], **error_texts}
        if column.sql_type == "BOOLEAN":
            return {"validate": "list", "source": ["true", "false"], **error_texts}
        if column.sql_type in ("INTEGER", "DOUBLE", MONEY) and column.minimum is not None:
            kind = "integer" if column.sql_type == "INTEGER" else "decimal"
            if column.maximum is None:
                return {"validate": kind, "criteria": ">=", "value": column.minimum, **error_texts}
            bounds = {"minimum": column.minimum, "maximum": column.maximum}
            return {"validate": kind, "criteria": "between", **bounds, **error_texts}
        return None


def list_of(column: Column) -> str | None:
    """The name of the code list a column takes its values from; None if it takes any."""
    if column.codes is not None:
        return column.codes.name
    return column.references if (column.references or "").startswith("ref_") else None


def _code_lists() -> dict[str, Mapping[Any, str]]:
    lists: dict[str, Mapping[Any, str]] = {
        "ref_country": {code: country.name_en for code, country in countries().items()},
        "ref_ecosystem": {number: ecosystem.name_en for number, ecosystem in ecosystems().items()},
        "ref_org_type": {code: kind.label for code, kind in organisation_types().items()},
    }
    for model in TABLES.values():
        for column in model.columns():
            if column.codes is not None:
                lists[column.codes.name] = column.codes.labels
    return lists


def _need(name: str) -> str:
    if name in UNIT_TABLES:
        others = [other for other in UNIT_TABLES if other != name]
        return f"One of {name}, {', '.join(others)} is required"
    return "Required where exchanges refer to it" if name in PARENTS else "Optional"


def _words(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    need = "optional" if column.nullable else "required"
    link = f"\nA row of {column.references}" if column.references in TABLES else ""
    return f"{column.description}\n{_KINDS[column.sql_type]}{unit}; {need}{_decides(column)}{link}"


def _decides(column: Column) -> str:
    if not column.deciding:
        return ""
    return "; decides" + (f" where {column.unless_filled} is empty" if column.unless_filled else "")
