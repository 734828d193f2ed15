"""What stops a check: a clear error that names the file and says what to do, and never a traceback."""

from __future__ import annotations

import gc
import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cxc_metrics.errors import IntakeError
from tests.intake.small import ORGANISATIONS, checked, csv_text, exchange, write_register

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def said(value: object) -> str:
    """Name a case by its message: the bytes of archives carry the time they were made."""
    return value if isinstance(value, str) else "content"


def refused(path: Path, **options) -> str:
    """The message a check of this path stops with."""
    with pytest.raises(IntakeError) as error:
        checked(path, **options).__enter__()
    return str(error.value)


def workbook_bytes() -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet("exchange")
        for row in range(200):
            sheet.write_row(row, 0, [f"text {row} {column}" for column in range(20)])
    return sink.getvalue()


def zip_bytes(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()


def small_zip(**extra: bytes) -> bytes:
    tables = {
        "exchange.csv": csv_text([exchange()]).encode(),
        "organisation.csv": csv_text(ORGANISATIONS).encode(),
        "partnership.csv": b"partnership_id,acronym,wave,start_date\nP,PLUM,1,2020-02-01\n",
    }
    return zip_bytes(tables | extra)


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == f"There is no file or folder {tmp_path / 'none'}"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "holds no files" in refused(tmp_path)


def test_a_folder_without_any_table(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    message = refused(tmp_path)
    assert "Table exchange is missing" in message
    assert "no table is called notes.txt" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "exchange.csv is empty (0 bytes)"),
        (b"\n\n \n", "exchange.csv has no header: all its lines are empty"),
        (PNG, "exchange.csv is no CSV text: it is a PNG image"),
        (b"%PDF-1.7 ...", "it is a PDF document"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "it is a web page"),
        (b"\xef\xbb\xbf  <HTML>", "it is a web page"),
        (b'{"exchanges": []}', "exchange.csv is JSON, but holds no list of objects"),
        (zip_bytes({"a": b"b"}), "it is a zip archive"),
        (gzip.compress(b"exchange_id", mtime=0), "exchange.csv lacks the required columns"),
        (OLE, "exchange.csv is no CSV text: it is a document of Office"),
        (b"exchange_id,vo_id\nX1,\x00\x01\x02\n", "contains 1 NUL bytes"),
        (bytes(range(128, 256)) * 50 + bytes(range(1, 32)) * 50, "exchange.csv is no text file"),
        ("exchange_id,né\nX1,é\n".encode() * 40 + b"\xff", "is UTF-8 with 1 damaged characters"),
        (b"\xff\xfee\x00x", "cannot be read as utf-16"),
        (b"exchange_id,vo_id\n", "lacks the required columns"),
        (
            csv_text([exchange()]).encode().splitlines(keepends=True)[0],
            "exchange.csv has a header, but no rows",
        ),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1\n", "header of 10,000 columns"),
        (
            csv_text([exchange()]).encode() + b'X2,"A,B\nX3,B',
            "line 3: a quotation mark is opened and not closed",
        ),
        (csv_text([exchange()]).encode() + b'"' + b"x\n" * 100_000, "line 3: a quotation mark is opened"),
        (b'"exchange_id,' + b"x" * 200_000, "the header cannot be read"),
    ],
    ids=said,
)
def test_an_exchange_file_that_is_none(tmp_path: Path, content: bytes, message: str) -> None:
    write_register(tmp_path, content)
    assert message in refused(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "r.xlsx is empty (0 bytes)"),
        (b"exchange_id\nX1\n", "no table is called r.xlsx"),
        (b"exchange_id\0X1\n", "r.xlsx is no Excel workbook: its content is something else, or damaged"),
        (PNG, "r.xlsx is no Excel workbook: it is a PNG image"),
        (OLE, "r.xlsx is no Excel workbook: it is a document of Office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "r.xlsx is protected with a password"),
        (zip_bytes({"readme.txt": b"no workbook"}), "r.xlsx is no Excel workbook. Save it again as .xlsx"),
        (workbook_bytes()[:4000], "r.xlsx is damaged or was not transferred whole"),
        (workbook_bytes()[:200] + b"\0" * 200 + workbook_bytes()[400:], "r.xlsx is damaged"),
    ],
    ids=said,
)
def test_a_workbook_that_is_none(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "r.xlsx").write_bytes(content)
    assert message in refused(tmp_path / "r.xlsx")


