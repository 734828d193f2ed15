"""Reading in a process of its own: whatever a file does, it does it there.

`check_apart` is `check` with the same arguments, errors and result.
"""

from .apart import check_apart
from .limits import READ_SECONDS_VARIABLE, Limits
from .pool import Workers, shared_workers

__all__ = ["READ_SECONDS_VARIABLE", "Limits", "Workers", "check_apart", "shared_workers"]
