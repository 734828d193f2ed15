"""Changes of the table of people, each on record before it takes effect, and never with name or e-mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Final

from pydantic import ValidationError

from cxc_metrics.access import Operator
from cxc_metrics.disclosure import viewer_named
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.store import AuditLog, Deed

from .people_table import ListedPerson, People, PeopleTable
from .person import Duty
from .personal_keys import DAYS, PersonalKey, new_key

_MOST_KEYS: Final = 20


def listed_person(
    *, subject: str = "", email: str = "", viewer: str = "public", duties: Iterable[Duty] = ()
) -> ListedPerson:
    """An entry for the table. CxcError where it cannot be one."""
    return _sound({"subject": subject, "email": email, "viewer": viewer, "duties": tuple(duties)})


def add_person(table: PeopleTable, entry: ListedPerson, *, by: str | None = None) -> None:
    """Put somebody into the table. CxcError if they are in it."""

    def changed(people: People) -> list[ListedPerson]:
        return [*people.listed, entry]

    with _recorded(table, Deed.PEOPLE, by, "added", entry):
        table.change(changed)


def change_person(
    table: PeopleTable,
    who: str,
    *,
    viewer: str | None = None,
    duties: Iterable[Duty] | None = None,
    by: str | None = None,
) -> ListedPerson:
    """Let somebody see or do other things; what is None stays. UnknownName if nobody is listed so."""
    before = table.people().entry(who)
    changes: dict[str, object] = {}
    if viewer is not None:
        changes["viewer"] = viewer
    if duties is not None:
        changes["duties"] = tuple(duties)
    entry = _sound({**before.model_dump(), **changes})
    with _recorded(table, Deed.PEOPLE, by, "changed", entry):
        table.replace(before.who, entry)
    return entry


def remove_person(table: PeopleTable, who: str, *, by: str | None = None) -> None:
    """Take somebody out, with all keys, at once. UnknownName if nobody is listed so."""
    entry = table.people().entry(who)
    with _recorded(table, Deed.PEOPLE, by, "removed", entry):
        table.replace(entry.who, None)


def make_key(
    table: PeopleTable,
    who: str,
    *,
    viewer: str = "",
    days: int = DAYS,
    note: str = "",
    by: str | None = None,
) -> tuple[str, PersonalKey]:
    """A new key of a person: its text, told this once, and what is kept of it.

    CxcError where it would see more than its person, for too many days or keys.
    """
    entry = table.people().entry(who)
    if viewer and not entry.sees.includes(viewer_named(viewer)):
        raise CxcError(f"A key sees no more than its person: {entry.who} reads as {entry.viewer}.")
    if len(entry.keys) >= _MOST_KEYS:
        raise CxcError(f"{entry.who} has {_MOST_KEYS} keys. Revoke one first.")
    text, key = new_key(viewer=str(viewer_named(viewer)) if viewer else "", days=days, note=note)
    with _recorded(table, Deed.KEYS, by, "made", entry, key=key.id):
        table.replace(entry.who, entry.model_copy(update={"keys": (*entry.keys, key)}))
    return text, key


def revoke_key(table: PeopleTable, key_id: str, *, who: str | None = None, by: str | None = None) -> None:
    """End a key at once; of that person alone, if one is named. UnknownName if there is none of that id."""
    people = table.people()
    owners = [entry for entry in people.listed if who is None or entry.is_named(who)]
    for entry in owners:
        if any(key.id == key_id for key in entry.keys):
            rest = tuple(key for key in entry.keys if key.id != key_id)
            with _recorded(table, Deed.KEYS, by, "revoked", entry, key=key_id):
                table.replace(entry.who, entry.model_copy(update={"keys": rest}))
            return
    raise UnknownName("key", key_id, [key.id for entry in owners for key in entry.keys])


def partnerships_there(operator: Operator) -> frozenset[str] | None:
    """The partnerships of all registers that are served; None before the first publication."""
    there: set[str] = set()
    served = [each for each in operator.registers() if each.served_id is not None and not each.problem]
    for each in served:
        reader = operator.register(each.name).reader()
        if reader is not None:
            there |= {str(code) for code in reader.options("partnership")}
    return frozenset(there) if served else None


def _recorded(
    table: PeopleTable, deed: Deed, by: str | None, what: str, entry: ListedPerson, **more: str
) -> AbstractContextManager[None]:
    detail: dict[str, str | int] = {"change": what, "person": _pseudonym(entry), **more}
    if deed is Deed.PEOPLE:
        detail |= {"viewer": entry.viewer, "duties": ", ".join(entry.duties) or "none"}
    return AuditLog(table.file.parent).recorded(deed, by, detail=detail)


def _pseudonym(entry: ListedPerson) -> str:
    """How the log names a person: an e-mail is personal data, and stands there as the beginning of a hash."""
    if entry.subject:
        return entry.subject
    return "email-" + hashlib.sha256(entry.email.casefold().encode()).hexdigest()[:12]


def _sound(fields: dict[str, object]) -> ListedPerson:
    try:
        return ListedPerson.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CxcError(str(first["msg"]).removeprefix("Value error, ")) from None