def test_a_cell_in_the_far_corner_does_not_reserve_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("exchange")
        sheet.write(0, 0, "exchange_id")
        sheet.write(1_048_575, 16_383, "stray")
    assert "r.xlsx[exchange] reaches to row 1,048,576, column 16,384" in refused(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "register.zip is empty"),
        (b"exchange_id\n", "register.zip is no zip archive"),
        (small_zip()[:-30], "register.zip is damaged or was not transferred whole"),
        (small_zip()[:60] + b"\xff" * 40 + small_zip()[100:], "register.zip is damaged"),
        (zip_bytes({}), "register.zip holds no files"),
        (zip_bytes({f"{n}.csv": b"" for n in range(10_001)}, zipfile.ZIP_STORED), "holds 10,001 files"),
    ],
    ids=said,
)
def test_a_zip_that_is_none(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "register.zip").write_bytes(content)
    assert message in refused(tmp_path / "register.zip")


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    """The bit that says "encrypted" is set in both headers of the first entry."""
    content = bytearray(small_zip())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    (tmp_path / "register.zip").write_bytes(bytes(content))
    assert "register.zip is protected with a password" in refused(tmp_path / "register.zip")


@pytest.mark.parametrize("ending", ["zip", "xlsx", "csv.gz"])
def test_what_unpacks_past_the_limit_is_not_unpacked(tmp_path: Path, ending: str) -> None:
    """10 MB of zeros in 10 kB; the limit is 1 MB and holds for all entries together."""
    zeros = b"0" * 4_000_000
    path = tmp_path / f"exchange.{ending}"
    path.write_bytes(
        gzip.compress(zeros * 2) if ending == "csv.gz" else zip_bytes({"a.csv": zeros, "b.csv": zeros})
    )
    message = refused(path, max_unpacked_bytes=5_000_000)
    assert "unpacks to more than 5 MB, the set limit" in message


def test_a_truncated_gzip(tmp_path: Path) -> None:
    path = tmp_path / "exchange.csv.gz"
    path.write_bytes(gzip.compress(csv_text([exchange(n) for n in range(500)]).encode())[:-100])
    assert "exchange.csv.gz is damaged and cannot be unpacked" in refused(path)


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "exchange.parquet"
    path.write_bytes(b"PAR1" + b"junk" * 100 + b"PAR1")
    assert "exchange.parquet is damaged and cannot be read as Parquet" in refused(path)


def test_names_in_a_zip_that_point_elsewhere_do_no_harm(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    archive = inside / "register.zip"
    archive.write_bytes(
        small_zip(**{"../../evil.csv": b"a\n1\n", "/abs/evil.csv": b"a\n", "..\\evil.txt": b"b\n"})
    )
    with checked(archive) as tables:
        assert tables.row_counts["exchange"].kept == 1
    assert not list(tmp_path.rglob("evil*"))


def test_a_zip_within_a_zip_is_told_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "r.zip").write_bytes(small_zip(**{"older.zip": small_zip()}))
    with checked(tmp_path / "r.zip") as tables:
        assert tables.findings_by_code() == {"archive_not_opened": 1}


def test_parents_the_exchanges_refer_to_are_required(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()], organisations=(), partnerships=())
    message = refused(tmp_path)
    assert (
        "Table organisation is missing: the exchanges refer to it. Deliver it as organisation.csv" in message
    )
    assert "Table partnership is missing: the exchanges refer to it" in message


def test_a_parent_nobody_refers_to_is_not_required(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, vop_id="", status="cancelled")], partnerships=())
    with checked(tmp_path) as tables:
        assert tables.tables == ("organisation", "exchange")


def test_a_parent_without_rows_counts_as_missing(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()], organisations=())
    (tmp_path / "organisation.csv").write_text("organisation_id,name,org_type,country_code\n")
    assert "organisation.csv has a header, but no rows" in refused(tmp_path)


def test_an_optional_table_without_rows_counts_as_not_delivered(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "document.csv").write_text("document_id,exchange_id,doc_type\n")
    with checked(tmp_path) as tables:
        assert "document" not in tables.tables
        assert tables.findings_by_code() == {"no_rows": 1}
        assert tables.rules_not_evaluated["C09"] == ("document",)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    write_register(tmp_path, PNG, partnerships=())
    (tmp_path / "document.csv").write_bytes(b"")
    (tmp_path / "Registration (2).csv").write_text("a\n1\n")
    message = refused(tmp_path)
    assert message.startswith("The register cannot be read:\n- ")
    for part in (
        "exchange.csv is no CSV text",
        "document.csv is empty",
        "Registration (2).csv looks like table",
    ):
        assert part in message


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not bind the user root, under whom tests may run; so the refusal is made by hand."""
    write_register(tmp_path, [exchange()])
    real = Path.open

    def refuse(self: Path, *args, **kwargs):
        if self.name == "exchange.csv":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    assert "exchange.csv cannot be read: Permission denied" in refused(tmp_path)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an error and after use, the folder for unpacked files is gone."""
    import tempfile

    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    path = tmp_path / "r.zip"
    path.write_bytes(small_zip())
    with checked(path):
        assert list(place.iterdir())
    path.write_bytes(small_zip()[:-30])
    refused(path)
    gc.collect()  # the error is gone, and its report with it
    assert not list(place.iterdir())
