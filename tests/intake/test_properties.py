"""Properties: whatever the bytes, findings or an IntakeError; whatever the rows, the counts add up."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cxc_metrics.errors import IntakeError
from tests.intake.small import ORGANISATIONS, checked, csv_text, exchange, write_register

# Each reads a whole register.
EXAMPLES = settings.default.max_examples
HEADER = ",".join(exchange())
PLAIN = csv_text([exchange(n) for n in range(4)]).encode()


def survives(path: Path) -> None:
    """Findings or an IntakeError, nothing else; and what was read adds up."""
    try:
        with checked(path) as tables:
            for count in tables.row_counts.values():
                assert count.read == count.kept + count.rejected + count.duplicates + count.repeated
    except IntakeError:
        return


def _workbook() -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        for name, rows in (("exchange", [exchange(1), exchange(2)]), ("organisation", ORGANISATIONS)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, list(row.values()))
    return sink.getvalue()


def _parquet() -> bytes:
    sink = io.BytesIO()
    pyarrow.parquet.write_table(pa.Table.from_pylist([exchange(1), exchange(2)]), sink)
    return sink.getvalue()


def _zip() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("exchange.csv", PLAIN)
        archive.writestr("organisation.csv", csv_text(ORGANISATIONS))
    return sink.getvalue()


WHOLE = {
    "exchange.csv": PLAIN,
    "exchange.csv.gz": gzip.compress(PLAIN, mtime=0),
    "register.xlsx": _workbook(),
    "exchange.parquet": _parquet(),
    "register.zip": _zip(),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(WHOLE))
@settings(max_examples=EXAMPLES // 5)
@given(content=st.binary(max_size=300), start=st.sampled_from(["", "PK", "header"]))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes, start: str) -> None:
    path = tmp_path_factory.mktemp("bytes") / name
    before = {"": b"", "PK": WHOLE[name][:4], "header": HEADER.encode() + b"\n"}[start]
    path.write_bytes(before + content)
    survives(path)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(WHOLE))
@settings(max_examples=EXAMPLES // 4)
@given(seed=st.integers(0, 2**32), cut=st.booleans())
def test_whole_files_that_were_damaged(
    tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, cut: bool
) -> None:
    """Some bytes changed, or the end cut off."""
    chance = random.Random(seed)
    content = bytearray(WHOLE[name])
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if cut:
        del content[chance.randrange(len(content)) :]
    folder = write_register(tmp_path_factory.mktemp("damage"), PLAIN)
    if name != "register.xlsx" and name != "register.zip":
        (folder / "exchange.csv").unlink()
        path = folder
    else:
        path = folder / name
    (folder / name).write_bytes(bytes(content))
    survives(path)


CELLS = st.sampled_from(
    ["", " ", "A", "B", "Z", "X1", "X2", "1", "2", "3", "0", "-1", "2,5", "1,234", "1.234", "nan", "DE",
     "fr", "GR", "?", "completed", "cancelled", "physical", "2021-03-15", "13/03/2021", "03/13/2021",
     "0202-01-01", "31.12.2021", "=1+1", '"', "a;b", "a,b", "x\ny", "\ue000", "Ω", "P"]
)  # fmt: skip


@settings(max_examples=EXAMPLES // 2)
@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(list(exchange())), CELLS, max_size=4), min_size=1, max_size=12
    ),
    ids=st.lists(st.integers(1, 6), min_size=12, max_size=12),
    separator=st.sampled_from([",", ";"]),
)
def test_rows_add_up_and_none_goes_without_a_finding(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], ids: list[int], separator: str
) -> None:
    """read = kept + rejected + duplicates, and each row that is not kept has a finding with its line.

    The number of rows is that of the csv module's reader; a row of nothing but spaces is none.
    """
    exchanges = [exchange(number, **changes) for number, changes in zip(ids, rows, strict=False)]
    folder = write_register(tmp_path_factory.mktemp("rows"), csv_text(exchanges, separator))
    with checked(folder, date_format="DD/MM/YYYY", decimal=".") as tables:
        count = tables.row_counts["exchange"]
        assert count.read == len(exchanges)
        assert count.read == count.kept + count.rejected + count.duplicates + count.repeated
        kept = tables.connection.sql("SELECT count(*), count(DISTINCT exchange_id) FROM exchange").fetchall()
        assert kept == [(count.kept, count.kept)]
        told = tables.connection.sql(
            "SELECT count(DISTINCT line) FROM finding "
            "WHERE \"table\" = 'exchange' AND (severity = 'reject' OR code = 'duplicate_row')"
        ).fetchall()
        assert told == [(count.rejected + count.duplicates,)]
