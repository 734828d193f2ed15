"""The unit and the image's file: what they name is there, and no right is given that is not needed."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest


def unit_of(root: Path) -> list[tuple[str, str]]:
    lines = (root / "deploy" / "cxc.service").read_text(encoding="utf-8").splitlines()
    return [
        (name, value)
        for name, value in (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    ]


def test_the_unit_gives_no_right_that_is_not_needed(root: Path):
    said = unit_of(root)
    for needed in (
        ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("CapabilityBoundingSet", ""), ("UMask", "0077"), ("StateDirectoryMode", "0700"), ("User", "cxc"),
    ):  # fmt: skip
        assert needed in said
    # The process that reads files bounds itself: that call must stay allowed.
    assert not any("@resources" in value for name, value in said if name == "SystemCallFilter")


def test_systemd_takes_the_unit(root: Path, tmp_path: Path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    text = (root / "deploy" / "cxc.service").read_text(encoding="utf-8")
    # The program lies elsewhere here, and nobody is called cxc.
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", text, flags=re.MULTILINE)
    (tmp_path / "cxc.service").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "cxc.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "cxc.service" in line]
    assert complaints == []


def test_settings_are_those_that_the_program_reads(root: Path):
    text = (root / "deploy" / "environment").read_text(encoding="utf-8")
    parser = RawConfigParser()
    parser.read_string(f"[settings]\n{text}")
    source = "".join(
        path.read_text(encoding="utf-8")
        for room in ("cxc_metrics", "ui")
        for path in (root / room).rglob("*.py")
    )
    for name in (name.upper() for name in parser["settings"]):
        assert name.startswith("STREAMLIT_") or name == "OMP_NUM_THREADS" or f'"{name}"' in source, name


def test_the_command_has_the_settings_of_the_service_as_they_stand_there(root: Path, tmp_path: Path):
    """Read as systemd reads them: what a shell would take for something else is a letter like any other."""
    settings = '# no setting\n\nCXC_HOST=127.0.0.1\nA_SECRET=a$(id)\'b c\nQUOTED="as one"\nGIVEN=file\nLAST=1'
    (tmp_path / "environment").write_text(settings, encoding="utf-8")
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$HOME"; umask; env; echo "said: $*"\n', encoding="utf-8")
    program.chmod(0o755)
    text = (root / "deploy" / "cxc").read_text(encoding="utf-8")
    for placed, here in (
        ("/etc/cxc/environment", str(tmp_path / "environment")),
        ("/srv/cxc/.venv/bin/cxc", str(program)),
        ('= cxc ]', f"= {getpass.getuser()} ]"),
    ):  # fmt: skip
        assert placed in text
        text = text.replace(placed, here)
    done = subprocess.run(
        ["bash", "-c", text, "cxc", "people", "list"],
        env={"PATH": os.environ["PATH"], "GIVEN": "by hand"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert said[:2] == ["/var/lib/cxc", "0077"]
    for line in ("CXC_HOST=127.0.0.1", "A_SECRET=a$(id)'b c", "QUOTED=as one", "GIVEN=by hand", "LAST=1"):
        assert line in said, line
    assert said[-1] == "said: people list"


def test_the_image_is_built_of_what_is_there_and_runs_as_nobody(root: Path):
    text = (root / "deploy" / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    instructions = [line.split(maxsplit=1) for line in lines]
    allowed = {
        "FROM",
        "RUN",
        "WORKDIR",
        "COPY",
        "USER",
        "VOLUME",
        "ENV",
        "EXPOSE",
        "HEALTHCHECK",
        "STOPSIGNAL",
        "CMD",
    }
    assert {name for name, _ in instructions} <= allowed
    order = [name for name, _ in instructions]
    assert order[0] == "FROM"
    assert order.index("USER") < order.index("CMD")
    for name, rest in instructions:
        if name == "COPY":
            for source in rest.split()[:-1]:
                assert (root / source).exists(), source
        if name == "RUN" and "pip install" in rest:
            assert "--require-hashes" in rest or "--no-deps" in rest, rest
    assert "CXC_HOST=0.0.0.0" in text  # nobody is taken for the owner of the machine
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"data/register", ".git", ".venv", ".streamlit/secrets.toml"} <= set(ignored)
