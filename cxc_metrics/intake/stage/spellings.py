"""Spellings with one possible meaning: read, and told once per column with their number."""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.intake.workbench import Workbench

from .staged import Staged

_SHOWN = 40


@dataclass(frozen=True)
class Spelling:
    """How some cells of a column are written, their number, one of them, and what that means (or None)."""

    way: str
    count: int
    example: str
    meaning: str | None


def tell_spelling(bench: Workbench, staged: Staged, column: str, spelling: Spelling) -> None:
    """Tell a spelling of a column."""
    meaning = "an empty cell" if spelling.meaning is None else quoted(spelling.meaning)
    bench.warn(
        staged.shown_file,
        staged.name,
        "spelling_read",
        f"{cells(spelling.count)} {spelling.way}: {quoted(spelling.example)} was read as {meaning}",
        "Nothing need be changed, if this is what was meant",
        column,
    )


def tell_nothing(bench: Workbench, staged: Staged, column: str, words: list[tuple[str, int]]) -> None:
    """Tell the words for nothing that a column holds, with their numbers."""
    listed = ", ".join(f"{quoted(word)} ({count:,})" for word, count in words)
    bench.warn(
        staged.shown_file,
        staged.name,
        "word_for_nothing",
        f"{cells(sum(count for _, count in words))} a word for nothing, {listed}, and count as empty",
        "Nothing need be changed, if these cells are meant to be empty",
        column,
    )


def cells(count: int) -> str:
    """`1 cell holds`, `3 cells hold`."""
    return "1 cell holds" if count == 1 else f"{count:,} cells hold"


def quoted(text: str) -> str:
    """A value in a message: what cannot be seen is spelled out, what is long is cut."""
    seen = "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in text)
    return f"'{seen[:_SHOWN]}…'" if len(seen) > _SHOWN else f"'{seen}'"
