"""Records that leave over HTTP are on record with the subject of whoever asked; figures are not."""

from __future__ import annotations

from starlette.testclient import TestClient

from cxc_metrics.api import application
from cxc_metrics.disclosure import INTERNAL, PUBLIC
from cxc_metrics.store import AuditLog, Store
from tests.store.hand_made import checked, exchange, register_rows


def test_records_are_on_record_with_who_asked(register: Store) -> None:
    register.publish(checked(register_rows([exchange("X1")])))
    asking = TestClient(application(lambda _: INTERNAL, register.root, subject_of=lambda _: "oidc:9"))
    assert asking.get("/measure?figures=O01").status_code == 200
    assert asking.get("/records?figure=O01").status_code == 200
    closed = TestClient(application(lambda _: PUBLIC, register.root, subject_of=lambda _: "public"))
    assert closed.get("/records?figure=O01").status_code == 403
    entries = AuditLog(register.root).read().entries
    assert [(entry.what, entry.who) for entry in entries[1:]] == [("exported-records", "oidc:9")]
    assert entries[1].detail["format"] == "api json"
