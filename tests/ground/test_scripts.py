"""The scripts behind `make run` and `make test`, run alone with stand-ins for what they call."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

TOOLS = ("bash", "env", "dirname", "cat", "cmp", "cp", "mkdir", "hostname")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the scripts need bash")


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/usr/bin/env bash\n" + text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def place(tmp_path: Path, root: Path) -> Path:
    """A project with the scripts, two locks, and a PATH (`bin/`) that holds next to nothing."""
    place = tmp_path / "project"
    shutil.copytree(root / "scripts", place / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-test.txt", "pyproject.toml"):
        (place / name).write_text(f"# {name}\n", encoding="utf-8")
    (place / "bin").mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (place / "bin" / tool).symlink_to(found)
    return place


def run(place: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=place,
        env={"PATH": str(place / "bin"), "LANG": os.environ.get("LANG", "C.UTF-8"), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def stand_in_python(path: Path, *, new_enough: bool = True, ensurepip: bool = True) -> None:
    """Answers what the script asks; `pip install` goes to pip.log, `venv` copies this Python into .venv."""
    program(
        path,
        f"""case "$*" in
            *"version_info <"*) exit {0 if new_enough else 1} ;;
            *version_info*) echo {"3.11" if new_enough else "3.9"} ;;
            *ensurepip*) exit {0 if ensurepip else 1} ;;
            *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo venv >>pip.log ;;
            *"pip install"*) echo "$*" >>pip.log ;;
            esac
        """,
    )


def installs(place: Path) -> list[str]:
    """What was installed since the last call."""
    log = place / "pip.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_a_second_run_installs_nothing_whatever_the_timestamps(place: Path):
    stand_in_python(place / "bin" / "python3")
    assert run(place, "scripts/environment.sh", "run").returncode == 0
    assert [line.split()[-1] for line in installs(place)] == ["venv", "requirements.txt", "."]
    for name in ("requirements.txt", "pyproject.toml"):
        os.utime(place / name)
    assert run(place, "scripts/environment.sh", "run").returncode == 0
    assert installs(place) == []


def test_tests_add_their_tools_and_a_changed_lock_is_installed_again(place: Path):
    stand_in_python(place / "bin" / "python3")
    run(place, "scripts/environment.sh", "run")
    installs(place)
    assert run(place, "scripts/environment.sh", "test").returncode == 0
    assert [line.split()[-1] for line in installs(place)] == ["requirements-test.txt"]
    (place / "requirements-test.txt").write_text("# changed\n", encoding="utf-8")
    assert run(place, "scripts/environment.sh", "run").returncode == 0
    assert installs(place) == [], "running does not need the test tools"
    assert run(place, "scripts/environment.sh", "test").returncode == 0
    assert [line.split()[-1] for line in installs(place)] == ["requirements-test.txt"]


def test_a_failed_install_is_tried_again(place: Path):
    stand_in_python(place / "bin" / "python3")
    python = (place / "bin" / "python3").read_text(encoding="utf-8")
    broken = python.replace('echo "$*" >>pip.log', "exit 1")
    (place / "bin" / "python3").write_text(broken, encoding="utf-8")
    failed = run(place, "scripts/environment.sh", "run")
    assert failed.returncode == 1
    assert "pip could not install libraries" in failed.stderr
    program(place / ".venv" / "bin" / "python", python)
    installs(place)
    assert run(place, "scripts/environment.sh", "run").returncode == 0
    assert len(installs(place)) == 2


def test_a_moved_checkout_makes_its_environment_anew(place: Path, tmp_path: Path):
    stand_in_python(place / "bin" / "python3")
    run(place, "scripts/environment.sh", "run")
    moved = place.rename(tmp_path / "elsewhere")
    installs(moved)
    assert run(moved, "scripts/environment.sh", "run").returncode == 0
    assert installs(moved)[0] == "venv"


def test_an_old_python_is_named_and_a_newer_one_beside_it_is_taken(place: Path):
    stand_in_python(place / "bin" / "python3", new_enough=False)
    refused = run(place, "scripts/environment.sh", "run", PYTHON="python3")
    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed; found: python3 (3.9)" in refused.stderr
    stand_in_python(place / "bin" / "python3.12")
    assert run(place, "scripts/environment.sh", "run", PYTHON="python3").returncode == 0


def test_a_python_without_venv_says_which_package_to_install(place: Path):
    stand_in_python(place / "bin" / "python3", ensurepip=False)
    refused = run(place, "scripts/environment.sh", "run")
    assert refused.returncode == 1
    assert "apt-get install python3.11-venv" in refused.stderr
    assert not (place / ".venv").exists()


@pytest.fixture
def served(place: Path) -> Path:
    """The project with a cxc and a streamlit that only say how they were called."""
    program(place / ".venv/bin/cxc", 'echo "cxc $*"\n')
    program(
        place / ".venv/bin/streamlit",
        'echo "streamlit $*"; echo "CXC_HOST=$CXC_HOST open=$CXC_OPEN"\n',
    )
    return place


def test_serving_is_for_this_machine_unless_told_otherwise(served: Path):
    said = run(served, "scripts/serve.sh").stdout
    assert "streamlit run dashboard.py --server.address 127.0.0.1 --server.port 8501" in said
    assert "CXC_HOST=127.0.0.1 open=on\n" in said


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "dashboard.example.org"])
def test_a_wider_host_is_passed_on_so_that_nobody_is_more_than_the_public(served: Path, host: str):
    said = run(served, "scripts/serve.sh", HOST=host, PORT="8600").stdout
    assert f"--server.address {host} --server.port 8600" in said
    assert f"CXC_HOST={host} open=on\n" in said


def test_the_register_is_looked_after_before_serving_and_its_failure_stops(served: Path):
    """`cxc demo` publishes the synthetic register where there is none; a damaged one ends with 2."""
    assert run(served, "scripts/serve.sh").stdout.startswith("cxc demo\n")
    program(served / ".venv/bin/cxc", 'echo "the register is damaged" >&2; exit 2\n')
    done = run(served, "scripts/serve.sh")
    assert done.returncode == 2
    assert "the register is damaged" in done.stderr
    assert "streamlit" not in done.stdout
