"""What a register is called in a store: its source's name, unless its files or whoever publishes say another.

Invented data are a register of their own, so that a demonstration takes no real one off the screen.
"""

from __future__ import annotations

import re
from typing import Final

REGISTER_NAME_RULE: Final = "lower-case letters, digits, _ and -, at most 200, a letter or digit first"
SYNTHETIC_SUFFIX: Final = "_synthetic"
# A folder is called so, with more before and behind it: most systems allow 255 letters.
_REGISTER_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,199}")


def is_register_name(text: str) -> bool:
    """Whether a register may be called so: the name stands in addresses, commands and names of files.

    >>> is_register_name("cost_stsm-2"), is_register_name("../cxc"), is_register_name("")
    (True, False, False)
    """
    return _REGISTER_NAME.fullmatch(text) is not None


def register_name_of(source: str, *, is_synthetic: bool) -> str:
    """The name of a register that was given none.

    >>> register_name_of("cxc", is_synthetic=False), register_name_of("cxc", is_synthetic=True)
    ('cxc', 'cxc_synthetic')
    """
    return f"{source}{SYNTHETIC_SUFFIX}" if is_synthetic else source
