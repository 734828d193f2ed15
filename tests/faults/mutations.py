"""Faults: what transfers, programs, people and attackers do to files. Each takes a generator of its own."""

from __future__ import annotations

import csv
import gzip
import html
import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping

from .deliveries import zip_bytes

HOSTILE_CELLS = (
    "1e999", "-1e999", "1,234", "1.234", "1.2.3", "١٢٣", "NaN", "inf", "0x10",
    "99999999999999999999999999", "-0", "=1+1", "=cmd|' /C calc'!A0", "#REF!", "2024-02-30",
    "03/04/2021", "31/13/2024", "9999-12-31", "0000-00-00", "1900-02-29", "44197.5", "TRUE", "'", '"',
    '""', "\x00", "\u202e", "\ufeff", "\u200b", " ", "\u00a0", "a\nb", "NULL", "N/A", "-", "€ 1 234,50",
    "50 %", "1E+46", "Kongo", "UK", "<script>", "'; DROP TABLE exchange; --", "{{7*7}}",
    "../../etc/passwd", "\ud7ff", "\U0001f600", "x" * 70_000, "1" * 400, "24:00",
    "2021-01-01T23:30:00Z",
)  # fmt: skip
ENCODINGS = (
    "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "cp1250", "cp1253", "latin-1", "utf-7",
    "cp037",
)  # fmt: skip
HOSTILE_XML = (
    'r="XFD1048576"', 'r = "XFD1048576"', 'r="A0"', 'r=""', 't="s"', 't="e"', 't="inlineStr"',
    's="99999"', 't="b"', 'r="A1048576"', 'xml:space="x"', 't="d"', 'spans="1:16384"',
    'count="4294967295"', 'ref="A1:XFD1048576"',
)  # fmt: skip
_BOMB = (
    '<!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)

Fault = Callable[[random.Random, bytes], bytes]


def flip_bits(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 50)) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def drop_part(rng: random.Random, data: bytes) -> bytes:
    start, length = _part(rng, data)
    return data[:start] + data[start + length :]


def repeat_part(rng: random.Random, data: bytes) -> bytes:
    start, length = _part(rng, data)
    return (
        data[: start + length]
        + data[start : start + length] * rng.choice((1, 1, 20))
        + data[start + length :]
    )


def insert_noise(rng: random.Random, data: bytes) -> bytes:
    start, _ = _part(rng, data)
    noise = rng.choice(
        (b"\x00" * 8, b"\xff\xfe", b"\r", b"\x1a", b'"', rng.randbytes(rng.choice((1, 16, 500))))
    )
    return data[:start] + noise + data[start:]


def _part(rng: random.Random, data: bytes) -> tuple[int, int]:
    return rng.randrange(len(data) + 1), rng.choice((1, 4, 40, 400))


def replace_token(rng: random.Random, data: bytes) -> bytes:
    """One word or number becomes something hostile."""
    found = list(re.finditer(rb"[\w.\-]+", data))
    if not found:
        return data
    word = rng.choice(found)
    return data[: word.start()] + _hostile(rng) + data[word.end() :]


def _hostile(rng: random.Random) -> bytes:
    return rng.choice(HOSTILE_CELLS).encode("utf-8", errors="surrogatepass")


RAW: dict[str, Fault] = {
    "bits flipped": flip_bits,
    "cut off": truncate,
    "part missing": drop_part,
    "part repeated": repeat_part,
    "noise inside": insert_noise,
}


def csv_cell(rng: random.Random, data: bytes) -> bytes:
    """Hostile cells in some places."""
    rows, separator = _rows(data)
    for _ in range(rng.choice((1, 3, 20))):
        row = rng.choice(rows)
        if row:
            row[rng.randrange(len(row))] = rng.choice(HOSTILE_CELLS)
    return _written(rows, separator)


