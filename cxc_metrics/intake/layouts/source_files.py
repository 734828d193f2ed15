"""A source as the files it is read from: `source.toml` and a SELECT per contract table, to go on by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cxc_metrics.errors import SourceError
from cxc_metrics.paths import SOURCES

from .source import SOURCE_FILE, Source
from .toml_text import entries, section

_SECTIONS: Final = ("files", "countries", "mappings", "nouns")


def source_files(source: Source) -> dict[str, str]:
    """File name → text; a folder of the source's name with these files is read as the same source."""
    selects = {f"{name}.sql": f"{select.rstrip()}\n" for name, select in source.selects.items()}
    return {SOURCE_FILE: _toml(source), **selects}


def write_source(source: Source, folder: Path) -> tuple[Path, ...]:
    """Write these files into a folder of the source's name. SourceError where one is there already."""
    folder = folder.expanduser().resolve()
    if folder.is_relative_to(SOURCES.resolve()):
        raise SourceError(f"{folder} is the program's own: choose a folder in CXC_SOURCES_DIR")
    if folder.name != source.name:
        raise SourceError(f"A source lies in a folder of its own name: end the folder in {source.name}")
    files = {folder / name: text for name, text in source_files(source).items()}
    there = [file.name for file in files if file.exists()]
    if there:
        raise SourceError(f"{folder} holds {', '.join(there)} already: choose another folder, or remove them")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise SourceError(f"{folder} cannot be written: {error.strerror or error}") from None
    return tuple(files)


def _toml(source: Source) -> str:
    plain = source.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    plain |= {name: getattr(source, name) for name in ("as_at", "earliest", "latest") if name in plain}
    sections = {name: plain.pop(name, {}) for name in _SECTIONS}
    lines = [*entries(plain)]
    for name, file in sections["files"].items():
        lines += section(("files", name), file)
    aliases = sections["countries"].pop("aliases", {})
    if sections["countries"]:
        lines += section(("countries",), sections["countries"])
    if aliases:
        lines += section(("countries", "aliases"), aliases)
    for name, values in sections["mappings"].items():
        lines += section(("mappings", name), values)
    if sections["nouns"]:
        lines += section(("nouns",), sections["nouns"])
    return "\n".join(lines) + "\n"
