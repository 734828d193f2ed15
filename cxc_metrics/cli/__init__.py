"""The command line `cxc`: check, publish and measure a register without a screen.

Data go to stdout, progress and errors to stderr. Exit codes: 0 clean, 1 data issues of severity reject,
cell or breach, 2 nothing was done, with the reason on stderr.
"""

from __future__ import annotations

from .app import (
    app,
)

__all__ = [
    "app",
]
