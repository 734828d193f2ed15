"""Which records are behind this number? Exchanges of the selection, and a card of one."""

from __future__ import annotations

from pages.exchanges import record_cards, record_list
from ui import session

reader = session.reader()
record_cards.cards(reader)
record_list.records(session.scope(), reader)
