"""From a file nobody described to a mapping: suggested, answered, kept, and recognised the next time."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.errors import SourceError
from cxc_metrics.intake import load_source, source_places
from cxc_metrics.intake.explore import ExploredTable, explore
from cxc_metrics.intake.layouts.mapping import (
    Condition,
    Mapping,
    compile_mapping,
    faults_of,
    fitting_sources,
    parse_mapping,
    recognise,
    save_mapping,
    suggest,
    understood,
    with_answers,
    written,
)
from cxc_metrics.intake.layouts.mapping.suggest import plain_name
from cxc_metrics.paths import SOURCES
from tests.intake.small import checked

MISSIONS = """no;home country;host country;start;end;amount (EUR);status
1;DE;France;2023-01-30;2023-02-03;1200.50;completed
2;Regno di Romania;Italy;2023-03-06;2023-03-10;800;done
3;Regno di Romania;Spian;2023-03-06;2023-03-10;800;cancelled
4;AT;Ruritania;2023-05-01;2023-05-02;;done
""" + "".join(f"{number};AT;EL;2023-06-05;2023-06-06;10;completed\n" for number in range(5, 15))
MEETINGS = """meeting,title,begin,country of meeting,person,country of person
M1,Kick-off,01/12/2023,Belgium,P1,AT
M1,Kick-off,01/12/2023,Belgium,P2,DE
M2,Closing,13/12/2023,Spain,P1,AT
"""
FLOWS = "origin,destination,participants\nAT,BE,12\nAT,DE,7\nBE,AT,12\nDE,BE,5\n"
PARTICIPATIONS = """projectID,organisation name,country,EU contribution
101,Alpha,DE,1000
101,Beta,FR,2000
102,Alpha,DE,500
"""
ONE_SIDED = """sending organisation;host organisation;host country
Alpha;Beta;FR
Gamma;Delta;ES
Alpha;Delta;ES
"""


def explored(folder: Path, text: str, name: str = "missions 2023.csv") -> ExploredTable:
    (folder / name).write_text(text, encoding="utf-8")
    return explore(folder / name).tables[0]


def test_what_a_row_is_follows_from_what_the_columns_may_be(tmp_path: Path) -> None:
    """shape           unit table            columns that are filled"""
    cases = {
        MISSIONS: ("pairs", "exchange", {"exchange_id", "vo_country", "ho_country", "status", "actual_start",
                                          "actual_end", "lump_sum_paid_eur"}),
        MEETINGS: ("meetings", "event_attendance", {"attendance_id", "event_id", "person_ref", "started_on",
                                                    "person_country", "event_country"}),
        FLOWS: ("flows", "exchange", {"exchange_id", "vo_country", "ho_country", "participants"}),
        PARTICIPATIONS: ("participations", "project_participant", {
            "participant_id", "project_id", "organisation_id", "country_code", "eu_contribution_eur"}),
    }  # fmt: skip
    for text, (shape, table, filled) in cases.items():
        mapping = suggest(explored(tmp_path, text))
        assert (mapping.shape, set(mapping.tables[table][0].columns)) == (shape, filled)
        assert not faults_of(mapping)
        assert parse_mapping(written(mapping)) == mapping
    with checked(tmp_path / "missions 2023.csv", source=compile_mapping(mapping)) as tables:
        assert tables.row_counts["project_participant"].kept == 3
        assert tables.row_counts["organisation"].kept == 2


def test_a_draft_says_what_it_lacks_and_is_not_kept(tmp_path: Path) -> None:
    draft = suggest(explored(tmp_path, ONE_SIDED))
    assert set(draft.tables["exchange"][0].columns) == {"exchange_id", "vo_id", "ho_id", "ho_country"}
    assert draft.lacks == ("exchange.status",)
    assert len(faults_of(draft)) == 1
    assert "vo_country (Country of the visiting organisation) decides" in faults_of(draft)[0]
    with pytest.raises(SourceError, match="vo_country"):
        save_mapping(draft, tmp_path / "sources")
    assert not (tmp_path / "sources").exists()


def test_what_is_not_understood_is_told_once_with_its_rows_and_answered(tmp_path: Path) -> None:
    """Ruritania is nothing; `done` is no status, and is what completed ones are; Spian is a slip."""
    table = explored(tmp_path, MISSIONS)
    mapping = suggest(table)
    left = understood(table, mapping)
    assert {(value.column, value.value): (value.rows, value.proposal) for value in left} == {
        ("vo_country", "Regno di Romania"): (2, "RO"),
        ("status", "done"): (2, None),
        ("ho_country", "Spian"): (1, "ES"),
        ("ho_country", "Ruritania"): (1, None),
    }
    assert [value.rows for value in left] == [2, 2, 1, 1]
    answers = {value: value.proposal or "completed" for value in left if value.value != "Ruritania"}
    answered = with_answers(mapping, answers)
    assert [value.value for value in understood(table, answered)] == ["Ruritania"]
    part = answered.tables["exchange"][0]
    without = part.model_copy(update={"where": (Condition(column="HOST country", drop=("ruritania",)),)})
    left_out = answered.model_copy(update={"tables": {"exchange": (without,)}})
    assert understood(table, left_out) == ()
    source = compile_mapping(parse_mapping(written(left_out)))
    with checked(tmp_path / "missions 2023.csv", source=source) as tables:
        assert tables.connection.execute(
            "SELECT vo_country, ho_country, status, lump_sum_paid_eur::VARCHAR FROM exchange "
            "WHERE vo_country <> 'AT' ORDER BY exchange_id"
        ).fetchall() == [
            ("DE", "FR", "completed", "1200.50"),
            ("RO", "IT", "completed", "800.00"),
            ("RO", "ES", "cancelled", "800.00"),
        ]
        assert tables.row_counts["exchange"].kept == 13


def test_the_next_delivery_is_recognised_and_a_changed_one_says_what_changed(tmp_path: Path) -> None:
    mapping = suggest(explored(tmp_path, MISSIONS))
    other = suggest(explored(tmp_path, FLOWS, "flows.csv"))

    def seen(text: str):
        (tmp_path / "next.csv").write_text(text, encoding="utf-8")
        return recognise(explore(tmp_path / "next.csv"), [other, mapping])

    same = seen(MISSIONS.replace("no;home country", "Nö;HOME_COUNTRY"))
    assert same is not None
    assert (same.mapping, same.is_same, same.fits) == (mapping, True, True)
    assert same.files == {"missions": "next.csv"}
    lines = [f"{line};x" for line in MISSIONS.splitlines()]
    grown = seen("\n".join([lines[0].replace(";x", ";remark"), *lines[1:]]))
    assert grown is not None
    assert (grown.is_same, grown.fits, grown.changes[0].new) == (False, True, ("remark",))
    renamed = seen(MISSIONS.replace("host country", "host countries"))
    assert renamed is not None
    assert not renamed.fits
    assert str(renamed.changes[0]) == (
        "next.csv: columns that the mapping needs are missing: 'host country' (now 'host countries'?); "
        "new, and not read: 'host countries'"
    )
    assert seen(PARTICIPATIONS) is None
    (tmp_path / "map.toml").write_text(written(mapping), encoding="utf-8")
    assert explore(tmp_path).unread == (), "what says how files are read is no file of the delivery"


def test_sources_in_sql_are_named_where_they_fit(tmp_path: Path) -> None:
    (tmp_path / "any.csv").write_text("o_iso,d_iso,origin,destination,participants\nAT,DE,a,b,3\n")
    shipped = [load_source(name) for name in ("capes", "erasmus_flows")]
    fitting = fitting_sources(explore(tmp_path / "any.csv"), shipped)
    assert [(each.declared.name, each.is_same) for each in fitting] == [("erasmus_flows", True)]


def test_a_mapping_is_kept_whole_and_never_in_the_programs_folder(tmp_path: Path) -> None:
    mapping = suggest(explored(tmp_path, MISSIONS))
    assert mapping.name == "missions"
    file = save_mapping(mapping, tmp_path / "store" / "sources")
    assert file == tmp_path / "store" / "sources" / "missions" / "map.toml"
    assert save_mapping(mapping, tmp_path / "store" / "sources") == file
    assert load_source("missions", store=tmp_path / "store") == compile_mapping(mapping)
    changed = Mapping.model_validate({**mapping.model_dump(by_alias=True), "title": "Missions abroad"})
    with pytest.raises(SourceError, match="is there already"):
        save_mapping(changed, tmp_path / "store" / "sources")
    save_mapping(changed, tmp_path / "store" / "sources", replace=True)
    assert load_source("missions", store=tmp_path / "store").title == "Missions abroad"
    assert [path.name for path in file.parent.iterdir()] == ["map.toml"]
    for root in (SOURCES, tmp_path / "link"):
        if root != SOURCES:
            root.symlink_to(SOURCES)
        with pytest.raises(SourceError, match="the program's own"):
            save_mapping(mapping, root)
    assert "missions" not in {place.name for place in source_places(SOURCES)}
    (tmp_path / "closed").write_text("a file where the folder should be")
    with pytest.raises(SourceError, match="cannot be written"):
        save_mapping(mapping, tmp_path / "closed")
    with pytest.raises(SourceError, match="No mapping can be called cxc"):
        save_mapping(mapping.model_copy(update={"name": "cxc"}), tmp_path)


def test_names_of_files_become_names_of_registers() -> None:
    assert [plain_name(text) for text in ("exchange", "2024", "", "…", "a" * 90, "Été 3", "Χώρες 1")] == [
        "exchange", "register_2024", "register", "register", "a" * 40, "ete_3", "register_1",
    ]  # fmt: skip
