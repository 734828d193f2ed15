"""People: who a request is, as whom it reads and what it may do.

`Door.person(facts)` decides for pages, figures over HTTP, uploads and assistants alike. `PeopleTable` is the
table in the store; personal keys are in it as hashes. Whoever is not in it, and not at a machine that serves
nobody else, is the public.
"""

from __future__ import annotations

from .changing import (
    add_person,
    change_person,
    listed_person,
    make_key,
    partnerships_there,
    remove_person,
    revoke_key,
)
from .door import (
    LOCAL_KEY_VARIABLE,
    Door,
    is_bound_to_loopback,
    local_key,
    own_address,
)
from .login_settings import LoginSettings, login_settings
from .logins import ENDED_FILE, EndedLogins, Login, read_login
from .people_table import PEOPLE_FILE, ListedPerson, People, PeopleTable
from .person import AT_THIS_MACHINE, NOBODY, Duty, Person
from .personal_keys import DAYS, MOST_DAYS, PersonalKey, UnknownKey, new_key
from .request_facts import RequestFacts, request_facts

__all__ = [
    "AT_THIS_MACHINE",
    "DAYS",
    "ENDED_FILE",
    "LOCAL_KEY_VARIABLE",
    "MOST_DAYS",
    "NOBODY",
    "PEOPLE_FILE",
    "Door",
    "Duty",
    "EndedLogins",
    "ListedPerson",
    "Login",
    "LoginSettings",
    "People",
    "PeopleTable",
    "Person",
    "PersonalKey",
    "RequestFacts",
    "UnknownKey",
    "add_person",
    "change_person",
    "is_bound_to_loopback",
    "listed_person",
    "local_key",
    "login_settings",
    "make_key",
    "new_key",
    "own_address",
    "partnerships_there",
    "read_login",
    "remove_person",
    "request_facts",
    "revoke_key",
]
