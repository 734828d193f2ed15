"""Names explain themselves: exported classes are in the glossary, files have names of their own."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
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

HOUSES = ("cxc_metrics", "ui", "pages")
# They say that something was looked up, not what it is.
SAYING_NOTHING = {"found", "told", "asked", "one", "known"}


def words() -> list[str]:
    return re.findall(r"^\| ([^|]+?) \|", GLOSSARY, flags=re.MULTILINE)[1:]


def test_every_class_that_a_room_exports_is_in_the_glossary() -> None:
    named, missing = set(re.findall(r"`(\w+)", GLOSSARY)), []
    for room in (module for module in iter_modules(cxc_metrics.__path__) if module.ispkg):
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
    for house in HOUSES:
        for file in (ROOT / house).rglob("*.py"):
            homes[file.name].append(str(file.relative_to(ROOT)))
            assert file.stem != file.parent.name, f"{file} bears the name of its folder"
    twice = {name: files for name, files in homes.items() if len(files) > 1 and name not in MIRRORED}
    assert not twice


def names_given(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Names of parameters, functions, attributes, variables and imports, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.alias(name=name, asname=other_name):
                yield node.lineno, other_name or name
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield node.lineno, name


def test_a_name_says_what_the_value_is() -> None:
    ways = (
        "told = 1",
        "def f(told): ...",
        "x.told",
        "def told(): ...",
        "import a as told",
        "[told for told in x]",
    )
    assert [way for way in ways if "told" not in dict(map(reversed, names_given(ast.parse(way))))] == []
    empty = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for house in HOUSES
        for file in sorted((ROOT / house).rglob("*.py"))
        for line, name in names_given(ast.parse(file.read_text(encoding="utf-8")))
        if name.strip("_").casefold() in SAYING_NOTHING
    ]
    assert not empty, f"Name the value by what it is: {empty}"