def csv_columns(rng: random.Random, data: bytes) -> bytes:
    """Columns swapped, dropped, doubled, very many; the header with or without its rows."""
    rows, separator = _rows(data)
    width = len(rows[0])
    one, other = rng.randrange(width), rng.randrange(width)
    way = rng.randrange(6)
    if way == 0:
        rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    elif way == 1:
        rows = [row[:one] + row[one + 1 :] for row in rows]
    elif way == 2:
        rows = [[*row, row[one]] if one < len(row) else row for row in rows]
    elif way == 3:
        rows = [[*row, *[str(n) for n in range(3_000)]] for row in rows]
    elif way == 4:
        rows[0][one] = rng.choice(HOSTILE_CELLS)
    else:
        for row in rows:
            rng.shuffle(row)
    return _written(rows, separator)


def csv_rows(rng: random.Random, data: bytes) -> bytes:
    """Rows doubled, short, long, empty, out of order; the header again, late or missing."""
    rows, separator = _rows(data)
    place = rng.randrange(len(rows))
    way = rng.randrange(8)
    if way == 0:
        rows = rows + rows[1:]
    elif way == 1:
        rows[place] = rows[place][: rng.randrange(len(rows[place]) + 1)]
    elif way == 2:
        rows[place] = rows[place] + ["x"] * 50
    elif way == 3:
        rows.insert(place, [])
    elif way == 4:
        rows.insert(place, list(rows[0]))
    elif way == 5:
        rows = [["Report of 2024"], [], *rows]
    elif way == 6:
        rows = rows[1:]
    else:
        rng.shuffle(rows)
    return _written(rows, separator)


def csv_writing(rng: random.Random, data: bytes) -> bytes:
    """Another encoding, separator, line end or quotation mark."""
    text = data.decode("utf-8", errors="replace")
    way = rng.randrange(4)
    if way == 0:
        return text.encode(rng.choice(ENCODINGS), errors="replace")
    if way == 1:
        return text.replace(",", rng.choice(("\t", "|", ";", ":", "\x1f", " "))).encode()
    if way == 2:
        return text.replace("\r\n", rng.choice(("\r", "\n", "\n\r", "\u2028", "\x0b", "\r\r\n"))).encode()
    return text.replace('"', rng.choice(("'", "“", '\\"', ""))).encode()


def _rows(data: bytes) -> tuple[list[list[str]], str]:
    text = data.decode("utf-8", errors="replace").replace("\x00", "")
    separator = ";" if text[:200].count(";") > text[:200].count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return rows or [["exchange_id"]], separator


def _written(rows: list[list[str]], separator: str) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=separator).writerows(rows)
    return sink.getvalue().encode("utf-8", errors="replace")


TABLE: dict[str, Fault] = {
    "hostile cells": csv_cell,
    "columns": csv_columns,
    "rows": csv_rows,
    "writing": csv_writing,
}


def xml_attribute(rng: random.Random, data: bytes) -> bytes:
    """A hostile attribute in some element."""
    places = [found.end() for found in re.finditer(rb"<(c|row|dimension|xf|sheet|numFmt|si|t|sst)\b", data)]
    if not places:
        return data
    place = rng.choice(places)
    return data[:place] + b" " + rng.choice(HOSTILE_XML).encode() + data[place:]


def xml_element(rng: random.Random, data: bytes) -> bytes:
    """An element lost, doubled many times, or never closed."""
    found = list(re.finditer(rb"<(\w+)\b[^>]*>[^<]*(</\1>)?", data))
    if not found:
        return data
    one = rng.choice(found)
    times = rng.choice((0, 2, 2_000))
    return data[: one.start()] + one.group() * times + data[one.end() :]


def xml_bomb(rng: random.Random, data: bytes) -> bytes:
    """Entities that grow, or one that reads a file."""
    head, mark, rest = data.partition(b"?>")
    evil = rng.choice((_BOMB, '<!DOCTYPE r [<!ENTITY j SYSTEM "file:///etc/passwd">]>')).encode()
    return head + mark + evil + re.sub(rb">(\w+)<", b">&j;<", rest, count=3)


