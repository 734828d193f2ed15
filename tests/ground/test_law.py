"""Every reference to the law, in code, documents and declarations, leads to a section that exists."""

from __future__ import annotations

import re
from pathlib import Path

from cxc_metrics.catalogue import catalogue
from cxc_metrics.words import law

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("benchmarks", "cxc_metrics", "data", "docs", "pages", "scripts", "tests", "ui")
KINDS = {".py", ".toml", ".md", ".sql"}


def test_every_reference_leads_to_a_section() -> None:
    known = law.sections()
    lost, met = [], 0
    for path in _texts():
        text = path.read_text(encoding="utf-8")
        for start, anchor in law.references(text):
            met += 1
            if anchor not in known:
                lost.append(f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, start) + 1}: {anchor}")
    assert met > 250
    assert not lost, "\n".join(lost)


def test_a_reference_is_spelled_one_way() -> None:
    """No number of a section is hidden behind other words, where the search above would not see it."""
    other = re.compile(r"\b(?:definitions|facts)(?:\.md)?(?:,? sections? | ?§ ?)\d", re.IGNORECASE)
    hidden = [
        str(path.relative_to(ROOT)) for path in _texts() if other.search(path.read_text(encoding="utf-8"))
    ]
    assert hidden == []


def test_what_a_reference_is_taken_for() -> None:
    for text, anchors in (
        ("facts 8.4, 9.1 R07; definitions 3 (dedup)", ["facts-8.4", "facts-9.1", "definitions-3"]),
        ("Definitions 1 and 2, Facts 6.4.", ["definitions-1", "definitions-2", "facts-6.4"]),
        ("definitions\n1–4", ["definitions-1", "definitions-4"]),
        ("facts 99.9", ["facts-99.9"]),
        ("artefacts 3; the facts of 2023", []),
    ):
        assert [anchor for _, anchor in law.references(text)] == anchors, text


def test_every_figure_cites_a_section_and_every_source_it_names_has_an_address() -> None:
    addresses = set(re.findall(r'<a id="source-(S\d+)">', law.FILES["facts"].read_text(encoding="utf-8")))
    named = law.FILES["facts"].read_text(encoding="utf-8")
    for kpi in catalogue().values():
        assert list(law.references(kpi.reference)), kpi.id
        named += kpi.reference
    assert set(re.findall(r"\bS\d{1,3}", named)) <= addresses


def test_anchors_stand_once_and_bear_their_headings_number() -> None:
    for path in law.FILES.values():
        text = path.read_text(encoding="utf-8")
        ids = re.findall(r'<a id="([^"]+)">', text)
        assert len(ids) == len(set(ids)), path.name
        for anchor, heading in re.findall(r'<a id="[a-z]+-([0-9.]+)"></a>\n#+ ([0-9.]+?)\.? ', text):
            assert anchor == heading, path.name


def _texts() -> list[Path]:
    """Every text of the project; this test's own examples are no references."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in KINDS]
    return sorted({*found, *ROOT.glob("*.md"), ROOT / "pyproject.toml"} - {Path(__file__).resolve()})
