"""`cxc brief`: two pages on a country, a partnership, an ecosystem, or figures of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cxc_metrics.errors import CxcError, InvalidScope

from .measure import VersionOption, WhereOption
from .screen import remark, say
from .store import RegisterOption, ViewerOption, chosen_reader

if TYPE_CHECKING:
    from cxc_metrics.access import Reader
    from cxc_metrics.briefs import BriefFormat

_ALL: Final = "all"


def _subject(flag: str, text: str, metavar: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(flag, help=text, metavar=metavar, show_default=False)
    return option


CountryOption = Annotated[
    list[str] | None,
    _subject("--country", "A country, by code or name; repeat for several.", "DK"),
]
PartnershipOption = Annotated[
    list[str] | None,
    _subject("--partnership", "A partnership, by id; repeat, or `all` for one brief of each.", "ID"),
]
SectorOption = Annotated[
    list[str] | None, _subject("--sector", "An industrial ecosystem, by number or name.", "9")
]
TrayOption = Annotated[
    str | None,
    _subject("--tray", "Up to six figures with their dimensions: O01-host_country~R07a.", "FIGURES"),
]
FormatOption = Annotated[
    str | None,
    typer.Option("--format", help="pdf, docx or html; the end of --output unless said, else pdf."),
]
OutputOption = Annotated[
    Path, typer.Option("--output", "-o", help="A file for one brief, or a folder.", show_default=False)
]
LanguageOption = Annotated[
    str, typer.Option("--lang", help="Language of numbers and country names.", metavar="CODE")
]


def brief(
    country: CountryOption = None,
    partnership: PartnershipOption = None,
    sector: SectorOption = None,
    tray: TrayOption = None,
    where: WhereOption = None,
    format_: FormatOption = None,
    output: OutputOption = Path(),
    language: LanguageOption = "en",
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """Write briefs: cxc brief --country DK --output denmark.pdf

    Two pages each: key figures beside the whole scheme, charts, and how each figure is counted. With
    `--partnership all` one that holds nothing is passed over with a remark.
    """
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.words import language as languages

    form = _form(format_, output)
    if not languages.choose(language):
        raise CxcError(f"Language {language!r} is none of {', '.join(languages.OFFERED)}.")
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    trays = [tray] if tray is not None else []
    kinds = {"country": country, "partnership": partnership, "sector": sector, "tray": trays}
    subjects = list(_subjects(reader, kinds))
    if not subjects:
        raise CxcError("There is no brief to write: this register has no partnerships.")
    if len(subjects) > 1 and not output.is_dir():
        raise CxcError(f"{len(subjects)} briefs go into a folder, and {output} is none: make it first.")
    _write(reader, subjects, where or [], output, form, passes_over=_ALL in (partnership or []))


def _form(name: str | None, output: Path) -> BriefFormat:
    """The format that is named, else that of the file's end, else PDF."""
    from cxc_metrics.briefs import BRIEF_FORMATS, brief_format

    ending = output.suffix.removeprefix(".").casefold()
    return brief_format(name or (ending if ending in BRIEF_FORMATS else "pdf"))


def _write(
    reader: Reader,
    subjects: Sequence[tuple[str, str]],
    where: Sequence[str],
    output: Path,
    form: BriefFormat,
    *,
    passes_over: bool,
) -> None:
    """A file of each; `passes_over` those of which there is none, with a remark."""
    from cxc_metrics.briefs import PLANS, brief_file_name, composed, write_brief
    from cxc_metrics.scope import Scope

    scope = Scope.from_where(where, reader)
    for kind, value in subjects:
        try:
            made = composed(reader, PLANS[kind](reader, value, scope))
        except CxcError as problem:
            if not passes_over:
                raise
            remark(f"{value}: {problem}")
            continue
        file = output / brief_file_name(made, form) if output.is_dir() else output
        write_brief(made, file, form)
        say(str(file))


def _subjects(reader: Reader, kinds: Mapping[str, Sequence[str] | None]) -> Iterator[tuple[str, str]]:
    """Kind and value of each brief that is asked."""
    named = {kind: list(values) for kind, values in kinds.items() if values}
    if len(named) != 1:
        raise InvalidScope(
            "A brief is about one kind of thing: name --country, --partnership, --sector or --tray."
        )
    for kind, values in named.items():
        every = list(reader.labels("partnership")) if kind == "partnership" and _ALL in values else values
        for value in every:
            yield kind, value


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(brief)
