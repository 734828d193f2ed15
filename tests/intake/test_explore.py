"""Real files explored: their form, their rows, what their cells are, and what each column may be."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake import ColumnKind, ColumnRole, ExploredTable, IntakeOptions, explore

ROLES = {
    "cost_ca19130/stsm.csv": {
        "id": "key",
        "grantee": "person",
        "host_country": "receiving_country",
        "home_country": "sending_country",
        "start": "start",
        "end": "end",
        "days": "days",
        "amount": "money",
    },
    "cost_ca19130/meetings.csv": {
        "meeting": "event",
        "start": "start",
        "end": "end",
        "days": "days",
        "meeting_country": "receiving_country",
        "person_country": "sending_country",
        "total": "money",
        "name": "person",
    },
    "twinings_it/twinings.csv": {
        "comune_start_id": "sending_organisation",
        "comune_end_id": "receiving_organisation",
        "comune_end_stato": "receiving_country",
        "comune_end_lat": "ignored",
    },
    "adaptation_mission/adaptation_mission_participants.xlsx": {
        "Legal Name": "organisation",
        "Participant Identification Code": "organisation",
        "NET EU financial contribution (euro)": "money",
        "Funding programme": "project",
        "Country/Territory": "country",
    },
    "adaptation_mission/mission_funded_projects_with_details.xlsx": {
        "Project id": "project",
        "Project Start Date": "start",
        "Project End Date": "end",
        "EU financial contribution (euro)": "money",
        "TOPIC_CODE": "sector",
        "website": "ignored",
    },
    "erasmus_flows/flows.csv": {
        "o_iso": "sending_country",
        "d_iso": "receiving_country",
        "participants": "persons",
    },
    "capes/capesData.csv.gz": {
        "ID_PROCESSO": "key",
        "AN_INICIO": "year",
        "ME_INICIO": "month",
        "NM_IES_ORIGEM_PRINCIPAL_DA": "sending_organisation",
        "NM_IES_ESTUDO_PRINCIPAL_DA": "receiving_organisation",
        "NM_PAIS_IES_ESTUDO": "receiving_country",
        "NM_GRANDE_AREA": "sector",
    },
}
# What a pandas count says: rows; what tells them apart.
KEYS = {
    "cost_ca19130/stsm.csv": (27, ("id",)),
    "cost_ca19130/meetings.csv": (394, ("meeting", "name")),
    "twinings_it/twinings.csv": (4415, ("comune_start_id", "comune_end_id")),
    "adaptation_mission/adaptation_mission_participants.xlsx": (908, ("Legal Name", "Funding programme")),
    "adaptation_mission/mission_funded_projects_with_details.xlsx": (46, ("Project id",)),
    "erasmus_flows/flows.csv": (1223, ("o_iso", "d_iso")),
    "capes/capesData.csv.gz": (146036, ()),
}


def _by_pandas(path: Path) -> pd.DataFrame:
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str, engine="calamine")
    separator = "|" if path.name == "twinings.csv" else ","
    return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", list(ROLES))
def test_a_real_file_is_explored_right(shared_data: Path, name: str) -> None:
    """Rows and columns as pandas counts them, and the role of each column that has one."""
    path = shared_data / name
    (table,) = explore(path).tables
    counted = _by_pandas(path)
    rows, key = KEYS[name]
    assert (table.rows, len(counted)) == (rows, rows)
    assert table.header == tuple(counted.columns)
    assert table.header_line == 1
    assert table.key == key
    if key:
        assert not counted.duplicated(list(key)).any()
    for column, role in ROLES[name].items():
        explored = table.column(column)
        assert explored is not None
        assert explored.role is ColumnRole(role), explored.roles
        assert all(0 < guess.confidence <= 1 and guess.why for guess in explored.roles)
    _check_values(table, counted)


def _check_values(table: ExploredTable, counted: pd.DataFrame) -> None:
    """Distinct values as pandas has them, in the columns whose cells hold no spaces around."""
    for column in table.columns:
        cells = counted[column.name].dropna().str.strip()
        cells = cells[~cells.str.lower().isin(["", "na", "n/a", "nan", "null", "none", "-", "--"])]
        if column.kind is ColumnKind.TEXT and cells.str.isalnum().all():
            assert column.distinct == cells.nunique()
            assert column.empty == table.rows - len(cells)
            first = cells.value_counts()
            assert column.values[0].rows == first.iloc[0]


# The same register as ministries of five countries would head it.
HEADERS = {
    "en": "reference,sending country,host country,start date,end date,grant (EUR),participant name",
    "fr": "numéro,pays d'envoi,pays d'accueil,date de début,date de fin,montant EUR,nom du participant",
    "de": "Nummer,Herkunftsland,Gastland,Beginn,Ende,Betrag EUR,Teilnehmer",
    "it": "numero,paese di provenienza,paese ospitante,data inizio,data fine,importo EUR,partecipante",
    "es": "número,país de origen,país de destino,fecha de inicio,fecha de fin,importe EUR,participante",
}
MEANT = ("key", "sending_country", "receiving_country", "start", "end", "money", "person")


def test_headers_of_five_languages_say_the_same(tmp_path: Path) -> None:
    """Seven roles each; the cells are the same."""
    hosts = ("PL", "MT", "ES", "EL")
    rows = [f"N{n},DE,{hosts[n % 4]},2023-03-0{n},2023-03-1{n},{n}00.50,Person {n % 3}" for n in range(1, 9)]
    for language, header in HEADERS.items():
        file = tmp_path / f"{language}.csv"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        (table,) = explore(file).tables
        assert tuple(column.role for column in table.columns) == MEANT, language


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,country\n1,D\0E\n", "contains 1 NUL bytes"),
        (",".join(f"c{n}" for n in range(16_000)).encode() + b"\n1\n", "header of 16,000 columns"),
        (b"a" * 20_000, "a column name of 20,000 characters"),
        (b'id,text\n1,"never closed\n2,b\n', "a quotation mark is opened and not closed"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "hostile.csv"
    file.write_bytes(content)
    with pytest.raises(IntakeError, match=message) as caught:
        explore(file)
    assert len(caught.value.problems) == 1
    assert "hostile.csv" in str(caught.value)


def test_formulas_and_odd_names_are_text_and_one_bad_file_hides_no_other(tmp_path: Path) -> None:
    """What a spreadsheet would run is shown as it stands; two columns of one name are both there."""
    (tmp_path / "a.csv").write_text("id,id,,\"x;DROP TABLE y\"\n1,=cmd|'/C calc'!A0,3,4\n2,@SUM(1),5,6\n")
    (tmp_path / "b.csv").write_bytes(b"id\0\n")
    explored = explore(tmp_path)
    (table,) = explored.tables
    assert table.header == ("id", "id", "", "x;DROP TABLE y")
    assert [value.value for value in table.columns[1].values] == ["=cmd|'/C calc'!A0", "@SUM(1)"]
    (line,) = explored.unread
    assert "b.csv contains 1 NUL bytes" in line


def test_every_sheet_is_a_table_with_its_own_header(tmp_path: Path) -> None:
    """Titles above one header, none above the other; an empty sheet is no table."""
    file = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        visits, people = book.add_worksheet("Visits"), book.add_worksheet("People")
        book.add_worksheet("Empty")
        rows = [["Visits of 2023"], [], ["Group", None, None], ["id", "host country", "start"]]
        rows += [[n, "Malta", f"2023-05-0{n}"] for n in range(1, 6)]
        for line, row in enumerate(rows):
            visits.write_row(line, 0, row)
        for line, row in enumerate([["participant", "nationality"], ["A", "PL"], ["B", "EL"]]):
            people.write_row(line, 0, row)
    first, second = explore(file).tables
    assert (first.shown, first.header_line, first.rows) == ("two.xlsx[Visits]", 4, 5)
    assert first.header == ("id", "host country", "start")
    assert first.above == "Visits of 2023 Group"
    assert (second.shown, second.header_line, second.rows) == ("two.xlsx[People]", 1, 2)
    assert [column.role for column in second.columns] == ["person", "country"]


def test_what_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A zip that unpacks to more than the set limit says so; nothing of it is read."""
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"a,b\n" + b"1,2\n" * 500_000)
    assert explore(file).tables[0].rows == 500_000
    with pytest.raises(IntakeError, match=r"bomb\.zip unpacks to more than 1 MB, the set limit"):
        explore(file, options=IntakeOptions(max_unpacked_bytes=1_000_000))
