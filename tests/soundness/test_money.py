"""Money is exact: cents add up, whatever the order and the number of threads, and nothing is cut to cents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import Median, kpi
from cxc_metrics.catalogue.declaration import Level
from cxc_metrics.contract.column import MONEY
from cxc_metrics.export import to_csv
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import Store
from tests.measuring.publishing import published, visit
from tests.store.hand_made import checked, exchange, register_rows

ROWS = 303_000
MIDDLE = Median(
    id="T01",
    name="Middle payment",
    level=Level.INPUT,
    fact="exchange",
    unit="EUR",
    value="lump_sum_paid_eur",
    definition="",
    reference="",
    caveat="",
)


def test_cents_add_up_and_means_are_not_cut_to_cents(tmp_path: Path) -> None:
    """exchange  paid
    X1        780.00
    X2        780.01       median 780.005 (of decimals DuckDB says 780.00)
    X3        −780.01      a refund: added
    X4        0.10
    X5        0.20         I01 = 780.30 exactly, F01a = 780.30 / 5 = 156.06
    X6 … X7   12 345 678 901.23 and 0.01: amounts above a million survive"""
    paid = {"X1": 780.00, "X2": 780.01, "X3": -780.01, "X4": 0.1, "X5": 0.2}
    with published(tmp_path / "small", [_paid(key, amount) for key, amount in paid.items()]) as version:
        measured = measure(version, ["I01", "F01a"])
        assert (measured.value("I01"), measured.value("F01a")) == (780.3, 156.06)
    with published(tmp_path / "two", [_paid("X1", 780.0), _paid("X2", 780.01)]) as version:
        assert measure(version, [MIDDLE]).value("T01") == 780.005
    with published(tmp_path / "large", [_paid("X6", 12_345_678_901.23), _paid("X7", 0.01)]) as version:
        measured = measure(version, ["I01", "F01a"])
        assert (measured.value("I01"), measured.value("F01a")) == (12_345_678_901.24, 6_172_839_450.62)
        assert b"12345678901.24" in to_csv(Reader(version).measure(["I01", "F01a"]))


def test_one_question_gives_the_same_bytes_however_often_and_on_however_many_threads(tmp_path: Path) -> None:
    """303 000 payments of 0.01 to 999.99 EUR in no order, asked 12 times by several threads, broken down."""
    tables = checked(register_rows([exchange("X0", lump_sum_paid_eur=None, paid_on=date(2022, 1, 1))]))
    columns = "exchange_id, vo_id, ho_id, vo_country, ho_country, vop_id, hop_id, wave, mode, status"
    tables.connection.execute(
        f"INSERT INTO exchange BY NAME SELECT {columns.replace('exchange_id', 'x.n AS exchange_id')}, "
        "DATE '2021-05-03' + (n % 400)::INTEGER AS actual_start, 3 AS working_days, "
        "((n * 7919 + 13) % 99999 + 1)::DECIMAL(18, 2) / 100 AS lump_sum_paid_eur, paid_on "
        f"FROM exchange, (SELECT range AS n FROM range({ROWS})) x"
    )
    tables.connection.execute("UPDATE exchange SET lump_sum_paid_eur = 0 WHERE exchange_id = 'X0'")
    exact = tables.connection.execute("SELECT sum(lump_sum_paid_eur) FROM exchange").fetchall()[0][0]
    with Store(tmp_path / "store").publish(tables) as version:
        question = {"by": ["month"], "scope": Scope(period="2021-05-01..2022-04-30"), "totals": True}
        answers = set()
        for _ in range(12):
            answers.add(to_csv(Reader(version).measure(["F01a", MIDDLE], **question)))
        assert len(answers) == 1
        assert measure(version, ["I01"]).value("I01") == float(exact)


def test_every_amount_of_the_contract_is_exact() -> None:
    from cxc_metrics.contract import TABLES

    amounts = [c for model in TABLES.values() for c in model.columns() if c.unit == "EUR"]
    assert len(amounts) >= 7
    assert {column.sql_type for column in amounts} == {MONEY}
    assert "AVG" not in kpi("F01a").formula.upper()


def _paid(key: str, amount: float) -> dict[str, object]:
    return visit(key, "2022-01-01", lump_sum_paid_eur=amount, paid_on=date(2022, 2, 1))
