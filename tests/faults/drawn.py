"""The delivery of a number: which form, which faults; the same number gives the same bytes."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from . import mutations
from .deliveries import FORMS, Files

_NEW_NAMES = ("exchange.xlsx", "Exchange (2).csv", "exchange.parquet", "partnership.csv", "x.ods")
# What opening a file raises in which an earlier fault left nothing that could be opened.
_SPOILT = (
    ValueError,
    OSError,
    RuntimeError,
    LookupError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    pa.ArrowException,
)


@dataclass(frozen=True)
class Faulty:
    """A delivery with faults; `fault` names the last of them."""

    seed: int
    form: str
    fault: str
    files: Files


def draw(seed: int) -> Faulty:
    """Every form in turn, one to three faults."""
    rng = random.Random(seed)
    form = list(FORMS)[seed % len(FORMS)]
    files = dict(FORMS[form]())
    fault = ""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        fault, files = _spoil(rng, form, files)
    return Faulty(seed, form, fault, files)


def _spoil(rng: random.Random, form: str, files: Files) -> tuple[str, Files]:
    beside = [name for name in files if name.endswith((".toml", ".json"))]
    if beside and rng.random() < 0.12:
        name = rng.choice(beside)
        spoil = mutations.toml_text if name.endswith(".toml") else mutations.json_text
        return "what lies beside", {**files, name: spoil(rng, files[name])}
    if len(files) > 1 and rng.random() < 0.08:
        return _names(rng, files)
    name = rng.choice([one for one in files if one not in beside])
    fault, content = _content(rng, form, files[name])
    return fault, {**files, name: content}


def _names(rng: random.Random, files: Files) -> tuple[str, Files]:
    """A file lost, under another table's name, or under a name of another kind."""
    name = rng.choice(sorted(files))
    other = {one: content for one, content in files.items() if one != name}
    new = rng.choice((*_NEW_NAMES, None))
    return "names", other if new is None else {**other, new: files[name]}


def _content(rng: random.Random, form: str, data: bytes) -> tuple[str, bytes]:
    if rng.random() < 0.2 or not data:
        return _one(rng, mutations.RAW, data)
    if form.startswith("CSV"):
        return _one(rng, mutations.TABLE, data)
    if form == "gz" and rng.random() < 0.4:
        return "members", mutations.gzip_members(rng, data)
    try:
        return _opened(rng, form, data)
    except _SPOILT:
        return "cut off", mutations.truncate(rng, data)


def _opened(rng: random.Random, form: str, data: bytes) -> tuple[str, bytes]:
    if form == "gz":
        fault, content = _one(rng, mutations.TABLE, gzip.decompress(data))
        return f"{fault}, inside", gzip.compress(content, mtime=0)
    if form == "Parquet":
        return "types", parquet_types(rng, data)
    if rng.random() < 0.2:
        return "entries", mutations.zip_entries(rng, data)
    if form == "zip":
        return mutations.inside(rng, data, r"\.csv$", {**mutations.TABLE, **mutations.RAW})
    return mutations.inside(rng, data, r"\.xml$|\.rels$", mutations.XML)


def _one(rng: random.Random, faults: dict[str, mutations.Fault], data: bytes) -> tuple[str, bytes]:
    fault = rng.choice(sorted(faults))
    return fault, faults[fault](rng, data)


def parquet_types(rng: random.Random, data: bytes) -> bytes:
    """A column of another type: nested, binary, decimal, a zone, a dictionary, out of range, all null."""
    table = pq.read_table(io.BytesIO(data))
    place = rng.randrange(table.num_columns)
    count = table.num_rows
    column = rng.choice(
        (
            pa.array([{"a": 1}] * count),
            pa.array([[1, 2]] * count),
            pa.array([b"\xff\xfe"] * count),
            pa.array([10**30] * count, pa.decimal256(40, 2)),
            pa.array([2**62] * count, pa.timestamp("us", tz="Europe/Lisbon")),
            pa.array([-1] * count, pa.int64()).cast(pa.duration("s")),
            pa.array(["x"] * count).dictionary_encode(),
            pa.array([float("nan")] * count),
            pa.nulls(count),
            pa.array([2**63] * count, pa.uint64()),
            pa.array(["\ud7ff\x00"] * count),
            pa.array([86_399_999_999] * count, pa.time64("us")),
        )
    )
    own = table.column_names[place]
    name = rng.choice((own, own, own, own, table.column_names[0], "x\ny", ""))
    sink = io.BytesIO()
    pq.write_table(table.set_column(place, name, column), sink)
    return sink.getvalue()
