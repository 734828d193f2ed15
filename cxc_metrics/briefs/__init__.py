"""Briefs: two pages on a country, a partnership, an ecosystem or figures of one's own; PDF, HTML or DOCX."""

from __future__ import annotations

from .brief import Brief, composed
from .brief_formats import BRIEF_FORMATS, BriefFormat, brief_file_name, brief_format, write_brief
from .plans import PLANS, Plan
from .tray import MOST_ITEMS, TrayItem, read_tray, written

__all__ = [
    "BRIEF_FORMATS",
    "MOST_ITEMS",
    "PLANS",
    "Brief",
    "BriefFormat",
    "Plan",
    "TrayItem",
    "brief_file_name",
    "brief_format",
    "composed",
    "read_tray",
    "write_brief",
    "written",
]
