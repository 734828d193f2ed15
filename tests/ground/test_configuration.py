"""What the project says about itself is true: settings exist, colours can be read, locks and README agree."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit.config
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HASHED = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)")

# Machado, Oliveira and Fernandes (2009), severity 1.0: what linear RGB becomes.
VISION = {
    "common": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Linear sRGB to XYZ, D65 white (IEC 61966-2-1).
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def options(table: dict[str, Any], prefix: str = "") -> list[str]:
    """`server.port` for each setting of the file, nested tables followed."""
    names = []
    for key, value in table.items():
        names += options(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]
    return names


def pins(lock: Path) -> dict[str, set[str]]:
    """Versions per package in a lock file; several where markers choose."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := PINNED.match(line):
            found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


def linear(colour: str) -> np.ndarray:
    """Linear red, green, blue of `#RRGGBB`, each 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts])


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2)."""
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def seen_as(colour: str, vision: np.ndarray) -> np.ndarray:
    """CIELAB coordinates of a colour as that eye sees it; a distance of 2 is just noticeable."""
    xyz = TO_XYZ @ np.clip(vision @ linear(colour), 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blend(ink: str, surface: str, opacity: float) -> str:
    """What the eye gets of a translucent colour on a surface."""
    pairs = [(int(ink[i : i + 2], 16), int(surface[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(opacity * a + (1 - opacity) * b):02X}" for a, b in pairs)


@pytest.fixture(scope="module")
def settings(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_setting_is_one_that_streamlit_knows(settings: dict[str, Any]):
    known = set(streamlit.config._config_options_template)
    assert [name for name in options(settings) if name not in known] == []


def test_nothing_is_sent_elsewhere_and_only_this_machine_is_served(settings: dict[str, Any]):
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["disableDataExport"] is True
    assert "://" not in str(settings["theme"]), "fonts or themes from another host"


def test_the_contrast_formula_gives_the_published_values():
    """Facts 7.6 against white: #3860ED 5.17, #26324B 12.80, #8F5600 6.00."""
    assert [round(contrast(c, "#FFFFFF"), 2) for c in ("#3860ED", "#26324B", "#8F5600")] == [
        5.17,
        12.80,
        6.00,
    ]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_links_can_be_read_on_every_surface(settings: dict[str, Any], mode: str):
    theme = settings["theme"][mode]
    surfaces = [theme["backgroundColor"], theme["secondaryBackgroundColor"]]
    surfaces += [theme["sidebar"]["backgroundColor"], theme["sidebar"]["secondaryBackgroundColor"]]
    for ink, surface in itertools.product(("textColor", "linkColor", "primaryColor"), surfaces):
        assert contrast(theme[ink], surface) >= 4.5, (ink, surface)
    for surface in surfaces:
        assert contrast(blend(theme["textColor"], surface, 0.6), surface) >= 4.5, f"captions on {surface}"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_chart_colours_stand_out_from_the_page(settings: dict[str, Any], mode: str):
    theme = settings["theme"][mode]
    assert all(contrast(colour, theme["backgroundColor"]) >= 3 for colour in theme["chartCategoricalColors"])


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_chart_colours_stay_apart_for_every_kind_of_colour_vision(
    settings: dict[str, Any], mode: str, vision: str
):
    colours = settings["theme"][mode]["chartCategoricalColors"]
    seen = {colour: seen_as(colour, VISION[vision]) for colour in colours}
    close = [
        pair for pair in itertools.combinations(seen, 2) if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < 20
    ]
    assert close == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_sequential_scale_goes_one_way_and_has_the_ten_steps_streamlit_takes(
    settings: dict[str, Any], mode: str
):
    theme = settings["theme"] | settings["theme"][mode]
    assert len(theme["chartDivergingColors"]) == 10
    steps = [luminance(colour) for colour in theme["chartSequentialColors"]]
    assert len(steps) == 10
    assert steps == sorted(steps, reverse=mode == "light")


def test_every_direct_dependency_is_pinned_within_its_bounds(root: Path, project: dict[str, Any]):
    locked = pins(root / "requirements.txt")
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    for requirement in map(Requirement, wanted):
        versions = locked[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_every_test_tool_is_pinned_within_its_bounds_and_agrees_with_the_first_lock(
    root: Path, project: dict[str, Any]
):
    first, second = pins(root / "requirements.txt"), pins(root / "requirements-test.txt")
    for requirement in map(Requirement, project["dependency-groups"]["test"]):
        versions = second[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement
    assert {name for name in first.keys() & second.keys() if not second[name] <= first[name]} == set()


def test_what_answers_assistants_is_pinned_as_elsewhere(root: Path, project: dict[str, Any]):
    first, second = pins(root / "requirements.txt"), pins(root / "requirements-assistants.txt")
    for requirement in map(Requirement, project["project"]["optional-dependencies"]["assistants"]):
        assert canonicalize_name(requirement.name) in second
    assert {name for name in first.keys() & second.keys() if not second[name] <= first[name]} == set()


def test_what_asks_engines_is_pinned_as_elsewhere(root: Path, project: dict[str, Any]):
    first, second = pins(root / "requirements.txt"), pins(root / "requirements-engines.txt")
    extras = project["project"]["optional-dependencies"]
    for requirement in map(Requirement, [*extras["clickhouse"], *extras["chdb"], *extras["spark"]]):
        assert canonicalize_name(requirement.name) in second
    assert {name for name in first.keys() & second.keys() if not second[name] <= first[name]} == set()


@pytest.mark.parametrize("lock", ["", "-test", "-assistants", "-engines", "-sbom"])
def test_a_lock_names_no_place_and_pins_everything_with_its_hash(root: Path, lock: str):
    lines = (root / f"requirements{lock}.txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert [line for line in said if not PINNED.match(line) and not HASHED.match(line)] == []
    for line, following in itertools.pairwise([*said, ""]):
        assert HASHED.match(line) or HASHED.match(following), f"{line} has no hash"
    assert [line for line in lines if "://" in line or "file:" in line] == []


def test_the_readme_says_why_each_library_is_there(root: Path, project: dict[str, Any]):
    readme = (root / "README.md").read_text(encoding="utf-8")
    missing = [
        name
        for name in (Requirement(line).name for line in project["project"]["dependencies"])
        if not re.search(rf"^\| {re.escape(name)} \| \w", readme, flags=re.MULTILINE)
    ]
    assert missing == []
    tools = project["dependency-groups"]["test"] + project["dependency-groups"]["build"]
    assert [name for name in (Requirement(line).name for line in tools) if name not in readme] == []


def test_the_licence_field_and_the_licence_text_agree(root: Path, project: dict[str, Any]):
    assert project["project"]["license"] == "EUPL-1.2"
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
