"""An Office Open XML workbook as a package of parts: its sheets, their texts and formats, its calendar."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from cxc_metrics.errors import IntakeError

from .budget import TextBudget
from .numberformats import NumberFormat, built_in, sections
from .unescape import unescape
from .unpack import DAMAGE, damaged, open_entry
from .xmlstream import (
    Attributes,
    LocalNames,
    local,
    read_through,
)

_CHUNK = 1 << 18
_TRUE = ("1", "true", "on")
Formats = tuple[NumberFormat, ...]


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, the part that holds it, and whether a person sees it."""

    name: str
    part: str
    visible: bool


@dataclass
class Package:
    """The parts of a workbook that every sheet needs. `left` bounds the bytes still to be unpacked."""

    archive: zipfile.ZipFile
    shown: str
    budget: TextBudget
    left: int
    since_1904: bool = False
    sheets: list[SheetPart] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: list[Formats] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Names of parts are told apart without regard to case."""
        self._parts = {
            info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in self.archive.infolist()
        }
        self._limit = self.left
        self._proven: set[str] = set()

    def open(self) -> None:
        """Read what all sheets need. IntakeError when it is no workbook, or damaged."""
        book = next(iter(self.related("", "officeDocument")), "xl/workbook.xml")
        if not self.has(book):
            self.prove_the_rest()
            raise IntakeError(f"{self.shown} is no Excel workbook. Save it again as .xlsx")
        self._read_book(book)
        for part in self.related(book, "sharedStrings"):
            self.texts = self._read_texts(part)
        for part in self.related(book, "styles"):
            self.formats = self._read_formats(part)

    def has(self, part: str) -> bool:
        """Whether the package holds a part of that name."""
        return part.casefold() in self._parts

    def pieces(self, part: str) -> Iterator[bytes]:
        """The bytes of a part. IntakeError when it is missing, damaged, or unpacks past the limit."""
        info = self._parts.get(part.casefold())
        if info is None:
            raise IntakeError(f"{self.shown} is damaged: its part {part[:80]!r} is missing. Save it again")
        again = info.filename in self._proven
        with open_entry(self.archive, info, self.shown) as source:
            while piece := self._piece(source, info):
                self.left -= 0 if again else len(piece)
                if self.left < 0:
                    raise IntakeError(
                        f"{self.shown} unpacks to more than {self._limit / 1e6:,.0f} MB, the set limit. "
                        "Send the tables in parts, or raise the limit"
                    )
                yield piece
        self._proven.add(info.filename)

    def prove_the_rest(self) -> None:
        """Unpack the parts nobody read: a workbook that was cut off or damaged anywhere is not trusted."""
        for info in self.archive.infolist():
            if info.filename not in self._proven and not info.filename.endswith("/"):
                for _ in self.pieces(info.filename.replace("\\", "/").lstrip("/")):
                    pass

    def _piece(self, source: zipfile.ZipExtFile, info: zipfile.ZipInfo) -> bytes:
        try:
            return source.read(_CHUNK)
        except DAMAGE as error:
            raise damaged(self.shown, info, error) from None

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """The relations of a part (of the package for an empty name): id, last word of the type, target."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        relations_read: list[tuple[str, str, str]] = []
        if not self.has(relations):
            return relations_read
        names = LocalNames()

        def start(tag: str, attributes: Attributes) -> None:
            if names[tag] == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                relations_read.append((attributes.get("Id", ""), kind, posixpath.normpath(whole).lstrip("/")))

        read_through(self.pieces(relations), self.shown, start)
        return relations_read

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that a part (the package for an empty name) refers to."""
        return [target for _, of, target in self.relations(part) if of == kind and self.has(target)]

    def _read_book(self, part: str) -> None:
        targets = {name: target for name, kind, target in self.relations(part) if kind == "worksheet"}
        names = LocalNames()

        def start(tag: str, attributes: Attributes) -> None:
            tag = names[tag]
            if tag == "workbookPr":
                self.since_1904 = local(attributes).get("date1904", "").strip().casefold() in _TRUE
            elif tag == "sheet":
                given = local(attributes)
                target = targets.get(given.get("id", ""))
                if target is not None:
                    visible = given.get("state", "visible") == "visible"
                    self.sheets.append(SheetPart(given.get("name", ""), target, visible))

        read_through(self.pieces(part), self.shown, start)

    def _read_texts(self, part: str) -> list[str]:
        """The shared texts: the runs of a rich text put together, without its phonetic reading."""
        texts: list[str] = []
        runs: list[str] = []
        names = LocalNames()
        wanted = phonetic = False

        def start(tag: str, _attributes: Attributes) -> None:
            nonlocal wanted, phonetic
            tag = names[tag]
            if tag == "si":
                runs.clear()
            elif tag == "rPh":
                phonetic = True
            wanted = tag == "t" and not phonetic

        def end(tag: str) -> None:
            nonlocal wanted, phonetic
            tag = names[tag]
            wanted = False
            if tag == "rPh":
                phonetic = False
            elif tag == "si":
                texts.append(unescape("".join(runs)))

        def text(piece: str) -> None:
            if wanted:
                self.budget.hold(len(piece))
                runs.append(piece)

        read_through(self.pieces(part), self.shown, start, end, text)
        return texts

    def _read_formats(self, part: str) -> list[Formats]:
        """The number format of each cell style."""
        codes: dict[str, str] = {}
        styles: list[str] = []
        names = LocalNames()
        inside = False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal inside
            tag = names[tag]
            if tag == "numFmt":
                codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                styles.append(attributes.get("numFmtId", "0"))

        def end(tag: str) -> None:
            nonlocal inside
            inside = inside and names[tag] != "cellXfs"

        read_through(self.pieces(part), self.shown, start, end)
        return [
            sections(codes[number] if number in codes else built_in(int(number) if number.isdigit() else 0))
            for number in styles
        ]
