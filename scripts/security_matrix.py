"""Writes the matrix of docs/security.md: who sees what of which partnership, looked at place by place."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.attack import (  # noqa: E402 - the project's root must be importable from any working directory
    matrix,
    matrix_places,
    matrix_served,
)

BEGIN, END = "<!-- matrix: made by scripts/security_matrix.py -->\n", "<!-- matrix: end -->"


def written(page: str, table: str) -> str:
    """The page with that table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def looked_at(folder: Path) -> dict[tuple[matrix.Place, str], matrix.Seen]:
    """What everybody sees at every place, of a store in that folder."""
    store, old = matrix.make_store(folder)
    rows = {(place, who): seen for place, who, seen in matrix_places.observed(store, old)}
    served = matrix_served.observed(ROOT, store, folder / "log.txt")
    return rows | {(place, who): seen for place, who, seen in served}


def main() -> None:
    """Look at every place and write the page."""
    page = ROOT / "docs" / "security.md"
    with tempfile.TemporaryDirectory() as folder:
        rows = looked_at(Path(folder))
    page.write_text(written(page.read_text(encoding="utf-8"), matrix.as_table(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
