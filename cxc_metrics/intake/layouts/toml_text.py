"""TOML as people write it by hand: one entry a line, sections for what is long."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
# Texts of a list that stand in a line of their own each, from this many on.
MANY: Final = 4


def entries(plain: Mapping[str, Any]) -> Iterator[str]:
    """One line for each entry; tables stand in braces."""
    yield from (f"{_key(name)} = {_value(value)}" for name, value in plain.items())


def section(path: tuple[str, ...], plain: Mapping[str, Any], *, several: bool = False) -> Iterator[str]:
    """A section with its entries, after an empty line; `several`: one of a list of its name."""
    name = ".".join(map(_key, path))
    yield from ("", f"[[{name}]]" if several else f"[{name}]", *entries(plain))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    # TOML escapes as JSON does, and DEL besides.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | Decimal):
        return _text(str(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(entries(value)) + "}"
    if isinstance(value, tuple | list):
        listed = [_value(inner) for inner in value]
        if len(listed) >= MANY and all(isinstance(inner, str) for inner in value):
            return "[\n" + "".join(f"    {inner},\n" for inner in listed) + "]"
        return f"[{', '.join(listed)}]"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
