"""`map.toml`: read with all faults told, written so that reading it gives the same mapping."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from cxc_metrics.contract.nouns import Nouns
from cxc_metrics.errors import SourceError, did_you_mean, one_line
from cxc_metrics.intake.layouts.source import MAP_FILE, CountryNames
from cxc_metrics.intake.layouts.toml_text import MANY, entries, section

from .declared_mapping import Condition, MappedFile, MappedTable, Mapping
from .mapped_column import KINDS, WORDS, MappedColumn

MOST_BYTES: Final = 1_000_000
_SECTIONS: Final[dict[str, type[BaseModel]]] = {
    "files": MappedFile,
    "nouns": Nouns,
    "countries": CountryNames,
}
_MOST_FAULTS = 20


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. SourceError with all its faults when it is not usable."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SourceError(f"{path} holds {size:,} bytes; no mapping needs more than {MOST_BYTES:,}")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path} cannot be read: it is not UTF-8. Save it as UTF-8") from None
    return parse_mapping(text, str(path))


def parse_mapping(text: str, place: str = MAP_FILE) -> Mapping:
    """The mapping in a text; `place` is what messages call it. SourceError with all its faults."""
    try:
        return Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{place} cannot be read as TOML: {error}") from None
    except RecursionError:
        raise SourceError(f"{place} nests brackets deeper than any mapping needs") from None
    except ValidationError as error:
        faults = [_fault(fault) for fault in error.errors(include_url=False, include_context=False)]
        more = f"; and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        raise SourceError(f"{place}: {'; '.join(faults[:_MOST_FAULTS])}{more}") from None


def _fault(fault: Any) -> str:
    loc = [part for part in fault["loc"] if not isinstance(part, int)]
    # The way a column is made stands behind its name in the place of a fault; nobody wrote it there.
    if len(loc) > 4 and loc[0] == "tables" and loc[2] == "columns" and loc[4] in WORDS:
        del loc[4]
    place = ".".join(one_line(str(part), 60) for part in loc)
    if fault["type"] == "extra_forbidden":
        return f"unknown entry {place!r}{did_you_mean(str(loc[-1]), _known_beside(loc))}"
    said = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {said}" if place else said


def _known_beside(loc: list[str]) -> list[str]:
    """The entries that may stand where an unknown one does."""
    names = list(Mapping.model_fields)
    if loc[0] in _SECTIONS and len(loc) > 1:
        names = list(_SECTIONS[loc[0]].model_fields)
    elif loc[0] == "tables" and len(loc) > 2:
        names = ["from", *(name for name in MappedTable.model_fields if name != "relation")]
        if loc[2] == "where":
            names = list(Condition.model_fields)
        elif loc[2] == "columns":
            names = [name for kind in KINDS for name in kind.model_fields]
    return names


def written(mapping: Mapping) -> str:
    """A mapping as the text of a `map.toml`: what is as by default is left out."""
    plain = mapping.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    sections = {name: plain.pop(name, {}) for name in ("nouns", "countries", "files", "tables")}
    lines = [*entries(plain)]
    if sections["nouns"]:
        lines += section(("nouns",), sections["nouns"])
    aliases = sections["countries"].pop("aliases", {})
    if sections["countries"]:
        lines += section(("countries",), sections["countries"])
    if aliases:
        lines += section(("countries", "aliases"), aliases)
    for name, file in sections["files"].items():
        lines += section(("files", name), file)
    for name, parts in mapping.tables.items():
        for part in parts:
            lines += _part(("tables", name), part, several=len(parts) > 1)
    return "\n".join(lines) + "\n"


def _part(path: tuple[str, ...], part: MappedTable, *, several: bool) -> Iterator[str]:
    plain = part.model_dump(mode="python", by_alias=True, exclude_defaults=True, exclude={"columns"})
    yield from section(path, plain, several=several)
    columns = {name: _column(mapped) for name, mapped in part.columns.items()}
    spread = {name: given for name, given in columns.items() if len(given.get("values", ())) >= MANY}
    short = {name: given for name, given in columns.items() if name not in spread}
    yield from section((*path, "columns"), short)
    # Sections come last: what follows one belongs to it.
    for name, given in spread.items():
        values = given.pop("values")
        yield from section((*path, "columns", name), given)
        yield from section((*path, "columns", name, "values"), values)


def _column(mapped: MappedColumn) -> dict[str, Any]:
    """Its word first, as it is read."""
    plain = mapped.model_dump(mode="python", exclude_defaults=True)
    return {mapped.word: plain.pop(mapped.word), **plain}
