"""Which records are behind this number? Exchanges of the selection, and a card of one."""

from __future__ import annotations

from pages.exchanges import parts as exchange_page
from ui import session

version = session.shown()
exchange_page.cards(version)
exchange_page.records(session.scope(), version)
