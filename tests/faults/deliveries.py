"""Sound small registers in every form that is read: what the faults are put into."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Row = dict[str, Any]
Files = dict[str, bytes]

_NAMES = ("Ökopoľana s.r.o.", "Ħal Far Ltd", 'L\'Atelier, "bis"', "Ağaç A.Ş.", "Σίδηρος ΑΕ", "Nord & Süd")
_COUNTRIES = ("SK", "MT", "FR", "TR", "EL", "DE")
TOML = 'title = "Register of the trial"\nas_at = 2024-05-31\n'
METADATA = '{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "exchange.csv", "tableSchema": {}}]}'


def tables() -> dict[str, list[Row]]:
    """Six organisations, two partnerships, twelve exchanges, some registrations and answers."""
    organisations = [
        {
            "organisation_id": f"00{number}",
            "name": name,
            "org_type": "sme",
            "country_code": country,
            "latitude": 40.5 + number,
        }
        for number, (name, country) in enumerate(zip(_NAMES, _COUNTRIES, strict=True))
    ]
    partnerships = [
        {"partnership_id": f"P{n}", "acronym": f"PLUM{n}", "wave": n, "start_date": f"202{2 * n - 2}-02-01"}
        for n in (1, 2)
    ]
    exchanges = [
        {
            "exchange_id": f"X{number:03}",
            "vo_id": f"00{number % 6}",
            "ho_id": f"00{(number + 1) % 6}",
            "vo_country": _COUNTRIES[number % 6],
            "ho_country": _COUNTRIES[(number + 1) % 6],
            "vop_id": f"P{number % 2 + 1}",
            "wave": number % 2 + 1,
            "mode": ("physical", "virtual")[number % 2],
            "status": ("completed", "awaiting_payment", "cancelled")[number % 3],
            "planned_start": f"2021-{number + 1:02}-01",
            "actual_start": f"2021-{number + 1:02}-{number + 3:02}",
            "actual_end": f"2021-{number + 1:02}-{number + 8:02}",
            "working_days": 5,
            "lump_sum_agreed_eur": 1234.5 + number,
            "distance_km": 812.25,
        }
        for number in range(12)
    ]
    registrations = [
        {
            "registration_id": f"R{number}",
            "organisation_id": f"00{number}",
            "role": "VO",
            "vop_id": "P1",
            "submitted_on": "2021-01-15",
            "status": "accepted",
        }
        for number in range(6)
    ]
    return {
        "organisation": organisations,
        "partnership": partnerships,
        "exchange": exchanges,
        "registration": registrations,
    }


def csv_bytes(rows: Sequence[Row], separator: str = ",", *, comma: bool = False) -> bytes:
    """One table as CSV; with `comma` its fractions are written as in most of Europe."""
    sink = io.StringIO(newline="")
    writer = csv.DictWriter(sink, list(rows[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _local(value) if comma else value for key, value in row.items()})
    return sink.getvalue().encode()


def _local(value: object) -> object:
    return str(value).replace(".", ",") if isinstance(value, float) else value


def folder() -> Files:
    """CSV files with register.toml and metadata beside them."""
    files = {f"{name}.csv": csv_bytes(rows) for name, rows in tables().items()}
    return {**files, "register.toml": TOML.encode(), "exchange.csv-metadata.json": METADATA.encode()}


def office() -> Files:
    """As an office program in the west of Europe writes it."""
    made = {}
    for name, rows in tables().items():
        text = csv_bytes(rows, ";", comma=True).decode()
        made[f"{name}.csv"] = text.encode("cp1252", errors="replace")
    return {**made, "register.toml": TOML.encode()}


def gzipped() -> Files:
    """Each table on its own in a gz file."""
    return {f"{name}.csv.gz": gzip.compress(csv_bytes(rows), mtime=0) for name, rows in tables().items()}


def archive() -> Files:
    """One zip of all tables."""
    return {"register.zip": zip_bytes(folder())}


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, the same bytes each time."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return sink.getvalue()


def workbook() -> Files:
    """One workbook, a sheet for each table, with typed days and numbers."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 6, 1, tzinfo=UTC)})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in tables().items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, start=1):
                for place, (column, value) in enumerate(row.items()):
                    if column.endswith(("_start", "_end", "_on")):
                        sheet.write(number, place, f"=DATE({value.replace('-', ',')})", day, 44_000 + number)
                    elif isinstance(value, str):
                        sheet.write_string(number, place, value)
                    else:
                        sheet.write_number(number, place, value)
    return {"register.xlsx": sink.getvalue()}


def parquet() -> Files:
    """Parquet files."""
    made = {}
    for name, rows in tables().items():
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), sink)
        made[f"{name}.parquet"] = sink.getvalue()
    return {**made, "register.toml": TOML.encode()}


FORMS: dict[str, Callable[[], Files]] = {
    "CSV": folder,
    "CSV of an office program": office,
    "gz": gzipped,
    "zip": archive,
    "workbook": workbook,
    "Parquet": parquet,
}
