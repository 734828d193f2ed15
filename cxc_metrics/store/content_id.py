"""The id of a data version: a hash of all that decides what it holds."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from cxc_metrics.contract import (
    CONTRACT_VERSION,
    RULES,
    TABLES,
    countries,
    ecosystems,
    organisation_types,
)
from cxc_metrics.contract.country_names import country_names_digest
from cxc_metrics.intake import CheckedTables


def version_id(checked: CheckedTables, register: str) -> str:
    """The id of the content: the first 12 hexadecimal digits of a hash over everything that decides it.

    These are the source files, source.toml with its SQL, what was declared about them (`as_at`, synthetic or
    not, title, date format, decimal mark), the contract, and the register's name where it is not that of the
    files. Not: the files' names and places, the day, the note.
    """
    parts = {
        "files": sorted(file.sha256 for file in checked.files),
        "source": checked.source.fingerprint(),
        "as_at": checked.as_at.isoformat() if checked.as_at else None,
        "is_synthetic": checked.is_synthetic,
        "title": checked.title,
        "read_as": checked.read_as,
        "contract": contract_fingerprint(),
    }
    if register != checked.register_name:
        parts["register"] = register
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def contract_fingerprint() -> str:
    """Hash of the contract version and of all it declares: tables, checks, rules, reference lists.

    With the declarations in it, a changed rule cannot hide behind an unchanged version number.
    """
    columns = [
        (
            name,
            c.name,
            c.sql_type,
            c.nullable,
            c.key,
            c.references,
            c.codes and c.codes.codes,
            c.minimum,
            c.maximum,
            c.deciding,
            c.unless_filled,
        )
        for name, model in TABLES.items()
        for c in model.columns()
    ]
    checks = [
        (name, c.reason, c.violated, c.decides, c.unless_filled)
        for name, model in TABLES.items()
        for c in model.row_checks
    ]
    rules = [(rule.id, rule.severity.value, rule.sql, rule.needs) for rule in RULES.values()]
    declared = json.dumps([CONTRACT_VERSION, columns, checks, rules, _lists(), country_names_digest()])
    return hashlib.sha256(declared.encode()).hexdigest()[:12]


@cache
def _lists() -> list[list[str]]:
    """The entries of the reference lists, which are files of ours, as text."""
    return [list(map(repr, entries().values())) for entries in (countries, ecosystems, organisation_types)]
