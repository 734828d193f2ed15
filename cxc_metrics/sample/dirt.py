"""Real-life dirt: the mistakes a register filled in by hand has, in known numbers.

Codes of another list are written into clean rows, where intake can mend them. Everything that must be
refused is added as rows of its own, so that the rows of the world stay whole; so are rows of which intake
empties a cell and keeps the rest (types, latitudes, dates of papers, amounts). Rules of the scheme are
broken elsewhere (by the visits themselves), for a broken rule is no mistake of typing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .draw import Dice, Ints
from .frames import Tables

# What a written name may look like: shown as text everywhere, or a page breaks.
ODD_NAMES: Final = (
    "Bold <b>Moves</b> & Söhne GmbH",
    "<script>alert('x')</script> Textiles",
    "*Star* _Underline_ [Link](https://example.org) Studio",
    "$\\alpha$-Sensors, Lda",
    "=SUM(1;2) Analytics",
    "+Plus Care",
    'Ο\'Νεφινθος "Εισαγωγές" Α.Ε.',
    "مصنع النسيج",
    "🌊 Wave Makers",
    "International Network " + "of Very Long Names in Regional Cooperation and Interregional Exchange " * 4,
)
_FOREIGN_CODES: Final = {"EL": "GR", "UK": "GB"}
_Row = dict[str, str | None]
_Change = Callable[[int, _Row], _Row]

# What is wrong → the changed cells, from a clean row and its running number. Kinds are intake's reasons.
_BROKEN: Final[dict[str, dict[str, _Change]]] = {
    "organisation": {
        "unknown_code": lambda _, __: {"org_type": "startup"},
        "required_empty": lambda _, __: {"name": None},
        "out_of_range": lambda _, __: {"latitude": "152.3"},
    },
    "registration": {
        "unknown_code": lambda _, __: {"status": "approved"},
        "orphan": lambda number, _: {"organisation_id": f"ORG-9{number:06d}"},
        "bad_date": lambda _, __: {"submitted_on": "2023-02-30", "decided_on": "2023-04-28"},
    },
    "exchange": {
        "unknown_code": lambda _, __: {"ho_country": "ZZ"},
        "orphan": lambda number, _: {"ho_id": f"ORG-9{number:06d}"},
        "bad_date": lambda _, __: {"actual_start": "2023-02-30"},
        "bad_number": lambda _, __: {"working_days": "three"},
        "out_of_range": lambda _, __: {"working_days": "-3"},
        "required_empty": lambda _, __: {"vo_id": None},
        "ends_before_start": lambda _, __: {"actual_start": "2023-03-15", "actual_end": "2023-03-13"},
    },
    "document": {
        "orphan": lambda number, _: {"exchange_id": f"EXC-9{number:06d}"},
        "bad_date": lambda _, __: {"submitted_on": "2022-13-01"},
    },
    "survey_invitation": {
        "impossible_date": lambda _, __: {"invited_on": "2203-03-01", "responded_on": None},
    },
    "survey_answer": {"no_value": lambda _, __: {"value_num": None, "value_code": None, "item": "remarks"}},
    "outcome": {
        "out_of_range": lambda _, __: {"amount_eur": "-5000"},
        "unknown_code": lambda _, __: {"status": "handshake"},
    },
    "meeting": {
        "orphan": lambda number, _: {"org_b": f"ORG-9{number:06d}"},
        # Reported once more by the other side.
        "repeated": lambda _, row: {"org_a": row["org_b"], "org_b": row["org_a"]},
    },
}
_KEYS: Final = {
    "organisation": ("organisation_id", "ORG"),
    "registration": ("registration_id", "REG"),
    "exchange": ("exchange_id", "EXC"),
    "document": ("document_id", "DOC"),
    "survey_invitation": ("invitation_id", "INV"),
    "outcome": ("outcome_id", "OUT"),
    "meeting": ("meeting_id", "MEE"),
}
_REPEATED: Final = ("organisation", "exchange", "document")


def foreign_codes(dice: Dice, tables: Tables) -> dict[str, int]:
    """Write ISO codes, lower case and spaces into country columns; and odd names. Changes `tables` in
    place.
    """
    counts: dict[str, int] = {}
    for table, column in (
        ("organisation", "country_code"),
        ("exchange", "vo_country"),
        ("exchange", "ho_country"),
    ):
        frame = tables[table]
        codes = frame[column].combine_chunks()
        iso = _some_rows(dice, pc.is_in(codes, pa.array(list(_FOREIGN_CODES))), 0.12)
        low = np.setdiff1d(_some_rows(dice, pc.is_valid(codes), 0.004), iso)
        padded = np.setdiff1d(_some_rows(dice, pc.is_valid(codes), 0.002), np.concatenate([iso, low]))
        written = codes.to_numpy(zero_copy_only=False).copy()
        written[iso] = [_FOREIGN_CODES[code] for code in written[iso]]
        written[low] = [code.lower() for code in written[low]]
        written[padded] = [f" {code} " for code in written[padded]]
        tables[table] = _with_column(frame, column, pa.array(written, pa.string()))
        counts |= {
            f"{table}.{column}.iso_code": len(iso),
            f"{table}.{column}.lower_case": len(low),
            f"{table}.{column}.spaces": len(padded),
        }
    named = tables["organisation"]["name"].combine_chunks().to_numpy(zero_copy_only=False).copy()
    positions = dice.order(len(named))[: len(ODD_NAMES)]
    named[positions] = ODD_NAMES[: len(positions)]
    tables["organisation"] = _with_column(tables["organisation"], "name", pa.array(named, pa.string()))
    return counts | {"organisation.name.odd": len(positions)}


def _some_rows(dice: Dice, candidates: Any, share: float) -> Ints:
    mask = candidates.to_numpy(zero_copy_only=False).astype(np.bool_)
    return dice.some(mask, max(1, round(share * int(mask.sum()))))


def _with_column(frame: Any, column: str, values: Any) -> Any:
    return frame.set_column(frame.schema.get_field_index(column), column, values)


def broken_rows(dice: Dice, tables: Tables, times: int) -> tuple[dict[str, list[_Row]], dict[str, int]]:
    """Rows to add to each table, as written text, and how many of each kind (`table.reason`).

    `duplicate_row` repeats a row of the table to the letter; the two `duplicate_key` rows of a pair differ.
    """
    rows: dict[str, list[_Row]] = {}
    counts: dict[str, int] = {}
    for table, kinds in _BROKEN.items():
        if table not in tables:
            continue
        frame, added = tables[table], rows.setdefault(table, [])
        for reason, change in kinds.items():
            bases = [_text(row) for row in frame.take(dice.between(0, len(frame) - 1, times)).to_pylist()]
            for number, base in enumerate(bases):
                added.append(base | _new_key(table, len(added)) | change(number, base))
            counts[f"{table}.{reason}"] = times
        if table in _REPEATED:
            for row in frame.take(dice.order(len(frame))[:times]).to_pylist():
                added.append(_text(row))
            counts[f"{table}.duplicate_row"] = times
    if "exchange" in tables:
        rows["exchange"] += _disputed(dice, tables["exchange"], times, len(rows["exchange"]))
        counts["exchange.duplicate_key"] = 2 * times
    return rows, counts


def _disputed(dice: Dice, frame: Any, times: int, numbered: int) -> list[_Row]:
    """Pairs of rows with one new key and different content: nobody knows which is right."""
    pairs = []
    for number, row in enumerate(frame.take(dice.between(0, len(frame) - 1, times)).to_pylist()):
        base = _text(row) | _new_key("exchange", numbered + number)
        pairs += [base | {"working_days": "3"}, base | {"working_days": "4"}]
    return pairs


def _new_key(table: str, number: int) -> _Row:
    if table not in _KEYS:
        return {}
    column, prefix = _KEYS[table]
    return {column: f"{prefix}-8{number:06d}"}


def _text(row: dict[str, Any]) -> _Row:
    """A row as it is written in the file."""
    written: _Row = {}
    for name, value in row.items():
        if value is None:
            written[name] = None
        elif isinstance(value, bool):
            written[name] = str(value).lower()
        else:
            written[name] = str(value)
    return written
