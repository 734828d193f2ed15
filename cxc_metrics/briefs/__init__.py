"""Briefs: two pages on a country, a partnership, an ecosystem or figures of one's own; PDF, HTML or DOCX."""

from __future__ import annotations

from .brief import Brief, composed
from .brief_formats import BRIEF_FORMATS, BriefFormat, brief_file_name, brief_format, write_brief
from .plans import PLANS, Plan, item_title, tray_plan
from .tray import MOST_FIGURES, MOST_ITEMS, TrayItem, read_tray, written

__all__ = [
    "BRIEF_FORMATS",
    "MOST_FIGURES",
    "MOST_ITEMS",
    "PLANS",
    "Brief",
    "BriefFormat",
    "Plan",
    "TrayItem",
    "brief_file_name",
    "brief_format",
    "composed",
    "item_title",
    "read_tray",
    "tray_plan",
    "write_brief",
    "written",
]
