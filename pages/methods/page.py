"""How is it computed? The catalogue, the data dictionary, the rules, the words."""

from __future__ import annotations

from pages.methods import tabs

tabs.draw()
