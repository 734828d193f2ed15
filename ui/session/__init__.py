"""What one page run works on: data version, selection, address, and measuring with a memory.

The only room of the interface that opens the register. Shell, parts and pages read it; it draws nothing but
what calls the rest of a page, and the line of what a register cannot tell.
"""

from __future__ import annotations

from .address import (
    LANGUAGE_PARAMETER,
    LONGEST_VALUE,
    REGISTER_PARAMETER,
    VERSION_PARAMETER,
    address,
    address_drawn,
    asked_address,
    bound_address,
    choose_language,
    drawn_address,
    go_on_page,
    kept_parameters,
    page_address,
    page_value,
    resumed,
    scope,
    select,
    set_page_parameters,
    set_scope,
)
from .notes import note, take_notes
from .page_answers import answered, answered_on, ask, forget_answers, measured
from .second import SECOND_PARAMETER, choose_second, read_second, second_selection, written_second
from .uploading import uploads_allowed
from .versions import (
    choose,
    covered_period,
    reader,
    reader_asked,
    reader_or_none,
    reader_served,
    readers_served,
    register,
    register_name,
    registers,
    served_id,
    show,
    store,
    viewer,
)

__all__ = [
    "LANGUAGE_PARAMETER",
    "LONGEST_VALUE",
    "REGISTER_PARAMETER",
    "SECOND_PARAMETER",
    "VERSION_PARAMETER",
    "address",
    "address_drawn",
    "answered",
    "answered_on",
    "ask",
    "asked_address",
    "bound_address",
    "choose",
    "choose_language",
    "choose_second",
    "covered_period",
    "drawn_address",
    "forget_answers",
    "go_on_page",
    "kept_parameters",
    "measured",
    "note",
    "page_address",
    "page_value",
    "read_second",
    "reader",
    "reader_asked",
    "reader_or_none",
    "reader_served",
    "readers_served",
    "register",
    "register_name",
    "registers",
    "resumed",
    "scope",
    "second_selection",
    "select",
    "served_id",
    "set_page_parameters",
    "set_scope",
    "show",
    "store",
    "take_notes",
    "uploads_allowed",
    "viewer",
    "written_second",
]
