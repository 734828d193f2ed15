"""Who takes part? Organisations in projects, persons at events, by country and over time."""

from __future__ import annotations

from pages.participants import at_events, in_projects
from ui import session
from ui.session import below

HEIGHT_BELOW = 1800

scope, tables = session.scope(), session.reader().manifest.tables
shown = [part for part in (in_projects, at_events) if part.TABLES.intersection(tables)]
for part in shown:
    part.first(scope)


def more() -> None:
    for part in shown:
        part.more(scope)


below.rest("participants", more, height=HEIGHT_BELOW)