def xml_value(rng: random.Random, data: bytes) -> bytes:
    """A hostile value in a cell, or a hostile text among the shared ones."""
    places = list(re.finditer(rb"(?<=<v>)[^<]*(?=</v>)|(?<=<t>)[^<]*(?=</t>)|(?<=formatCode=\")[^\"]*", data))
    if not places:
        return data
    one = rng.choice(places)
    text = html.escape(rng.choice(HOSTILE_CELLS)).encode("utf-8", errors="replace")
    return data[: one.start()] + text + data[one.end() :]


XML: dict[str, Fault] = {
    "hostile value": xml_value,
    "another hostile value": xml_value,
    "hostile attribute": xml_attribute,
    "element": xml_element,
    "entities": xml_bomb,
    "hostile token": replace_token,
    **RAW,
}


def inside(rng: random.Random, data: bytes, pick: str, faults: Mapping[str, Fault]) -> tuple[str, bytes]:
    """A fault in one part of an archive, which is packed again; and what it is called."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = rng.choice([part for part in parts if re.search(pick, part)])
    fault = rng.choice(sorted(faults))
    parts[name] = faults[fault](rng, parts[name])
    return f"{fault}, inside", zip_bytes(parts)


def zip_entries(rng: random.Random, data: bytes) -> bytes:
    """Entries with hostile names, doubled, lost, protected, in another zip, of a method nobody knows."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    way = rng.randrange(5)
    name, content = rng.choice(parts)
    if way == 0:
        parts.append(
            (rng.choice(("../../x.csv", "/etc/x.csv", "C:\\x.csv", "a" * 5_000, "x\n.csv", "")), content)
        )
    elif way == 1:
        parts.append((name, content))
    elif way == 2:
        parts.remove((name, content))
    elif way == 3:
        parts.append(("inner.zip", data))
    else:
        parts += [(f"f{number}.csv", b"a,b\n1,2\n") for number in range(300)]
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, body in parts:
            packed.writestr(zipfile.ZipInfo(part), body)
    packed_again = bytearray(sink.getvalue())
    if rng.random() < 0.2:  # protected, or of a method nobody knows, as the directory says
        place = packed_again.rfind(b"PK\x01\x02")
        packed_again[place + rng.choice((8, 10))] = rng.choice((1, 99))
    return bytes(packed_again)


def gzip_members(rng: random.Random, data: bytes) -> bytes:
    """Two members, something behind, very much of nothing."""
    ways = (
        data + data,
        data + b"garbage",
        gzip.compress(b"\n" * 30_000_000, 1, mtime=0),
        gzip.compress(data, mtime=0),
        b"\x1f\x8b",
    )
    return rng.choice(ways)


def toml_text(rng: random.Random, data: bytes) -> bytes:
    """Wrong types, deep brackets, huge numbers, doubled and unknown entries."""
    return rng.choice(
        (
            b"as_at = " + b"[" * 3_000 + b"]" * 3_000,
            b"as_at = 99999999999999999999",
            b'as_at = "31/05/2024"',
            b"as_at = 2024-05-31T23:59:60Z",
            data + data,
            b"decimal = 1\ndate_format = true\ntitle = []",
            b'title = "' + b"t" * 100_000 + b'"',
            b'title = "a\\nb\\u0000\\u202e"',
            b'\xff\xfet\x00i\x00',
            b'unknown = 1\nas_a = 2',
            b'decimal = ","\ndate_format = "MM/DD/YYYY"',
            b"[[[a]]]",
        )
    )  # fmt: skip


def json_text(rng: random.Random, data: bytes) -> bytes:
    """Deep, long, wrong or no JSON."""
    ways = (b"[" * 100_000, b"null", b"{", data * 3, b'{"tables": 1e999}', b'"' + b"\\u0000" * 1_000 + b'"')
    return rng.choice(ways)
