"""The reference of `cxc_metrics`, a page a module, from its docstrings: offline, with a search of its own.

    python scripts/docs/build.py FOLDER

A name that is promised and not there, and a page that would ask another host, are errors.
"""

from __future__ import annotations

import pkgutil
import re
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy.typing as npt  # noqa: E402
import pdoc  # noqa: E402
import pdoc.render  # noqa: E402

import cxc_metrics  # noqa: E402

PACKAGE = cxc_metrics.__name__
TEMPLATES = Path(__file__).resolve().parent / "templates"
# What a browser fetches by itself; a link that somebody must click is none.
FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|source|object)\b[^>]*?(?:src|href|data)\s*=\s*["']?(?:https?:)?//[^>]*>"""
    r"""|url\(\s*["']?(?:https?:)?//[^)]*\)|@import\s+["'](?:https?:)?//[^"']*""",
    re.IGNORECASE,
)


def modules() -> list[str]:
    """The package, its rooms and their modules; those that only run (`__main__`) are left out."""
    inside = pkgutil.walk_packages(cxc_metrics.__path__, f"{PACKAGE}.")
    return [PACKAGE, *(one.name for one in inside if not one.name.rpartition(".")[2].startswith("_"))]


def name_what_is_array_like() -> None:
    """Let `ArrayLike` be printed as the name it has in signatures: numpy's alias is ten lines long.

    Before our modules are imported.
    """
    named = type("ArrayLike", (), {"__module__": "numpy.typing", "__doc__": "What numpy makes an array of."})
    npt.ArrayLike = named  # type: ignore[assignment]


def show_the_face() -> None:
    """Put the public names of the package into it: they are loaded when asked for, which pdoc does not do."""
    for name, home in cxc_metrics._HOMES.items():
        setattr(cxc_metrics, name, getattr(import_module(f"{PACKAGE}.{home}"), name))


def build(folder: Path, names: Sequence[str]) -> None:
    """Write a page for each of these modules, an index and the search into the folder."""
    pdoc.render.configure(docformat="google", show_source=False, template_directory=TEMPLATES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Names that only the type checker imports are printed as they are written, which is right.
        warnings.filterwarnings("ignore", message="Error parsing type annotation")
        # Fields that a dataclass or a named tuple inherits are shown where they are inherited.
        warnings.filterwarnings("ignore", message="Cannot determine where")
        # pdoc walks a package without `__all__` by itself, so its modules are named twice.
        warnings.filterwarnings("ignore", message=".*has already been added")
        pdoc.pdoc(*names, output_directory=folder)


def foreign(folder: Path) -> list[str]:
    """What the pages would fetch from another host: `page: what`, a line each."""
    return [
        f"{page.relative_to(folder)}: {found[0][:120]}"
        for page in sorted(folder.rglob("*.html"))
        for found in FETCHED.finditer(page.read_text(encoding="utf-8"))
    ]


def main() -> int:
    """Build everything; 1 if a page would ask another host."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    name_what_is_array_like()
    names = modules()
    for name in names:
        import_module(name)
    show_the_face()
    build(folder, names)
    asked = foreign(folder)
    print("\n".join([f"Asks another host: {one}" for one in asked] or [f"{len(names)} modules: {folder}"]))
    return 1 if asked else 0


if __name__ == "__main__":
    sys.exit(main())
