"""What guides and README say stands on the screen stands there, and what they say can be run can be run."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cxc_metrics.catalogue import catalogue
from cxc_metrics.cli import app
from cxc_metrics.store import open_store
from tests.cli.conftest import CLEAN_TABLES, write_register

_CODE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<!\*)\*(?![*\s])([^*]+?)(?<!\\)\*(?!\*)")
_LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
# Italics that mark no figure but a word as such.
WORDS_AS_SUCH = {"not measurable", "held", "italics", "Difference from the comparison group"}
# They take seconds, and have tests of their own.
ONLY_PARSED = {"gaps", "silence", "match", "demo", "doctor", "backup", "restore", "people"}
READERS = ("policy-analyst.md", "cluster-manager.md", "support-office.md", "evaluator.md", "your-own-data.md")
# For whoever runs it: of commands and files more than of the screen.
OPERATING = "operating.md"
# Two of the missions that the guide for one's own data maps.
MISSIONS = """id,gp,grantee,yri,host_country,home_country,start,end,days,amount
1,GP1,P46,True,NL,HR,2021-01-11,2021-01-26,16,1520
2,GP1,P50,False,DE,NO,2021-02-01,2021-05-31,120,3500
"""


@pytest.fixture(scope="module")
def guides(root: Path) -> dict[str, str]:
    """Text by name of each guide, and the README's."""
    pages = sorted((root / "docs" / "guides").glob("*.md"))
    return {page.name: page.read_text(encoding="utf-8") for page in pages if page.name != "README.md"}


@pytest.fixture(scope="module")
def commands(root: Path, guides: dict[str, str]) -> list[str]:
    """Every command line of the product that a guide or the README shows."""
    texts = [*guides.values(), (root / "README.md").read_text(encoding="utf-8")]
    lines = [
        line.split(" #")[0].strip()
        for text in texts
        for _, code in _CODE.findall(text)
        for line in code.splitlines()
    ]
    lines = [line.removeprefix(".venv/bin/") for line in lines]
    return list(dict.fromkeys(line for line in lines if line.startswith("cxc ")))


def leaves(words: Any) -> Iterator[str]:
    """All texts of the file of words."""
    if isinstance(words, dict):
        for inside in words.values():
            yield from leaves(inside)
    elif isinstance(words, str):
        yield words


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def test_there_is_a_guide_for_each_of_the_four(root: Path, guides: dict[str, str]) -> None:
    listed = (root / "docs" / "guides" / "README.md").read_text(encoding="utf-8")
    assert set(guides) == {*READERS, OPERATING}
    for name, text in guides.items():
        assert f"({name})" in listed
        assert "## What it does not" in text, f"{name} does not say its limits"


def test_bold_words_are_those_of_the_screen_and_italics_are_figures(
    root: Path, guides: dict[str, str]
) -> None:
    words = root / "cxc_metrics" / "words" / "common.toml"
    said = set(leaves(tomllib.loads(words.read_text(encoding="utf-8"))))
    figures = {kpi.name for kpi in catalogue().values()}
    for name, text in guides.items():
        prose = _CODE.sub("", text)
        bold = {on_one_line(found) for found in _BOLD.findall(prose)}
        assert len(bold) > (0 if name == OPERATING else 10), name
        for one in bold:
            assert one in said, f"{name}: **{one}** stands on no screen"
        for one in map(on_one_line, _ITALIC.findall(_BOLD.sub("", prose))):
            assert one in figures or one in WORDS_AS_SUCH, f"{name}: *{one}* is no figure"


def test_every_command_can_be_read(commands: list[str]) -> None:
    group = get_command(app)
    assert len(commands) > 15
    for line in commands:
        _, name, *arguments = shlex.split(line)
        command = group.commands[name]  # type: ignore[attr-defined]
        with command.make_context(name, arguments) as context:
            assert context.info_name == name, line


def test_every_command_runs(
    commands: list[str], tmp_path: Path, sample_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that only read, over the synthetic register; those that write, over a small one of their own."""
    write_register(tmp_path / "my-register", CLEAN_TABLES)
    for name in ("stsm.csv", "any-list.csv"):
        (tmp_path / name).write_text(MISSIONS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = set()
    for line in commands:
        _, name, *arguments = shlex.split(line)
        if name in ONLY_PARSED or "capes" in arguments:
            continue
        writes = name in {"publish", "history", "rollback", "registers"} or "--register" in arguments
        store = tmp_path / "store" if writes else sample_register
        monkeypatch.setenv("CXC_REGISTER_DIR", str(store))
        if name == "rollback":
            arguments[arguments.index("ID")] = open_store(store).current_id() or ""
        replaces = ["--force"] if name == "template" or arguments[:1] == ["new"] else []
        done = CliRunner().invoke(app, [name, *arguments, *replaces])
        assert done.exit_code == 0, f"{line}\n{done.output}"
        ran.add(name)
    assert {"check", "publish", "measure", "kpi", "kpis", "history", "rollback", "template"} <= ran
    assert {"explore", "map", "registers"} <= ran


@pytest.mark.parametrize("page", ["README.md", "docs/guides/evaluator.md"])
def test_every_line_of_python_runs(
    root: Path, page: str, sample_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXC_REGISTER_DIR", str(sample_register))
    blocks = [
        code for kind, code in _CODE.findall((root / page).read_text(encoding="utf-8")) if kind == "python"
    ]
    assert blocks
    for code in blocks:
        names: dict[str, Any] = {}
        exec(compile(code, page, "exec"), names)  # noqa: S102 - our own page, run as a reader would
        assert "reader" in names


def test_every_link_leads_somewhere(root: Path) -> None:
    pages = [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]
    for page in pages:
        for target in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            path = page.parent / target.split("#")[0]
            assert path.exists(), f"{page.relative_to(root)} leads to {target}"
