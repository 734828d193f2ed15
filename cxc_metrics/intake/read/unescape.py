"""Characters that Office writes as `_x000D_`, because XML or its own schema does not allow them."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """The text with such characters put back (ECMA-376 part 1, 22.9.2.19).

    >>> unescape("a_x0041_b_x005F_x0042_")
    'aAb_x0042_'
    """
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
