"""One pass over a text file: its lines, its encoding.

What the pass learns decides how the file is read: DuckDB's reader where line numbers follow from row
numbers, Python's csv module where they do not.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from cxc_metrics.errors import IntakeError

from .codepages import PAGES, likeliest
from .raw import OTHER_SPACES

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_TAIL = 1 << 12
# Spaces besides the plain one; those a file does not contain need not be trimmed. A pair cut in two by the
# edge of a piece is looked for by its first byte.
_SPACES = tuple((space, space.encode()[:1]) for space in OTHER_SPACES)
# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Tab, line feed, form feed, return, and the end mark of old systems.
_TEXT_CONTROLS = (9, 10, 12, 13, 26)
_CONTROLS_ALLOWED = 0.001


@dataclass(frozen=True)
class TextScan:
    """What one pass over the bytes tells.

    `spaces` are those of OTHER_SPACES that may occur. `lines` counts physical lines, the last one even if
    unterminated, without empty lines at the end.
    """

    encoding: str
    guessed: bool
    lines: int
    odd_line_ends: bool
    quoted: bool
    spaces: str
    is_ascii: bool


def scan_text(path: Path, shown: str, declared: str | None = None) -> TextScan:
    """Read a text file once. IntakeError when it is empty or no text. A declared encoding is not doubted."""
    size = feeds = returns = pairs = nuls = 0
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    valid, quoted, plain = True, False, True
    spaces: set[str] = set()
    last = tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            feeds += chunk.count(b"\n")
            if b"\r" in chunk or last.endswith(b"\r"):
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n") + (last.endswith(b"\r") and chunk.startswith(b"\n"))
            nuls += chunk.count(b"\0")
            quoted = quoted or b'"' in chunk
            spaces.update(space for space, code in _SPACES if code in chunk)
            is_ascii = chunk.isascii()
            plain = plain and is_ascii
            valid = valid and ((is_ascii and not utf8.getstate()[0]) or _decodes(utf8, chunk))
            last, tail = chunk, (tail + chunk)[-_TAIL:]
    if size == 0:
        raise IntakeError(f"{shown} is empty (0 bytes). Export it again or leave it out")
    valid = valid and _decodes(utf8, b"", final=True)
    if declared:
        encoding, guessed = _declared(declared, shown, valid=valid)
    else:
        encoding, guessed = _encoding(path, shown, valid=valid, nuls=nuls)
    return TextScan(
        encoding=encoding,
        guessed=guessed,
        lines=feeds + 1 - _empty_end(tail),
        spaces="".join(sorted(spaces)),
        quoted=quoted,
        is_ascii=plain,
        odd_line_ends=not (returns == 0 or returns == pairs == feeds),
    )


def _declared(encoding: str, shown: str, *, valid: bool) -> tuple[str, bool]:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise IntakeError(f"{shown}: the declared encoding {encoding!r} is not known") from None
    if name in ("utf-8", "utf-8-sig") and not valid:
        raise IntakeError(f"{shown} is declared as UTF-8, but is not. Export it again")
    return name, False


def _empty_end(tail: bytes) -> int:
    """How many line feeds the file ends in."""
    text = tail.replace(b"\r", b"")
    return len(text) - len(text.rstrip(b"\n"))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(path: Path, shown: str, *, valid: bool, nuls: int) -> tuple[str, bool]:
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name, False
    if nuls:
        wide = _wide_without_mark(sample)
        if wide is None:
            raise IntakeError(
                f"{shown} contains {nuls} NUL bytes: it is no text file, or it is damaged. "
                "Export it again as CSV"
            )
        return wide, False
    if valid:
        return "utf-8", False
    return _code_page(_foreign_lines(path), shown), True


def _foreign_lines(path: Path) -> bytes:
    """The first lines that are not plain ASCII."""
    lines, size = [], 0
    with path.open("rb") as file:
        while size < _SAMPLE and (line := file.readline(_SAMPLE)):
            if not line.isascii():
                lines.append(line)
                size += len(line)
    return b"".join(lines)


def _wide_without_mark(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: most of its text is in the first 256 characters."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if half and even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _code_page(sample: bytes, shown: str) -> str:
    """The code page of a text that is not UTF-8. UTF-8 and UTF-16 are found without guessing."""
    from charset_normalizer import from_bytes

    read = sample.decode("utf-8", "replace")
    broken = read.count("\ufffd")
    if sum(not character.isascii() for character in read) - broken > 10 * broken:
        raise IntakeError(f"{shown} is UTF-8 with {broken} damaged characters. Export it again")
    controls = sum(sample.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS)
    possible = [
        match.encoding for match in from_bytes(sample, cp_isolation=list(PAGES), enable_fallback=False)
    ]
    if controls > _CONTROLS_ALLOWED * len(sample) or not possible:
        raise IntakeError(f"{shown} is no text file. Export it again as CSV in UTF-8")
    return likeliest(sample, possible)


def transcode(path: Path, encoding: str, target: Path, shown: str) -> None:
    """Write the text as UTF-8 without a byte order mark; line ends stay as they are."""
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as sink,
        ):
            while text := source.read(_CHUNK):
                sink.write(text)
    except (UnicodeError, LookupError) as error:
        raise IntakeError(f"{shown} is damaged: it cannot be read as {encoding} ({error})") from None
