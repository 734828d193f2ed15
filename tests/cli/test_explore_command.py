"""`cxc explore`: any file, told in words and as JSON; what leads there from a check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake import check

from .conftest import Run

VISITS = "Besuche 2023;;;\n\nNummer;Heimatland;Gastland;Beginn;Betrag in EUR\n" + "".join(
    f"{n};Österreich;{land};{n}.03.2023;1.2{n}0,50\n" for n, land in enumerate(["Polen", "Malta"] * 4, 1)
)


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    file = tmp_path / "besuche.csv"
    file.write_bytes(VISITS.encode("cp1252"))
    return file


def test_a_file_nobody_has_described_is_told_in_words(run: Run, visits: Path) -> None:
    done = run("explore", visits)
    assert (done.exit_code, done.stderr) == (0, "")
    words = " ".join(done.stdout.split())
    for part in (
        "besuche.csv: CSV text, cp1252, separator ;, header in line 3; 8 rows, 5 columns",
        "Above the header stands: Besuche 2023",
        "Rows are told apart by: Nummer",
        "Heimatland country 0 1 Österreich sending country",
        "Gastland country 0 2 Malta, Polen receiving country",
        "Beginn date DD.MM.YYYY 0 8",
        "O01 Exchanges held",
        "exchange.ho_id",
        f"A first mapping: cxc map new {visits}",
    ):
        assert part in words


def test_several_paths_as_json_and_what_cannot_be_read_beside_them(
    run: Run, visits: Path, tmp_path: Path
) -> None:
    image = tmp_path / "logo.csv"
    image.write_bytes(b"\x89PNG\r\n")
    flows = tmp_path / "renamed.csv"
    flows.write_text("o_iso,d_iso,origin,destination,participants\nDE,FR,Germany,France,12\n")
    done = run("explore", visits, image, flows, "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    first, second = told["paths"]
    assert [table["rows"] for table in (*first["tables"], *second["tables"])] == [8, 1]
    assert (first["sources"], second["sources"]) == ([], ["erasmus_flows"])
    (table,) = first["tables"]
    roles = {column["name"]: column["roles"][0]["role"] for column in table["columns"]}
    assert roles == {
        "Nummer": "key",
        "Heimatland": "sending_country",
        "Gastland": "receiving_country",
        "Beginn": "start",
        "Betrag in EUR": "money",
    }
    assert {"O01", "I01"} <= set(table["prospects"]["measurable"])
    assert "PNG image" in told["unread"][0]
    nothing = run("explore", image, tmp_path / "none.csv")
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "PNG image" in nothing.stderr
    assert "There is no file or folder" in nothing.stderr


def test_what_is_no_table_of_the_contract_leads_to_exploring(visits: Path, tmp_path: Path) -> None:
    """The message names the source that fits, else only the way to explore and map."""
    with pytest.raises(IntakeError) as caught:
        check(visits)
    assert "Table exchange is missing." in str(caught.value)
    assert "cxc explore, or the Data page" in str(caught.value)
    assert "Source" not in str(caught.value)
    flows = tmp_path / "renamed.csv"
    flows.write_text("o_iso,d_iso,origin,destination,participants\nDE,FR,Germany,France,12\n")
    with pytest.raises(IntakeError, match="Source erasmus_flows fits these files") as caught:
        check(flows)
    assert len(caught.value.problems) == 1
