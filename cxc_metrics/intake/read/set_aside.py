"""Files that are no tables: downloads that were cut off, lock and system files, documents, metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxc_metrics.intake.workbench import Workbench

from .members import Member

UNFINISHED, LOCK, SYSTEM, BACKUP, DOCUMENT, METADATA = (
    "an unfinished download",
    "a lock file of an office program",
    "a system file",
    "a backup copy",
    "a document",
    "metadata or a program",
)
_ENDINGS = {
    UNFINISHED: ".crdownload .part .partial .download .opdownload .filepart .tmp .temp .!ut .aria2",
    BACKUP: ".bak .old .orig .backup ~ .swp",
    DOCUMENT: ".pdf .doc .docx .odt .rtf .md .html .htm .mht .ppt .pptx .odp .pages .key .png .jpg .jpeg "
    ".gif .svg .webp .tif .tiff .bmp .heic .ico .msg .eml .log .ics .mp4 .mov",
    METADATA: ".jsonld .xml .xsd .xsl .yaml .yml .toml .rdf .ttl .md5 .sha1 .sha256 .sig "
    ".asc .sql .py .r .rmd .ipynb .js .css .ini .cfg .url .lnk .webloc .bib .cff",
}
_SYSTEM_NAMES = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin")
_DOCUMENT_NAMES = ("readme", "license", "licence", "changelog", "liesmich", "lisezmoi", "leggimi", "copying")
_METADATA_NAMES = (
    "package.json",
    "package-lock.json",
    "datapackage.json",
    "metadata.json",
    "schema.json",
    "codemeta.json",
    "croissant.json",
    "ro-crate-metadata.json",
)
_TEXT_ENDINGS = ("", ".txt", ".text")
_NAMED = 6


@dataclass(frozen=True)
class NoTable:
    """A file that is no data, and what it is."""

    member: Member
    kind: str


def no_table_kind(name: str) -> str | None:
    """What a file is that is not data, by its name without folders; None for one that may be.

    >>> no_table_kind("exchange.csv.crdownload"), no_table_kind("Thumbs.db"), no_table_kind("exchange.csv")
    ('an unfinished download', 'a system file', None)
    """
    folded = name.casefold()
    if folded.startswith(("~$", ".~lock")):
        return LOCK
    if folded.endswith(tuple(_ENDINGS[UNFINISHED].split())):
        return UNFINISHED
    if folded.startswith(".") or folded in _SYSTEM_NAMES:
        return SYSTEM
    if folded in _METADATA_NAMES or folded.endswith((".schema.json", "-metadata.json")):
        return METADATA
    stem, dot, ending = folded.rpartition(".")
    if (stem or ending).startswith(_DOCUMENT_NAMES) and (dot + ending if stem else "") in _TEXT_ENDINGS:
        return DOCUMENT
    return next((kind for kind, listed in _ENDINGS.items() if folded.endswith(tuple(listed.split()))), None)


def set_aside(members: Sequence[Member]) -> tuple[list[Member], list[NoTable]]:
    """The files that may hold data, and those that lie beside them."""
    kinds = [(member, _kind(member.name)) for member in members]
    return (
        [member for member, kind in kinds if kind is None],
        [NoTable(member, kind) for member, kind in kinds if kind is not None],
    )


def _kind(name: str) -> str | None:
    """Of a path in an archive: what the file is, or that it lies in a folder of the system's."""
    *folders, base = name.split("/")
    if any(folder.startswith(".") for folder in folders):
        return SYSTEM
    return no_table_kind(base)


def tell_set_aside(bench: Workbench, no_tables: Sequence[NoTable]) -> None:
    """Say what was not read: each unfinished download by itself, all else in one line."""
    rest = []
    for no_table in no_tables:
        if no_table.kind == UNFINISHED:
            bench.warn(
                no_table.member.name,
                None,
                "unfinished_download",
                f"{no_table.member.name} is {UNFINISHED} and was not read",
                "Download or copy the file again, to its end",
            )
        else:
            rest.append(f"{no_table.member.name} ({no_table.kind})")
    if rest:
        more = f" and {len(rest) - _NAMED} more" if len(rest) > _NAMED else ""
        bench.warn(
            next(no_table.member.name for no_table in no_tables if no_table.kind != UNFINISHED),
            None,
            "beside_the_data",
            f"not read, since they are no tables: {', '.join(rest[:_NAMED])}{more}",
            "Nothing need be done; tables are CSV, Excel (.xlsx), Parquet or JSON files",
        )
