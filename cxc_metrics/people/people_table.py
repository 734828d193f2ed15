"""The table of people, `people.toml` in the store: who sees what and may do what. Nobody else is anybody."""

from __future__ import annotations

import json
import os
import stat
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import filelock
from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from cxc_metrics.disclosure import Viewer, viewer_named
from cxc_metrics.errors import CxcError, UnknownName, one_line
from cxc_metrics.store.layout import unwritable, write_atomically

from .logins import Login
from .person import NOBODY, Duty, Person
from .personal_keys import PersonalKey, UnknownKey, key_id

PEOPLE_FILE: Final = "people.toml"
_HEAD: Final = (
    "# Who sees what, and may do what. Write with `cxc people`; whoever is not here is the public.\n"
)
_Who = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]


class ListedPerson(BaseModel):
    """One person of the table, by the subject of the login or by an e-mail that the provider verified."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: _Who = ""
    email: _Who = ""
    viewer: str = "public"
    duties: tuple[Duty, ...] = ()
    keys: tuple[PersonalKey, ...] = ()

    @field_validator("viewer")
    @classmethod
    def _is_a_viewer(cls, text: str) -> str:
        try:
            return str(viewer_named(text))
        except CxcError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def _is_whole(self) -> ListedPerson:
        if bool(self.subject) == bool(self.email):
            raise ValueError("a person is named by subject or by email: one of both")
        if not (self.subject + self.email).isprintable():
            raise ValueError("what names a person must print")
        if self.email and ("@" not in self.email or " " in self.email):
            raise ValueError(f"{self.email!r} is no e-mail")
        if {Duty.PUBLISH, Duty.ROLL_BACK} & set(self.duties) and not self.sees.sees_all:
            raise ValueError("who publishes or rolls back sees all records: viewer = internal")
        return self

    @property
    def sees(self) -> Viewer:
        """As whom the person reads."""
        return viewer_named(self.viewer)

    @property
    def who(self) -> str:
        """What names the person here."""
        return self.subject or self.email

    def is_named(self, who: str) -> bool:
        """Whether that names the person: a subject as it is, an e-mail in whatever case."""
        return self.subject == who if self.subject else self.email.casefold() == who.casefold()


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    person: list[ListedPerson] = []


@dataclass(frozen=True)
class People:
    """All that are listed. Looked up by login or key; unchanged for as long as it is held."""

    listed: tuple[ListedPerson, ...] = ()

    def of_login(self, login: Login) -> Person:
        """The person behind a login: by subject, else by verified e-mail; the public if not listed."""
        entry = self.entry_of(login)
        name = login.name or login.email or login.subject
        if entry is None:
            return Person(login.subject, NOBODY.viewer, name=name)
        return Person(login.subject, entry.sees, frozenset(entry.duties), name, entry.who)

    def of_key(self, text: str) -> Person:
        """The person whose key that is, as far as it reaches, without duties. UnknownKey if it is none."""
        wanted, now = key_id(text), datetime.now(UTC)
        for entry in self.listed:
            for key in entry.keys:
                if key.id == wanted and key.opens_with(text, now):
                    sees = viewer_named(key.viewer) if key.viewer else entry.sees
                    if not entry.sees.includes(sees):
                        raise UnknownKey  # its person sees less than when it was made
                    return Person(entry.subject or f"key:{key.id}", sees, listed_as=entry.who)
        raise UnknownKey

    def entry(self, who: str) -> ListedPerson:
        """The person of that subject or e-mail. UnknownName if nobody is listed so."""
        for each in self.listed:
            if each.is_named(who):
                return each
        raise UnknownName("person", who, [each.who for each in self.listed])

    def entry_of(self, login: Login) -> ListedPerson | None:
        """Who is listed for a login: by its subject, else by its verified e-mail."""
        # Each against its own field: a subject that looks like an e-mail is none.
        for each in self.listed:
            if each.subject and each.subject == login.subject:
                return each
        for each in self.listed:
            if each.email and login.email and each.email.casefold() == login.email.casefold():
                return each
        return None

    def check_partnerships(self, ids: Iterable[str]) -> None:
        """Raises CxcError where somebody is the manager of a partnership that is none of these."""
        there = set(ids)
        for each in self.listed:
            missing = sorted(each.sees.partnerships - there)
            if missing:
                raise CxcError(
                    f"{each.who} is listed as the manager of {', '.join(missing)}, and no register has that "
                    f"partnership: cxc people change {each.who} --viewer …"
                )


class PeopleTable:
    """The file of the table: read when it has changed, replaced as a whole, by one at a time."""

    def __init__(self, root: Path) -> None:
        self.file = root / PEOPLE_FILE
        self._read: tuple[tuple[int, ...], People] | None = None

    def people(self) -> People:
        """Who is listed now; nobody where there is no table.

        Raises CxcError where it cannot be read, is no table of people, or others may read it.
        """
        try:
            state = self.file.stat()
        except FileNotFoundError:
            return People()
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        mark = (state.st_mtime_ns, state.st_size, state.st_ino, state.st_mode)
        held = self._read
        if held is None or held[0] != mark:
            if os.name == "posix" and state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise CxcError(
                    f"Others may read the table of people ({self.file}). Take that right away: chmod 600 "
                    f"{self.file}"
                )
            held = self._read = (mark, People(self._listed()))
        return held[1]

    def change(self, changed: Callable[[People], Iterable[ListedPerson]]) -> People:
        """Write the table that a function makes of the one there is. CxcError where it cannot be."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.file.with_suffix(".lock")):
                listed = tuple(changed(self.people()))
                _refuse_twice(listed)
                write_atomically(self.file, written(listed).encode(), is_private=True)
        except OSError as error:
            raise unwritable(self.file.parent, error) from error
        return People(listed)

    def replace(self, who: str, entry: ListedPerson | None) -> People:
        """Put another entry in the place of a person's; None takes the person out, with all keys."""

        def changed(people: People) -> Iterable[ListedPerson]:
            before = people.entry(who)
            rest = (entry if each is before else each for each in people.listed)
            return [each for each in rest if each is not None]

        return self.change(changed)

    def _listed(self) -> tuple[ListedPerson, ...]:
        try:
            listed = tuple(_Table.model_validate(tomllib.loads(self.file.read_text(encoding="utf-8"))).person)
            _refuse_twice(listed)
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise self._unreadable(f"{where}: {first['msg']}") from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise self._unreadable(str(error)) from error
        return listed

    def _unreadable(self, reason: str) -> CxcError:
        return CxcError(
            f"The table of people cannot be read ({self.file}: {one_line(reason)}), so nobody is let in "
            "by it. Mend it, or its permissions."
        )


def _refuse_twice(listed: Iterable[ListedPerson]) -> None:
    names = [each.who.casefold() if each.email else each.who for each in listed]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CxcError(f"Listed twice in the table of people: {', '.join(twice)}. Once is enough.")


def written(listed: Iterable[ListedPerson]) -> str:
    """The table as TOML."""
    return _HEAD + "".join(
        _block("person", each.model_dump(mode="json", exclude={"keys"}))
        + "".join(_block("person.keys", key.model_dump(mode="json")) for key in each.keys)
        for each in listed
    )


def _block(name: str, fields: dict[str, Any]) -> str:
    # Strings and lists of strings are written alike in JSON and TOML, as all of them print.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value]
    return "\n".join(["", f"[[{name}]]", *lines, ""])
