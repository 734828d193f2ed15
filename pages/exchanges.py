"""Which records are behind this number? Exchanges of the selection, and a card of one."""

from __future__ import annotations

from ui import exchange_page, session

snapshot = session.shown()
exchange_page.cards(snapshot)
exchange_page.records(session.scope(), snapshot)
