"""Whether a page is asked for whole: all at once, nothing folded, no tools, for paper and for search."""

from __future__ import annotations

from typing import Final

from .address import page_value

WHOLE_PARAMETER: Final = "whole"


def is_whole() -> bool:
    """Whether the address asks for the whole page (`whole=1`)."""
    return page_value(WHOLE_PARAMETER) == "1"
