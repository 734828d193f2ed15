"""`cxc doctor`, `cxc backup` and `cxc restore`: a store looked after."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cxc_metrics.errors import CxcError
from cxc_metrics.paths import register_dir

from .screen import ISSUES, Format, progress_bar, remark, say, show_list
from .store import NOTHING_PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxc_metrics.access.care import Ailment

PASSPHRASE_VARIABLE: Final = "CXC_BACKUP_PASSPHRASE"  # noqa: S105 - where one is, not what it is

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help=f"A file that holds the passphrase; else {PASSPHRASE_VARIABLE} in the environment.",
        metavar="FILE",
        show_default=False,
    ),
]


def doctor(
    mend: Annotated[
        bool, typer.Option("--mend", help="Remove what is derived or left over; data are never touched.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.TABLE,
) -> None:
    """Read the whole store and say what is damaged: versions, pointers, secret, audit log, rights, facts.

    Where CXC_ENGINE names an engine, also what is left over there. Exit code 0 if nothing is wrong (any
    more, with --mend), 1 if something is, 2 if it cannot be looked at.
    """
    from cxc_metrics.access import care, open_register

    root = open_register().root
    if not root.exists():
        raise CxcError(f"There is no store in {root}, so there is nothing to look at. {NOTHING_PUBLISHED}")
    with progress_bar() as progress:
        ailments = care.examine(root, progress, engine=care.engine_address())
    if mend and care.mend(root, ailments):
        mended = sum(each.is_mended for each in ailments)
        ailments = care.examine(root, engine=care.engine_address())
        left = sum(each.is_mended for each in ailments)
        say(f"{mended - left} of {mended} places mended: what was there is made again when it is asked for.")
    _show(format_, ailments)
    if not ailments and format_ is Format.TABLE:
        say(f"Nothing is wrong with the store {root}.")
    if ailments:
        raise typer.Exit(ISSUES)


def _show(format_: Format, ailments: Sequence[Ailment]) -> None:
    if ailments or format_ is not Format.TABLE:
        rows = [(each.gravity.value, str(each.place), each.problem, each.remedy) for each in ailments]
        show_list(format_, ("of", "place", "problem", "remedy"), rows)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.", metavar="FILE", show_default=False)],
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Ask for a passphrase and seal the backup with it.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Copy the whole store into one file, with its secret, while it is in use; every byte is checked.

    With a passphrase (asked for, in a file, or in the environment, never an argument) it is sealed. Whoever
    has an unsealed backup has every record and the secret.
    """
    from cxc_metrics.access import care, open_register

    passphrase = _passphrase(passphrase_file)
    if passphrase is None and encrypt:
        passphrase = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    done = care.write_backup(open_register().root, file, passphrase, replace=force)
    say(
        f"{done.file}: {done.versions} data versions, {done.files} files, {done.bytes:,} bytes, "
        f"{'sealed with the passphrase' if done.is_sealed else 'not sealed'}."
    )
    if not done.is_sealed:
        remark("It holds every record and the secret as they are: keep it where the store may be kept.")


def restore(
    file: Annotated[
        Path, typer.Argument(help="A file that cxc backup wrote.", metavar="FILE", show_default=False)
    ],
    passphrase_file: PassphraseFile = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Also where a store is: it is put aside beside it, and stays there."),
    ] = False,
) -> None:
    """Make the store of a backup: in data/register or CXC_REGISTER_DIR, where nothing is yet.

    All of it is checked before it is put in its place; a backup that is cut, changed or sealed with another
    passphrase is refused, and nothing has changed then.
    """
    from cxc_metrics.access import care

    done = care.restore_backup(
        file, register_dir(), lambda: _passphrase(passphrase_file) or _from_prompt(), replace=replace
    )
    say(
        f"{done.root}: {done.files} files, {done.bytes:,} bytes, "
        f"as they were at {done.made_at:%Y-%m-%d %H:%M} UTC."
    )
    for ailment in done.ailments:
        remark(f"As in the store that was backed up: {ailment.place.name}: {ailment.problem}")
    if done.before is not None:
        say(f"What was there before is in {done.before}.")
    say("A server that is running serves it after it was started again.")


def _passphrase(file: Path | None) -> str | None:
    """The passphrase in a file, else in the environment, if there is any."""
    if file is None:
        return os.environ.get(PASSPHRASE_VARIABLE) or None
    try:
        return file.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise CxcError(f"The passphrase cannot be read from {file} ({error}).") from error


def _from_prompt() -> str | None:
    if not sys.stdin.isatty():
        return None
    answer: str = typer.prompt("Passphrase", hide_input=True, err=True)
    return answer


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (doctor, backup, restore):
        app.command()(command)
