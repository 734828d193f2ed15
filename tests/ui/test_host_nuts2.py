"""The NUTS 2 region of the host, the dimension that docs/how-to/add-a-dimension.md adds.

Every figure by it is held against check queries with all others (`raw_sources`); here are the rule on rows
made by hand, and what follows from the declaration alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.disclosure import INTERNAL
from cxc_metrics.disclosure.origin import origin_of
from cxc_metrics.disclosure.protection import disclose_measurement
from cxc_metrics.errors import InvalidScope
from cxc_metrics.export import to_csv
from cxc_metrics.measuring import measure
from cxc_metrics.paths import ROOT
from cxc_metrics.scope import Scope, label
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.words.texts import say
from tests.store.hand_made import checked, exchange, organisation, register_rows
from tests.ui.reading import errors, text

GUIDE = ROOT / "docs" / "how-to" / "add-a-dimension.md"


def by_region(version: DataVersion, scope: Scope | None = None) -> dict[str | None, int]:
    table = measure(version, ["O01"], by=["host_nuts2"], scope=scope).table
    told = table.astype(object).where(table.notna(), None)
    return {row["host_nuts2"]: int(row["O01"]) for row in told.to_dict("records") if row["O01"]}


def test_exchanges_by_region_of_the_host(hand: DataVersion) -> None:
    """host  code   version   exchanges held
    DE1   DE212  2021      X01 X03 X09 X11 X14 X15    6
    DE2   DE21   2021      X04 X12 X20                3   the same region: 9
    FR2   FR10   2016      X07 X17                    2
    ES1   ES511  2016      X06 X08 X18                3
    UK1   UKI31  2016      X16                        1
    FR1   FR1    2021      X02 X10 X19                3   a part of the country
    IT1   ITC4C  -         X05                        1   of no version
    PL1   -      -         X13                        1   not recorded: 5"""
    held = {"DE21 (2021)": 9, "FR10 (2016)": 2, "ES51 (2016)": 3, "UKI3 (2016)": 1, None: 5}
    assert by_region(hand) == held
    assert sum(held.values()) == measure(hand, ["O01"]).value("O01")


def test_kosovo_has_no_region_and_another_version_is_another_region(register: Store) -> None:
    """code   version
    XK000  2021     not recorded
    DE212  2021     DE21 (2021)
    DE212  2024     DE21 (2024): borders differ between versions
    DE     2021     not recorded"""
    codes = {"H1": ("XK", "XK000", 2021), "H2": ("DE", "DE212", 2021), "H3": ("DE", "DE212", 2024)}
    codes["H4"] = ("DE", "DE", 2021)
    rows = register_rows(
        [exchange(f"X{key}", ho_id=key, ho_country=country) for key, (country, _, _) in codes.items()]
    )
    rows["organisation"] = [
        *rows["organisation"],
        *(
            organisation(key, country, nuts_id=code, nuts_version=year)
            for key, (country, code, year) in codes.items()
        ),
    ]
    rows["organisation"] = [{"nuts_id": None, "nuts_version": None} | row for row in rows["organisation"]]
    version = register.publish(checked(rows))
    assert by_region(version) == {"DE21 (2021)": 1, "DE21 (2024)": 1, None: 2}


def test_a_selection_of_regions_opens_again_and_says_what_it_is(hand: DataVersion) -> None:
    scope, notes = Scope.from_query({"host_nuts2": ["de21 (2021)", "ES51 (2016)"]}, hand)
    assert notes == []
    assert by_region(hand, scope) == {"DE21 (2021)": 9, "ES51 (2016)": 3}
    assert Scope.from_query(scope.to_query(), hand) == (scope, [])
    assert scope.sentence() == "All visits to hosts of the region DE21 (2021) and ES51 (2016)"
    assert label("host_nuts2", "DE21 (2021)", hand) == "DE21 (2021)"
    with pytest.raises(InvalidScope, match="not written like"):
        Scope(host_nuts2=("DE",))
    refused, notes = Scope.from_query({"host_nuts2": "Bavaria"}, hand)
    assert refused.is_everything
    assert [note.parameter for note in notes] == ["host_nuts2"]


def test_it_is_exported_by_code_alone(hand: DataVersion) -> None:
    figures = disclose_measurement(measure(hand, ["O01"], by=["host_nuts2"]), origin_of(hand, INTERNAL))
    head = to_csv(figures).decode().splitlines()[0].split(",")
    assert "host_nuts2" in head
    assert "host_nuts2_name" not in head


def test_a_register_without_versions_of_codes_says_so(register: Store) -> None:
    rows = register_rows([exchange("X1")])
    rows["organisation"] = [{**row, "nuts_id": "DE212"} for row in rows["organisation"]]
    version = register.publish(checked(rows))
    reason = measure(version, ["O01"], by=["host_nuts2"]).not_measurable["O01"]
    assert "cannot be told by region of the host (NUTS 2)" in reason
    assert version.missing_columns("exchange", "host_nuts2") == ("organisation.nuts_version",)


@pytest.mark.parametrize(("store", "shown"), [("sample_register", True), ("erasmus_register", False)])
def test_regions_are_drawn_where_the_register_records_them(
    run: Callable[..., AppTest], store: str, shown: bool, request: pytest.FixtureRequest
) -> None:
    app = run(request.getfixturevalue(store), "countries", host_country="DE")
    assert errors(app) == []
    assert (say("countries.rank_regions") in text(app)) is shown
    assert ("DE21 (2024)" in text(app)) is shown


def test_the_guide_names_the_files_that_a_dimension_touches() -> None:
    """What it quotes stands there, and no other file of ours speaks of the dimension."""
    guide = GUIDE.read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| [a-z]+ +\| `([^`]+)`", guide, re.MULTILINE))
    assert len(listed) <= 6
    for path in listed:
        assert "nuts2" in (ROOT / path).read_text(encoding="utf-8"), path
    speaking = {
        str(path.relative_to(ROOT))
        for room in ("cxc_metrics", "ui", "pages", "tests", "docs/how-to")
        for path in (ROOT / room).rglob("*.*")
        if path.suffix in {".py", ".sql", ".toml", ".md"} and "nuts2" in path.read_text(encoding="utf-8")
    }
    assert speaking == listed
    declared = (ROOT / "cxc_metrics/contract/dimensions.py").read_text(encoding="utf-8")
    quoted = re.search(r"```\n(.*?)```", guide, re.DOTALL)
    assert quoted is not None
    assert quoted[1] in declared
    words = tomllib.loads((ROOT / "cxc_metrics/words/common.toml").read_text(encoding="utf-8"))
    asked = re.findall(r"^(\w+)\.(\w+) = \"(.+)\"$", guide, re.MULTILINE)
    assert asked
    assert {text: words[section][name] for section, name, text in asked} == {text: text for *_, text in asked}
