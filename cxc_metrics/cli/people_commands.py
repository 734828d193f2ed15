"""`cxc people`: who sees what and may do what, and the personal keys of programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .screen import Format, remark, say, show_list

if TYPE_CHECKING:
    from cxc_metrics.people import Duty, PeopleTable

_Who = Annotated[str, typer.Argument(help="Subject or e-mail, as the table has it.")]
_Viewer = Annotated[
    str | None, typer.Option("--viewer", help="What they see: internal, partnership:ID,ID, or public.")
]
_Duties = Annotated[
    list[str] | None,
    typer.Option("--duty", help="publish, roll_back or administer; once for each. The first two see all."),
]
_Format = Annotated[Format, typer.Option("--format", help="How to print the list.")]

commands = typer.Typer(help="Who sees what and may do what at a server with a login.", no_args_is_help=True)
keys = typer.Typer(help="Personal keys: what programs show instead of a login.", no_args_is_help=True)


@commands.command("list")
def list_people(format_: _Format = Format.TABLE) -> None:
    """All that are listed; everybody else is the public."""
    listed = _table().people().listed
    rows = [
        (
            each.who,
            "subject" if each.subject else "e-mail",
            each.viewer,
            ", ".join(each.duties),
            len(each.keys),
        )
        for each in listed
    ]
    show_list(format_, ("person", "named by", "sees", "duties", "keys"), rows)


@commands.command()
def add(
    subject: Annotated[str, typer.Option("--subject", help="The subject (sub) of their login.")] = "",
    email: Annotated[str, typer.Option("--email", help="Or their e-mail, if the provider verifies it.")] = "",
    viewer: _Viewer = None,
    duties: _Duties = None,
) -> None:
    """Put somebody into the table: they see and may do that from their next click on."""
    from cxc_metrics.people import add_person, listed_person

    entry = listed_person(
        subject=subject, email=email, viewer=viewer or "public", duties=_duties(duties or [])
    )
    _check_partnerships(entry.sees.partnerships)
    add_person(_table(), entry)
    say(f"Added: {entry.who} reads as {entry.viewer}; duties: {', '.join(entry.duties) or 'none'}.")


@commands.command()
def change(
    who: _Who,
    viewer: _Viewer = None,
    duties: _Duties = None,
    no_duties: Annotated[bool, typer.Option("--no-duties", help="Take all duties away.")] = False,
) -> None:
    """Let somebody see or do other things, from their next click on. What is not named stays."""
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.people import change_person

    if viewer is not None:
        _check_partnerships(viewer_named(viewer).partnerships)
    entry = change_person(
        _table(), who, viewer=viewer, duties=() if no_duties else _duties(duties) if duties else None
    )
    say(f"Changed: {entry.who} reads as {entry.viewer}; duties: {', '.join(entry.duties) or 'none'}.")


@commands.command()
def remove(who: _Who) -> None:
    """Take somebody out of the table, with all keys: from their next click on they are the public."""
    from cxc_metrics.people import remove_person

    remove_person(_table(), who)
    say(f"Removed: {who}.")


@keys.command("new")
def new_key(
    who: _Who,
    viewer: Annotated[str, typer.Option("--viewer", help="As whom it reads, if less than its person.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it holds.")] = 90,
    note: Annotated[str, typer.Option("--note", help="What it is for.")] = "",
) -> None:
    """Make a key and print it, this once: the table keeps a hash of it."""
    from cxc_metrics.people import make_key

    text, key = make_key(_table(), who, viewer=viewer, days=days, note=note)
    remark(f"Key {key.id} of {who}, until {key.expires:%Y-%m-%d}. It is printed this once:")
    say(text)


@keys.command("list")
def list_keys(
    who: Annotated[str | None, typer.Argument(help="Of that person alone.")] = None,
    format_: _Format = Format.TABLE,
) -> None:
    """The keys there are; none of them can be read again."""
    people = _table().people()
    rows = [
        (
            key.id,
            each.who,
            key.viewer or each.viewer,
            f"{key.made:%Y-%m-%d}",
            f"{key.expires:%Y-%m-%d}",
            key.note,
        )
        for each in ([people.entry(who)] if who else people.listed)
        for key in each.keys
    ]
    show_list(format_, ("key", "person", "reads as", "made", "expires", "note"), rows)


@keys.command("revoke")
def revoke(key_id: Annotated[str, typer.Argument(help="Its id, as the list has it.")]) -> None:
    """End a key at once."""
    from cxc_metrics.people import revoke_key

    revoke_key(_table(), key_id)
    say(f"Revoked: {key_id}.")


def _duties(names: list[str]) -> list[Duty]:
    from cxc_metrics.errors import UnknownName
    from cxc_metrics.people import Duty

    there = [duty.value for duty in Duty]
    for name in names:
        if name not in there:
            raise UnknownName("duty", name, there)
    return [Duty(name) for name in names]


def _table() -> PeopleTable:
    from cxc_metrics.paths import register_dir
    from cxc_metrics.people import PeopleTable

    return PeopleTable(register_dir())


def _check_partnerships(wanted: frozenset[str]) -> None:
    if not wanted:
        return
    from cxc_metrics.access import open_register
    from cxc_metrics.errors import UnknownName
    from cxc_metrics.people import partnerships_there

    there = partnerships_there(open_register())
    if there is None:
        remark("Nothing is published yet: whether there is such a partnership cannot be checked.")
        return
    for code in sorted(wanted - there):
        raise UnknownName("partnership", code, sorted(there))


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    commands.add_typer(keys, name="key")
    app.add_typer(commands, name="people")
