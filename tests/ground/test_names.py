"""Names explain themselves: exported classes are in the glossary, files have names of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import import_module
from inspect import isclass
from pathlib import Path
from pkgutil import iter_modules

import cxc_metrics

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
# One subject in several rooms: declared or worked out in one, drawn or read in the next.
MIRRORED = {
    "__init__.py", "__main__.py", "page.py", "agreements.py", "corridors.py", "emptied.py", "errors.py",
    "exchanges.py", "findings.py", "funnel.py", "law.py", "organisations.py", "silence.py", "studies.py",
    "survey.py", "waiting.py", "yearly.py",
}  # fmt: skip


def words() -> list[str]:
    return re.findall(r"^\| ([^|]+?) \|", GLOSSARY, flags=re.MULTILINE)[1:]


def test_every_class_that_a_room_exports_is_in_the_glossary() -> None:
    named, missing = set(re.findall(r"`(\w+)", GLOSSARY)), []
    for room in (found for found in iter_modules(cxc_metrics.__path__) if found.ispkg):
        module = import_module(f"cxc_metrics.{room.name}")
        missing += [
            f"{room.name}.{name}"
            for name in getattr(module, "__all__", ())
            if isclass(getattr(module, name)) and name not in named
        ]
    assert not missing


def test_the_glossary_says_every_word_once_in_order() -> None:
    said = [word.casefold() for word in words()]
    assert len(said) > 50
    assert said == sorted(set(said))


def test_no_two_files_have_one_name_unless_they_mirror_each_other() -> None:
    homes = defaultdict(list)
    for house in ("cxc_metrics", "ui", "pages"):
        for file in (ROOT / house).rglob("*.py"):
            homes[file.name].append(str(file.relative_to(ROOT)))
            assert file.stem != file.parent.name, f"{file} bears the name of its folder"
    twice = {name: files for name, files in homes.items() if len(files) > 1 and name not in MIRRORED}
    assert not twice
