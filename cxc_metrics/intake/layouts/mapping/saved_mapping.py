"""A user's mapping is kept beside the data or the data versions, never in the program's folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cxc_metrics.errors import SourceError
from cxc_metrics.intake.layouts.source import CXC, MAP_FILE, SOURCE_FILE
from cxc_metrics.paths import SOURCES

from .declared_mapping import Mapping
from .map_file import parse_mapping, written


def save_mapping(mapping: Mapping, root: Path, *, replace: bool = False) -> Path:
    """Keep a mapping as `<root>/<name>/map.toml`; `root` is a folder of sources. Returns the file.

    SourceError where it cannot be used, and as `write_map` says.
    """
    if mapping.name == CXC.name:
        raise SourceError(f"No mapping can be called {CXC.name}: the register of the contract is")
    # A draft is no mapping yet: what is kept can be read again.
    parse_mapping(written(mapping), f"Mapping {mapping.name}")
    folder = root.expanduser() / mapping.name
    if (folder / SOURCE_FILE).exists():
        raise SourceError(f"{folder} holds a source in SQL of this name: call the mapping something else")
    return write_map(mapping, folder / MAP_FILE, replace=replace)


def write_map(mapping: Mapping, file: Path, *, replace: bool = False) -> Path:
    """Write a mapping, or a draft of one, to a file: whole or not at all. Returns the file.

    SourceError where another one is there and is not to be replaced, and where the folder is the program's
    own or cannot be written.
    """
    text, file = written(mapping), file.expanduser().resolve()
    if file.is_relative_to(SOURCES.resolve()):
        raise SourceError(
            f"{file.parent} is the program's own: "
            "keep mappings beside the data, in the store, or in CXC_SOURCES_DIR"
        )
    try:
        if file.exists() and not replace and file.read_bytes() != text.encode():
            raise SourceError(f"{file} is there already: replace it, or choose another name")
        _write(file, text)
    except OSError as error:
        raise SourceError(f"{file} cannot be written: {error.strerror or error}") from None
    return file


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as sink:
            sink.write(text)
            sink.flush()
            os.fsync(sink.fileno())
        Path(partial).chmod(0o644)
        Path(partial).replace(file)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
