"""The synthetic register with names nobody wants: markup, formulas, directions, lengths; 300 partnerships."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Final

LONG: Final = "Übermaß" + "x" * 293
# Whatever ran would set window.__hit; whatever was drawn as a picture or a link would be an element.
NAMES: Final = (
    "<script>window.__hit=1</script>",
    "<img src=x onerror=window.__hit=1>",
    "<b>bold</b> &amp; <a href='javascript:window.__hit=1'>link</a>",
    "**bold** [link](javascript:window.__hit=1) `code`",
    "# Heading ![picture](https://evil.example/x.png)",
    "$x^2$ \\(y\\) :red[red] :material/home: :rocket:",
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "www.evil.example https://evil.example/x mail@evil.example",
    "חברת דוגמה \N{RIGHT-TO-LEFT OVERRIDE}desrever بعد",
    "\N{ROCKET}\N{GRINNING FACE} Emoji",
    "two\nlines | a | b",
    LONG,
)
PARTNERSHIPS: Final = 300
_NAMED: Final = {
    "organisation": ("name", "city"),
    "partnership": ("acronym", "title"),
}


def write_hostile(sample: Path, folder: Path) -> None:
    """Copy the sample's files with every name replaced, and with as many partnerships as asked."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sample.iterdir():
        if file.suffix in {".csv", ".toml"}:
            shutil.copy(file, folder / file.name)
    for table, columns in _NAMED.items():
        path = folder / f"{table}.csv"
        if path.is_file():
            _rewrite(path, lambda rows, columns=columns: _renamed(rows, columns))
    keys: list[str] = []
    _rewrite(folder / "partnership.csv", lambda rows: _more_partnerships(rows, keys))
    _rewrite(folder / "exchange.csv", lambda rows: _spread(rows, keys))


def _rewrite(path: Path, change: object) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    assert callable(change)
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _renamed(rows: list[dict[str, str]], columns: tuple[str, ...]) -> list[dict[str, str]]:
    for place, row in enumerate(rows):
        for column in columns:
            if column in row:
                row[column] = f"{NAMES[place % len(NAMES)]} {place}"
    return rows


def _more_partnerships(rows: list[dict[str, str]], keys: list[str]) -> list[dict[str, str]]:
    """Copies of the first partnerships under keys of their own."""
    for place in range(len(rows), PARTNERSHIPS):
        key = f"H-{place:03}"
        keys.append(key)
        copy = rows[place % min(len(rows), 20)]
        name = NAMES[place % len(NAMES)]
        rows.append({**copy, "partnership_id": key, "acronym": f"{name} {place}", "title": name})
    return rows


def _spread(rows: list[dict[str, str]], keys: list[str]) -> list[dict[str, str]]:
    """Every third exchange to one of the new partnerships, so that all of them have some."""
    for place, row in enumerate(rows):
        if place % 3 == 0 and row.get("vop_id"):
            row["vop_id"] = keys[(place // 3) % len(keys)]
    return rows
