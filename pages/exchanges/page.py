"""Which records are behind this number? Exchanges of the selection, and a card of one."""

from __future__ import annotations

from pages.exchanges import parts as exchange_page
from ui import session

reader = session.reader()
exchange_page.cards(reader)
exchange_page.records(session.scope(), reader)
