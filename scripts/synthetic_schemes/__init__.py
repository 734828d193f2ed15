"""Draw synthetic files of the schemes around: MobiliseSME, CELIS, the Enterprise Europe Network.

    .venv/bin/python -m scripts.synthetic_schemes        # writes data/sources/<scheme>/synthetic/

Nothing in them is real. Their size is what was published where anything was (facts 3, 4.1), their shape
what facts say of the fields; the same seed gives the same bytes. A few rows break a rule of their scheme
on purpose, so that the check has something to find; the README beside each says which.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from cxc_metrics.paths import SOURCES

from .celis_rows import celis
from .drawn_rows import SEED
from .een_rows import een
from .mobilise_sme_rows import mobilise_sme

SCHEMES: Final = {
    "mobilise_sme": (mobilise_sme, "MobiliseSME, synthetic companies and exchanges", "2021-10-28"),
    "celis": (celis, "CELIS, synthetic meetings and challenges", "2021-10-28"),
    "een": (een, "Enterprise Europe Network, synthetic services and profiles", "2018-12-31"),
}


def files(scheme: str) -> dict[str, str]:
    """File name → text of one scheme's synthetic register."""
    draw, title, as_at = SCHEMES[scheme]
    texts = {
        "register.toml": f'title = "{title}"\nas_at = {as_at}\nis_synthetic = true\n'
        f"# Drawn by scripts/synthetic_schemes with seed {SEED}: everything in it is invented.\n"
    }
    for name, rows in draw().items():
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        texts[f"{name}_synthetic.csv"] = text.getvalue()
    return texts


def write() -> None:
    """Write them all."""
    for scheme in SCHEMES:
        folder: Path = SOURCES / scheme / "synthetic"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files(scheme).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
