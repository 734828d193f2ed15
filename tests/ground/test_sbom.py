"""The bill of materials names every library that runs, in the version and with the hashes of the lock."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)")


def test_it_lists_what_the_lock_pins(root: Path, tmp_path: Path):
    tool = root / "build" / "sbom-tool" / "bin" / "cyclonedx-py"
    if not tool.exists():
        pytest.skip("the tool that writes it is not installed (make sbom installs it)")
    made = tmp_path / "sbom.cdx.json"
    subprocess.run(["scripts/sbom.sh", str(made)], cwd=root, check=True, capture_output=True)
    listed = json.loads(made.read_text(encoding="utf-8"))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert listed["metadata"]["component"]["name"] == "cxc-metrics"
    lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {match.groups() for match in map(_PINNED.match, lines) if match}
    assert {(each["name"], each["version"]) for each in listed["components"]} == pinned
    assert all(each["externalReferences"][0]["hashes"] for each in listed["components"])
    again = tmp_path / "again.json"
    subprocess.run(["scripts/sbom.sh", str(again)], cwd=root, check=True, capture_output=True)
    assert again.read_bytes() == made.read_bytes()


def test_the_script_says_how_it_is_used(root: Path):
    if shutil.which("bash") is None:
        pytest.skip("the script needs bash")
    done = subprocess.run(["scripts/sbom.sh"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "usage: scripts/sbom.sh FILE.json" in done.stderr
