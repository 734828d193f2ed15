"""Asking a data version: parameters, labels, findings, differences."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cxc_metrics.engine import EngineError
from cxc_metrics.errors import UnknownName
from cxc_metrics.store import DataVersion, Store, difference
from tests.store.hand_made import checked, exchange, register_rows

FINDINGS = [
    ("exchange.csv", "exchange", 3, "vo_id", "E9", "orphan", "reject", "no such organisation", "add it"),
    ("exchange.csv", "exchange", 2, "working_days", "2", "C03", "breach", "too short", "check"),
    ("exchange.csv", "exchange", 5, "working_days", "1", "C03", "breach", "too short", "check"),
    ("organisation.csv", "organisation", 2, "city", "", "hint", "warn", "no city", "add it"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One store for all that is asked here; nothing asked depends on what else is in it."""
    return Store(tmp_path_factory.mktemp("asked") / "store")


@pytest.fixture(scope="module")
def version(register: Store) -> DataVersion:
    return register.publish(checked(register_rows([exchange("X1"), exchange("X2")]), findings=FINDINGS))


def test_a_query_binds_its_parameters_and_gives_arrow(version: DataVersion):
    table = version.query("SELECT exchange_id FROM exchange WHERE exchange_id = $id", {"id": "X' OR '1'='1"})
    assert isinstance(table, pa.Table)
    assert table.num_rows == 0
    assert (
        version.query("SELECT exchange_id FROM exchange WHERE exchange_id = $id", {"id": "X2"}).num_rows == 1
    )


def test_a_list_can_be_bound(version: DataVersion):
    table = version.query(
        "SELECT count(*) AS n FROM exchange WHERE list_contains($ids, exchange_id)", {"ids": ["X1", "X9"]}
    )
    assert table["n"].to_pylist() == [1]


def test_wrong_sql_is_duckdbs_own_error(version: DataVersion):
    with pytest.raises(EngineError, match="no_such_table"):
        version.query("SELECT * FROM no_such_table")


def test_python_variables_are_no_tables(version: DataVersion):
    secret = pa.table({"a": [1]})
    with pytest.raises(EngineError, match="secret"):
        version.query("SELECT * FROM secret")
    assert secret.num_rows == 1


def test_labels_of_partnerships_and_organisations(version: DataVersion):
    assert version.labels("partnership") == {"A": "A-ACRO", "B": "B-ACRO"}
    assert version.labels("host_partnership") == version.labels("partnership")
    names = version.labels("visitor_id")
    row = version.query(
        f"SELECT DISTINCT visitor_id::VARCHAR AS v, host_id::VARCHAR AS h FROM {version.fact('exchange')}"
    ).to_pylist()[0]
    assert (names[row["v"]], names[row["h"]]) == ("Name of ES1", "Name of DE1")


def test_a_dimension_without_labels_names_those_that_have_some(version: DataVersion):
    with pytest.raises(UnknownName, match="labelled dimension: 'mode'"):
        version.labels("mode")


def test_labels_handed_out_are_a_copy(version: DataVersion):
    version.labels("partnership")["A"] = "changed"
    assert version.labels("partnership")["A"] == "A-ACRO"


def test_findings_keep_the_order_of_the_files(version: DataVersion):
    findings = version.findings()
    assert list(findings.columns) == [
        "file", "table", "line", "column", "value", "code", "severity", "message", "hint",
    ]  # fmt: skip
    assert findings[["table", "line"]].to_numpy().tolist() == [
        ["organisation", 2],
        ["exchange", 2],
        ["exchange", 3],
        ["exchange", 5],
    ]


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ({"code": "C03"}, [2, 5]),
        ({"severity": "reject"}, [3]),
        ({"table": "exchange"}, [2, 3, 5]),
        ({"table": "exchange", "severity": "breach"}, [2, 5]),
        ({"code": "C99"}, []),
    ],
    ids=str,
)
def test_findings_can_be_narrowed_and_counted(version: DataVersion, wanted: dict[str, str], lines: list[int]):
    assert version.findings(**wanted)["line"].tolist() == lines
    assert version.finding_count(**wanted) == len(lines)


def test_findings_come_in_pages(version: DataVersion):
    pages = [version.findings(limit=3, offset=start)["line"].tolist() for start in (0, 3, 6)]
    assert pages == [[2, 2, 3], [5], []]


def test_findings_counted_gravest_first(version: DataVersion):
    assert version.finding_counts().to_numpy().tolist() == [
        ["reject", "orphan", "exchange", 1],
        ["breach", "C03", "exchange", 2],
        ["warn", "hint", "organisation", 1],
    ]
    assert version.manifest.findings_by_code == {"C03": 2, "hint": 1, "orphan": 1}
    assert version.manifest.findings_by_severity == {"reject": 1, "cell": 0, "breach": 2, "warn": 1}


def test_how_two_data_versions_differ(register: Store, version: DataVersion):
    other = register.publish(
        checked(
            register_rows([exchange("X1"), exchange("X3"), exchange("X4"), exchange("X5", ho_country="ES")]),
            findings=[FINDINGS[1]],
        )
    )
    change = difference(version.manifest, other.manifest)
    assert (change.before, change.after) == (version.id, other.id)
    assert change.rows.to_numpy().tolist() == [
        ["organisation", 4, 4, 0],
        ["partnership", 2, 2, 0],
        ["exchange", 2, 4, 2],
    ]
    assert change.findings.to_numpy().tolist() == [
        ["C03", 2, 1, -1],
        ["hint", 1, 0, -1],
        ["orphan", 1, 0, -1],
    ]
    assert (change.countable_before, change.countable_after) == (2, 3)


def test_a_closed_version_leaves_the_others_open(register: Store, version: DataVersion):
    with register.open(version.id) as other:
        assert other.query("SELECT count(*) AS n FROM exchange")["n"].to_pylist() == [2]
    assert version.query("SELECT count(*) AS n FROM exchange")["n"].to_pylist() == [2]


def test_findings_are_ordered_as_a_whole_and_not_by_page(version: DataVersion):
    ways = {order: version.findings(order=order)["line"].tolist() for order in ("line", "-line")}
    assert ways == {"line": [2, 2, 3, 5], "-line": [5, 3, 2, 2]}
    pages = [version.findings(order="-line", limit=3, offset=start)["line"].tolist() for start in (0, 3)]
    assert pages == [[5, 3, 2], [2]]
    with pytest.raises(UnknownName):
        version.findings(order='line"; DROP')
