"""Data versions of an older contract stay open: no cell had been emptied, amounts were floating point."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb

from cxc_metrics.measuring import measure
from cxc_metrics.records import exchange_card
from cxc_metrics.store import Store
from tests.store.hand_made import checked, exchange, register_rows


def test_a_version_without_emptied_cells_and_with_amounts_as_floats(register: Store) -> None:
    rows = register_rows([exchange("X1", lump_sum_paid_eur=780.01, paid_on=date(2021, 6, 1))])
    published = register.publish(checked(rows))
    published.close()
    folder = Path(register.root) / "snapshots" / published.id
    _as_of_contract_1(folder)
    for file in (Path(register.root) / "facts" / published.id).iterdir():
        file.unlink()
    with Store(register.root).open(published.id) as version:
        assert version.manifest.findings_by_severity == {"reject": 0, "breach": 0, "warn": 0}
        assert version.manifest.shape == "pairs"
        version.verify()
        measured = measure(version, ["O01", "I01", "F01a", "Q02"])
        assert [measured.value(kpi) for kpi in measured.ids] == [1, 780.01, 780.01, 0.0]
        assert version.emptied_columns("exchange") == ()
        assert version.finding_counts().empty
        assert "emptied" not in exchange_card(version, "X1").breaches.reason


def _as_of_contract_1(folder: Path) -> None:
    file, manifest = folder / "register.duckdb", folder / "manifest.json"
    folder.chmod(0o755)
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE emptied_cell")
        connection.execute("DROP TABLE exchange_undecided")
        for column in ("lump_sum_agreed_eur", "lump_sum_paid_eur", "lump_sum_cap_eur"):
            connection.execute(f"ALTER TABLE exchange ALTER {column} TYPE DOUBLE")
    manifest.chmod(0o644)
    told = json.loads(manifest.read_text())
    del told["shape"], told["date_precision"]
    told |= {"contract_version": "1", "findings_by_severity": {"reject": 0, "breach": 0, "warn": 0}}
    manifest.write_text(json.dumps(told))


def test_a_pointer_written_when_data_versions_were_called_snapshots_still_serves(tmp_path: Path) -> None:
    register = Store(tmp_path / "store")
    first, second = (
        register.publish(checked(register_rows([exchange(key)])), accept_loss=True).id for key in ("X1", "X2")
    )
    moves = [
        {
            "at": "2026-01-05T09:00:00Z",
            "action": "publish",
            "snapshot": first,
            "previous": None,
            "note": None,
        },
        {"at": "2026-01-06T09:00:00Z", "action": "rollback", "snapshot": second, "previous": first},
    ]
    shutil.rmtree(register.root / "registers")
    (register.root / "current.json").write_text(json.dumps({"current": second, "moves": moves}))
    reopened = Store(register.root)
    assert reopened.current_id() == second
    assert [move.version for move in reopened.moves()] == [second, first]
    reopened.rollback(first)
    written = json.loads((register.root / "registers" / "hand_made_synthetic" / "current.json").read_text())
    assert [move["snapshot"] for move in written["moves"]] == [first, second, first]
