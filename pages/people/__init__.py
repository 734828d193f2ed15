"""Whoever is listed: their own keys. Who administers: the table of people."""

from __future__ import annotations
