"""The audit log: on record before it is done, readable whatever was damaged, and tampering shows."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from cxc_metrics.errors import CxcError, RegisterError
from cxc_metrics.store import AuditLog, Deed, Store, StoreSecret, audit, audit_days, local_subject
from tests.store.hand_made import checked, exchange, register_rows


def one(key: str = "X1"):
    return checked(register_rows([exchange(key)]))


def deeds(root: Path) -> list[tuple[str, str, str]]:
    return [(entry.what, entry.who, entry.version) for entry in AuditLog(root).read().entries]


def test_what_changes_what_is_served_is_on_record_with_its_subject(register: Store):
    first = register.publish(one("X1"), who="oidc:42")
    second = register.publish(one("X2"))
    register.publish(one("X2"), who="oidc:42")  # served already: nothing was done
    register.rollback(first.id, who="oidc:43")
    assert deeds(register.root) == [
        ("published", "oidc:42", first.id),
        ("published", local_subject(), second.id),
        ("rolled-back", "oidc:43", first.id),
    ]
    reading = AuditLog(register.root).read()
    assert reading.problems == ()
    assert reading.entries[2].detail == {"instead_of": second.id}
    assert {entry.register_name for entry in reading.entries} == {"hand_made_synthetic"}


def test_a_preview_is_not_on_record(register: Store, tmp_path: Path):
    register.preview(one(), tmp_path / "preview").version.close()
    assert not (tmp_path / "preview" / "audit").exists()


def test_the_log_is_readable_by_its_owner_only(register: Store):
    register.publish(one())
    for name in ("audit.jsonl", "audit.end"):
        assert stat.S_IMODE((register.root / "audit" / name).stat().st_mode) == 0o600, name


def test_what_cannot_be_put_on_record_is_not_done(register: Store, monkeypatch: pytest.MonkeyPatch):
    first = register.publish(one("X1"))
    blocked = register.root / "a-file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("CXC_AUDIT_DIR", str(blocked / "audit"))
    with pytest.raises(RegisterError, match=r"audit log .* cannot be written .*Nothing was done"):
        register.publish(one("X2"))
    assert register.current_id() == first.id
    monkeypatch.setenv("CXC_AUDIT_DIR", str(register.root / "elsewhere"))
    register.publish(one("X2"))
    assert [entry.n for entry in AuditLog(register.root).read().entries] == [1]


def test_what_failed_after_it_was_entered_is_entered_as_such(tmp_path: Path):
    log = AuditLog(tmp_path)
    with pytest.raises(CxcError), log.recorded(Deed.SECRET, "oidc:1"):
        raise CxcError("no")
    assert deeds(tmp_path) == [("made-secret", "oidc:1", ""), ("not-done", "oidc:1", "")]
    StoreSecret(tmp_path)


def written(root: Path, count: int = 4) -> Path:
    log = AuditLog(root)
    for number in range(count):
        log.write(Deed.PUBLISHED, f"oidc:{number}", version=f"v{number}")
    return log.file


def test_tampering_with_a_line_shows_and_stops_no_reading(tmp_path: Path):
    """changed, taken away, put in, cut at the end, cut at the start, unreadable, gone"""
    file = written(tmp_path)
    lines = file.read_bytes().splitlines(keepends=True)
    for name, tampered, readable in (
        ("changed", [lines[0], lines[1].replace(b"oidc:1", b"oidc:9"), *lines[2:]], 4),
        ("taken away", [lines[0], *lines[2:]], 3),
        ("put in", [*lines[:2], lines[1], *lines[2:]], 5),
        ("cut at the end", lines[:-1], 3),
        ("cut at the start", lines[1:], 3),
        ("unreadable", [lines[0], b"\xff\x00 nonsense\n", *lines[2:]], 3),
        ("torn", [*lines[:3], lines[3][:40]], 3),
        ("gone", [], 0),
    ):
        file.write_bytes(b"".join(tampered))
        reading = AuditLog(tmp_path).read()
        assert reading.problems, name
        assert len(reading.entries) == readable, name
    file.write_bytes(b"".join(lines))
    assert AuditLog(tmp_path).read().problems == ()


def test_writing_on_does_not_hide_that_lines_are_missing(tmp_path: Path):
    file = written(tmp_path)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:2]))
    AuditLog(tmp_path).write(Deed.SECRET)
    AuditLog(tmp_path).write(Deed.SECRET)
    reading = AuditLog(tmp_path).read()
    assert len(reading.problems) == 1
    assert "Line 3 does not follow line 2" in reading.problems[0]


def test_half_a_line_of_a_crash_stays_one_of_its_own(tmp_path: Path):
    file = written(tmp_path)
    with file.open("ab") as torn:
        torn.write(b'{"n": 5, "at"')
    AuditLog(tmp_path).write(Deed.SECRET)
    reading = AuditLog(tmp_path).read()
    assert len(reading.entries) == 5
    assert reading.problems == ("Line 5 cannot be read.",)


def test_a_crash_between_the_line_and_its_mark_is_no_damage(tmp_path: Path):
    written(tmp_path, 3)
    end = tmp_path / "audit" / "audit.end"
    before = end.read_bytes()
    written(tmp_path, 1)
    end.write_bytes(before)
    assert AuditLog(tmp_path).read().problems == ()


def test_old_entries_go_after_their_time_and_that_is_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for day in (0, 20, 40):
        monkeypatch.setattr(audit, "_now", lambda day=day: start + timedelta(days=day))
        AuditLog(tmp_path).write(Deed.PUBLISHED, "oidc:1", version=f"v{day}")
    monkeypatch.setenv("CXC_AUDIT_DAYS", "30")
    monkeypatch.setattr(audit, "_now", lambda: start + timedelta(days=45))
    AuditLog(tmp_path).write(Deed.PUBLISHED, "oidc:1", version="v45")
    reading = AuditLog(tmp_path).read()
    assert [entry.version for entry in reading.entries] == ["v20", "v40", "", "v45"]
    assert reading.entries[2].what == "pruned-audit"
    assert reading.entries[2].detail["removed"] == 1
    assert reading.problems == ()
    # All of them gone: the chain still begins where the last one says.
    monkeypatch.setattr(audit, "_now", lambda: start + timedelta(days=300))
    AuditLog(tmp_path).write(Deed.PUBLISHED, "oidc:1", version="v300")
    reading = AuditLog(tmp_path).read()
    assert [entry.what for entry in reading.entries] == ["pruned-audit", "published"]
    assert reading.problems == ()
    first = json.loads(AuditLog(tmp_path).file.read_bytes().splitlines()[0])
    assert first["detail"]["removed"] == 4


def test_days_that_are_no_number_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for text in ("0", "a year", "-3", "99999"):
        monkeypatch.setenv("CXC_AUDIT_DAYS", text)
        with pytest.raises(RegisterError, match="CXC_AUDIT_DAYS"):
            AuditLog(tmp_path).write(Deed.SECRET)
    monkeypatch.setenv("CXC_AUDIT_DAYS", "90")
    assert audit_days() == 90


def _write_ten(root: str, who: str) -> None:
    for number in range(10):
        AuditLog(Path(root)).write(Deed.EXPORTED, who, detail={"number": number})


def test_several_processes_write_one_chain(tmp_path: Path):
    context = get_context("spawn")
    writers = [context.Process(target=_write_ten, args=(str(tmp_path), f"oidc:{n}")) for n in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    reading = AuditLog(tmp_path).read()
    assert [entry.n for entry in reading.entries] == list(range(1, 21))
    assert reading.problems == ()


def test_names_cannot_write_lines_of_their_own(tmp_path: Path):
    AuditLog(tmp_path).write(Deed.PUBLISHED, 'x"\n{"n": 9}', detail={"note": "a\r\nb" + "y" * 5_000})
    reading = AuditLog(tmp_path).read()
    assert len(reading.entries) == 1
    assert reading.problems == ()
    assert len(str(reading.entries[0].detail["note"])) <= 200
