"""What is true about ClusterXchange without a screen: intake, register, figures, studies, export.

    from cxc_metrics import Scope, measure, open_register

    reader = open_register().reader()
    figures = measure(reader, ["O01", "O04"], by=["host_country"], scope=Scope(period="2021..2022"))
    figures["O04"].value, figures.frame()

`python -m cxc_metrics` is the command line.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .access import Operator, Reader, measure, open_register
    from .disclosure import Disclosed, Figures
    from .errors import CxcError
    from .export import to_csv, to_zip
    from .intake import check
    from .scope import Scope

# Names are loaded when they are asked for: a page that needs the words does not wait for the statistics.
_HOMES = {
    "CxcError": "errors",
    "Disclosed": "disclosure",
    "Figures": "disclosure",
    "Operator": "access",
    "Reader": "access",
    "Scope": "scope",
    "check": "intake",
    "measure": "access",
    "open_register": "access",
    "to_csv": "export",
    "to_zip": "export",
}
__all__ = [
    "CxcError",
    "Disclosed",
    "Figures",
    "Operator",
    "Reader",
    "Scope",
    "check",
    "measure",
    "open_register",
    "to_csv",
    "to_zip",
]


def __getattr__(name: str) -> object:
    """A public name of the library, from the room that is its home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
