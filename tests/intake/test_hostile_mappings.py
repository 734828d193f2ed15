"""Whatever names and values a mapping and a file hold: nothing of them is SQL, and nothing is lost unsaid."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.errors import IntakeError, SourceError
from cxc_metrics.intake import (
    Mapping,
    check_apart,
    compile_mapping,
    parse_mapping,
    read_mapping,
    read_source,
    write_source,
)
from cxc_metrics.intake.layouts.mapping import written
from tests.intake.small import checked, found

SQL = (
    "'; DROP TABLE finding; --", '" FROM read_csv(\'/etc/passwd\') --', "$$; ATTACH 'x.db'; $$", "/* UNION",
    "]]>{{ }}%s%(x)s\\", "a\nb;c", "delivered", "exchange_id", "NULL", "select", "x" * 3000, "exact(",
    "name'||(SELECT 1)||'", '"";""', "E'\\x00'", "\u202egnp", "Städte – Größe", "$1", "?", "*", "a.b.c",
)  # fmt: skip
LETTERS = st.text(st.sampled_from("'\";\\,{}[]()%$#-_*?/:=<>\n\t abcäé\u202e日"), min_size=1, max_size=30)
HOSTILE = st.sampled_from(SQL) | LETTERS


def declared(names: list[str], values: dict[str, str], dropped: str, constant: str) -> Mapping:
    """A mapping of five columns: number, status, state, sender, host; what is hostile stands everywhere."""
    number, status, state, sender, host = names
    named: dict[str, Any] = {"organisation_id": {"key": [sender]}, "name": {"column": sender}}
    return Mapping.model_validate(
        {
            "name": "hostile",
            "title": constant,
            "shape": "pairs",
            "lacks": ["exchange.ho_id"],
            "countries": {"aliases": {constant: "DE"}},
            "files": {"row": {"pattern": "*", "header": names}},
            "tables": {
                "exchange": {
                    "from": "row",
                    "where": [{"column": state, "drop": [dropped]}],
                    "columns": {
                        "exchange_id": {"key": [number], "prefix": constant},
                        "vo_id": {"key": [sender]},
                        "vo_country": {"constant": "AT"},
                        "ho_country": {"country": host},
                        "status": {"codes": status, "values": values},
                    },
                },
                "organisation": {
                    "from": "row",
                    "group": ["organisation_id", sender],
                    "columns": {**named, "country_code": {"constant": "AT"}},
                },
            },
        }
    )


def distinct(texts: list[str]) -> bool:
    """Whether no two texts are one name, however they are compared."""
    return len(
        {fold_country(text.replace("_", " ")).replace(" ", "") or text.strip() for text in texts}
    ) == len(texts)


NAMES = st.lists(HOSTILE.filter(str.strip), min_size=5, max_size=5).filter(distinct)
VALUES = st.dictionaries(
    HOSTILE.filter(fold_country), st.sampled_from(["completed", "cancelled"]), max_size=8
)


def tables_of(node: Any) -> Iterator[str]:
    """The tables a parsed statement reads; functions that give tables in brackets."""
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            yield node["table_name"]
        if node.get("type") == "TABLE_FUNCTION":
            yield f"({node['function']['function_name']})"
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        yield from tables_of(inner)


@given(NAMES, VALUES, HOSTILE, HOSTILE)
def test_a_mapping_is_one_select_a_table_and_comes_back_from_its_text(
    names: list[str], values: dict[str, str], dropped: str, constant: str
) -> None:
    values = dict.fromkeys(values, "completed")
    mapping = declared(names, values, dropped, constant)
    assert parse_mapping(written(mapping)) == mapping
    for select in compile_mapping(mapping).selects.values():
        statements = duckdb.extract_statements(select)
        assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]
        parsed = duckdb.execute("SELECT json_serialize_sql(?::VARCHAR)", [select]).fetchall()[0][0]
        assert set(tables_of(json.loads(parsed))) <= {"row", "map_exchange_status"}


@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(names=NAMES, value=HOSTILE.filter(fold_country), constant=HOSTILE.filter(fold_country))
def test_what_the_file_holds_comes_out_whatever_it_is_called(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], value: str, constant: str
) -> None:
    """row  status          state     host          kept
    1    the value       the value  an alias     no: dropped
    2    the value       x          an alias     yes, completed
    3    another         x          an alias     no: its status is not known
    4    the value       x          Atlantis     no: no country"""
    # What begins with a bracket is JSON, whatever its file is called.
    names = [f"n{names[0].strip()}", *(name.strip() for name in names[1:])]
    path = tmp_path_factory.mktemp("hostile") / "row.csv"
    rows = [
        (1, value, value, "A", constant),
        (2, value, "x1", "B", constant),
        (3, "another value", "x1", "A", constant),
        (4, value, "x1", "A", "Atlantis"),
    ]
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([names, *rows])
    source = compile_mapping(declared(names, {value: "completed"}, value, constant))
    with checked(path, source=source) as tables:
        kept = tables.connection.execute("SELECT ho_country, status FROM exchange").fetchall()
        count = tables.row_counts["exchange"]
        assert (count.read, count.kept, count.rejected) == (3, 1, 2)
        assert kept == [("DE", "completed")]
        told = found(tables, "code", "column")
        assert ("unmapped_value", "status") in told
        assert ("unmapped_value", "ho_country") in told
        assert tables.row_counts["organisation"].kept == 2


def test_ten_thousand_values_are_translated(tmp_path: Path) -> None:
    values = {f"value {number} '; --": ("completed", "cancelled")[number % 2] for number in range(10_000)}
    mapping = declared(["n", "status", "state", "sender", "host"], values, "x", "Holland")
    assert parse_mapping(written(mapping)) == mapping
    path = tmp_path / "row.csv"
    lines = [f"{number},value {number} '; --,y,A,FR" for number in range(10_000)]
    path.write_text("\n".join(["n,status,state,sender,host", *lines]), encoding="utf-8")
    with checked(path, source=compile_mapping(mapping)) as tables:
        query = "SELECT status, count(*) FROM exchange GROUP BY ALL ORDER BY 1"
        assert tables.connection.execute(query).fetchall() == [("cancelled", 5_000), ("completed", 5_000)]
    folder = tmp_path / "hostile"
    write_source(compile_mapping(mapping), folder)
    assert read_source(folder).mappings == compile_mapping(mapping).mappings


def test_what_does_not_fit_the_file_is_told_in_the_worker(tmp_path: Path) -> None:
    """The limits of strangers' files hold for a mapping too: it is read in the process that is bounded."""
    mapping = declared(["n", "status", "state", "sender", "host"], {"ok": "completed"}, "x", "Holland")
    path = tmp_path / "row.csv"

    def told(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(IntakeError) as error:
            check_apart(path, source=compile_mapping(mapping)).close()
        return "\n".join(error.value.problems)

    renamed = told("n,stade,state,sender,hosts\n1,ok,y,A,FR\n")
    assert "row.csv lacks columns that source hostile needs: host – did you mean 'hosts'?, status" in renamed
    twice = told("n,status,state,sender,host,Host,host\n1,ok,y,A,FR,FR,FR\n")
    assert "columns stand twice in the header: host" in twice
    path.write_text("n,status,state,sender,host\n1,ok,y,A,Ruritania\n2,ok,y,A,Utopia\n", encoding="utf-8")
    with check_apart(path, source=compile_mapping(mapping)) as tables:
        assert (tables.row_counts["exchange"].kept, tables.row_counts["exchange"].rejected) == (0, 2)
        assert "exchange" not in tables.tables
        assert [row[2] for row in found(tables, "code", "column", "value")] == ["Ruritania", "Utopia"]


def test_two_rows_of_one_key_are_told_and_none_is_guessed(
    tmp_path: Path,
) -> None:
    mapping = declared(["n", "status", "state", "sender", "host"], {"ok": "completed"}, "x", "Holland")
    path = tmp_path / "row.csv"
    path.write_text(
        "n,status,state,sender,host\n1,ok,y,A,FR\n1,ok,y,A,FR\n2,ok,y,A,FR\n2,ok,y,A,ES\n3,ok,y,A,FR\n",
        encoding="utf-8",
    )
    with checked(path, source=compile_mapping(mapping)) as tables:
        count = tables.row_counts["exchange"]
        assert (count.read, count.kept, count.rejected, count.duplicates) == (5, 2, 2, 1)
        told = {row[0] for row in found(tables, "code")}
        assert {"duplicate_row", "duplicate_key"} <= told


def test_columns_that_bear_names_of_ours_are_told() -> None:
    for name in ("_line", "_FILE"):
        with pytest.raises(ValueError, match=f"'{name}' bears a name of ours: rename it in the file"):
            declared(["n", name, "state", "sender", "host"], {}, "x", "Holland")


def test_a_mapping_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    for content, message in ((b"\xff\xfe\x00", "not UTF-8"), (b"# " + b"x" * 1_000_001, "1,000,003 bytes")):
        (tmp_path / "map.toml").write_bytes(content)
        with pytest.raises(SourceError, match=message):
            read_mapping(tmp_path / "map.toml")
