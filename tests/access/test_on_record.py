"""Records that leave are on record; figures, and what is protected from the viewer, leave freely."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.access import enter_export, open_register
from cxc_metrics.errors import RegisterError
from cxc_metrics.store import Store
from tests.store.hand_made import checked, exchange, register_rows


def test_records_are_on_record_before_they_leave(register: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [exchange(f"X{number}") for number in range(3)]
    register.publish(checked(register_rows(rows)))
    reader = open_register(register.root).reader()
    assert reader is not None
    records, figures = reader.rows("O01", limit=2), reader.measure(["O01"])
    log = open_register(register.root).audit
    enter_export(figures, "held", "csv", root=register.root)
    assert [entry.what for entry in log.read().entries] == ["published"]
    enter_export(records, "rows", "csv", who="oidc:1", root=register.root)
    enter_export([figures, records], "a page", "xlsx", who="oidc:1", rows=3, root=register.root)
    entries = log.read().entries[1:]
    assert [(entry.what, entry.who, entry.version) for entry in entries] == [
        ("exported-records", "oidc:1", reader.id)
    ] * 2
    assert [entry.detail["rows"] for entry in entries] == [2, 3]
    assert entries[0].detail == {"what": "rows", "format": "csv", "rows": 2, "viewer": "internal"}
    blocked = Path(register.root / "a-file")
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("CXC_AUDIT_DIR", str(blocked / "audit"))
    with pytest.raises(RegisterError, match="CXC_AUDIT_DIR"):
        enter_export(records, "rows", "csv", root=register.root)
    enter_export(figures, "held", "csv", root=register.root)
