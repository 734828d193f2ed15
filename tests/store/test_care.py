"""A backup is the store byte for byte, a damaged bit is seen, and only what is derived is mended."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.errors import RegisterError
from cxc_metrics.store import AuditLog, Store, open_store
from cxc_metrics.store.care import Gravity, backup, examine, mend, restore_backup, sealed, write_backup
from cxc_metrics.store.care.backup_index import index_from
from tests.store.hand_made import checked, exchange, register_rows

PASSPHRASE = "correct horse battery"
Content = dict[str, tuple[bytes, int]]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs half a second, of which no test learns anything."""
    monkeypatch.setattr(sealed, "SCRYPT_LOG_N", 10)


def tables(key: str):
    return checked(register_rows([exchange(key)]))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two data versions, a mapping, people and an audit log. Read only."""
    root = tmp_path_factory.mktemp("kept") / "store"
    open_store(root).publish(tables("X1"))
    open_store(root).publish(tables("X2"))
    (root / "sources" / "ours").mkdir(parents=True)
    (root / "sources" / "ours" / "map.toml").write_text('name = "ours"\n', encoding="utf-8")
    (root / "people.toml").write_text("[people]\n", encoding="utf-8")
    (root / "people.toml").chmod(0o600)
    return root


@pytest.fixture
def store(kept: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(kept, tmp_path / "store"))


def content(root: Path) -> Content:
    """Bytes and rights of all that is no lock and not derived."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".lock" and "facts" not in path.relative_to(root).parts
    }


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_is_restored_is_the_store_byte_for_byte(store: Path, tmp_path: Path, passphrase: str | None):
    done = write_backup(store, tmp_path / "b.cxc", passphrase, who="oidc:1")
    assert (done.versions, done.is_sealed) == (2, passphrase is not None)
    assert stat.S_IMODE((tmp_path / "b.cxc").stat().st_mode) == 0o600
    before = content(store)
    secret = (store / "secret.key").read_bytes()
    assert (secret in (tmp_path / "b.cxc").read_bytes()) is (passphrase is None)
    restored = restore_backup(tmp_path / "b.cxc", tmp_path / "again", passphrase, who="oidc:2")
    assert restored.ailments == ()
    after = content(tmp_path / "again")
    log = after.pop("audit/audit.jsonl"), before.pop("audit/audit.jsonl")
    assert log[0][0].startswith(log[1][0])
    assert after.pop("audit/audit.end") != before.pop("audit/audit.end")
    assert after == before
    entries = AuditLog(tmp_path / "again").read()
    assert [(e.what, e.who) for e in entries.entries[-2:]] == [
        ("backed-up", "oidc:1"),
        ("restored", "oidc:2"),
    ]
    assert entries.problems == ()
    assert examine(tmp_path / "again") == []
    served = open_store(tmp_path / "again").current()
    assert served is not None
    assert served.query("SELECT exchange_id FROM exchange")["exchange_id"].to_pylist() == ["X2"]


@pytest.fixture(scope="module")
def backups(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of a backup that is sealed and of one that is not."""
    folder = tmp_path_factory.mktemp("backups")
    source = Path(shutil.copytree(kept, folder / "store"))
    made = {}
    for name, passphrase in (("open", None), ("sealed", PASSPHRASE)):
        with pytest.MonkeyPatch.context() as quick:
            quick.setattr(sealed, "SCRYPT_LOG_N", 10)
            write_backup(source, folder / name, passphrase)
        made[name] = (folder / name).read_bytes()
    return made


@given(
    where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), name=st.sampled_from(["open", "sealed"])
)
def test_a_damaged_bit_of_a_backup_is_refused_and_changes_nothing(
    backups: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, where: float, bit: int, name: str
):
    folder = tmp_path_factory.mktemp("damaged")
    damaged = bytearray(backups[name])
    damaged[int(where * len(damaged))] ^= 1 << bit
    (folder / "b.cxc").write_bytes(damaged)
    with pytest.raises(RegisterError):
        restore_backup(folder / "b.cxc", folder / "again", PASSPHRASE)
    assert [path.name for path in folder.iterdir()] == ["b.cxc"]
    shutil.rmtree(folder)


def test_a_backup_that_is_cut_or_lengthened_is_refused(backups: dict[str, bytes], tmp_path: Path):
    for name, whole in backups.items():
        lengths = (0, 5, 13, 40, 200, len(whole) // 2, len(whole) - 33, len(whole) - 1)
        for part in (*(whole[:length] for length in lengths), whole + b"\0", whole + whole[-100:]):
            (tmp_path / "b.cxc").write_bytes(part)
            with pytest.raises(RegisterError, match="Nothing was changed"):
                restore_backup(tmp_path / "b.cxc", tmp_path / "again", PASSPHRASE)
            assert not (tmp_path / "again").exists(), (name, len(part))


def test_chunks_cannot_change_places(tmp_path: Path):
    with (tmp_path / "sealed").open("w+b") as file:
        writer = sealed.writer_to(file, PASSPHRASE)
        for letter in b"abc":
            writer.write(bytes([letter]) * (1 << 20))
        writer.finish()
    whole = (tmp_path / "sealed").read_bytes()
    start, chunk = len(whole) - 3 * ((1 << 20) + 16), (1 << 20) + 16
    first, second, third = (whole[start + n * chunk : start + (n + 1) * chunk] for n in range(3))
    for order in ([second, first, third], [first, third], [first, second], [first, second, second]):
        (tmp_path / "moved").write_bytes(whole[:start] + b"".join(order))
        with (tmp_path / "moved").open("rb") as file:
            header, begun = sealed.read_header(file, tmp_path / "moved")
            reader = sealed.reader_of(file, header, begun, PASSPHRASE)
            with pytest.raises(RegisterError):
                (reader.read(3 << 20), reader.finish())


def test_another_passphrase_or_none_is_refused(backups: dict[str, bytes], tmp_path: Path):
    (tmp_path / "b.cxc").write_bytes(backups["sealed"])
    with pytest.raises(RegisterError, match="passphrase is another one"):
        restore_backup(tmp_path / "b.cxc", tmp_path / "again", "another passphrase")
    with pytest.raises(RegisterError, match="sealed with a passphrase"):
        restore_backup(tmp_path / "b.cxc", tmp_path / "again", lambda: None)
    with pytest.raises(RegisterError, match="too short"):
        sealed.check_passphrase("short")


def forged(tmp_path: Path, files: list[dict[str, object]], body: bytes = b"") -> Path:
    """A backup with that list, whole in itself."""
    listed = json.dumps({"made_at": "2026-11-28T00:00:00Z", "files": files}).encode()
    with (tmp_path / "forged.cxc").open("wb") as file:
        writer = sealed.writer_to(file, None)
        writer.write(len(listed).to_bytes(8, "big") + listed + body)
        writer.finish()
    return tmp_path / "forged.cxc"


def test_hostile_lists_are_refused_before_anything_is_written(tmp_path: Path):
    empty = {
        "bytes": 0,
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "mode": 420,
    }
    for paths in (
        ["../outside"], ["/etc/passwd"], ["a/../../b"], ["./a"], ["a//b"], [""], ["a\\..\\b"], ["C:x"],
        ["a\x00b"], ["a\nb"], ["x" * 300], ["snapshots/a", "snapshots/A"], ["a", "a/b"], ["a/b", "a"],
    ):  # fmt: skip
        file = forged(tmp_path, [{"path": path, **empty} for path in paths])
        with pytest.raises(RegisterError, match="Nothing was changed"):
            restore_backup(file, tmp_path / "again")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["forged.cxc"], paths
    for wrong in ({"mode": 0o4755}, {"bytes": -1}, {"link": "x"}, {"sha256": "zz"}, {"bytes": 1 << 50}):
        file = forged(tmp_path, [{"path": "a", **empty, **wrong}])
        with pytest.raises(RegisterError, match="Nothing was changed"):
            restore_backup(file, tmp_path / "again")
    with pytest.raises(RegisterError, match="cannot be read"):
        index_from(b"[" * 50_000)


def test_a_forged_header_takes_no_memory(tmp_path: Path):
    for text in (
        '{"format":1,"encryption":{"log_n":40,"salt":"' + "0" * 32 + '"}}',
        '{"format":2}',
        "x" * 9_000,
    ):
        (tmp_path / "b.cxc").write_bytes(sealed.MAGIC + text.encode() + b"\n")
        with pytest.raises(RegisterError, match="damaged at its beginning"):
            restore_backup(tmp_path / "b.cxc", tmp_path / "again", PASSPHRASE)


def test_it_is_restored_where_nothing_is_or_on_an_explicit_word(
    backups: dict[str, bytes], store: Path, tmp_path: Path
):
    (tmp_path / "b.cxc").write_bytes(backups["open"])
    before = content(store)
    with pytest.raises(RegisterError, match="not empty"):
        restore_backup(tmp_path / "b.cxc", store)
    assert content(store) == before
    done = restore_backup(tmp_path / "b.cxc", store, replace=True)
    assert done.before is not None
    assert content(done.before) == before
    (tmp_path / "empty").mkdir()
    assert restore_backup(tmp_path / "b.cxc", tmp_path / "empty").before is None
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RegisterError, match="is a file"):
        restore_backup(tmp_path / "b.cxc", tmp_path / "file", replace=True)


def test_of_a_place_where_nothing_can_be_put_it_is_said_why(
    backups: dict[str, bytes], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "b.cxc").write_bytes(backups["open"])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=40 << 20))
    with pytest.raises(RegisterError, match=r"67,108,864 beside it for facts .* 41,943,040 are free"):
        restore_backup(tmp_path / "b.cxc", tmp_path / "again")
    with pytest.raises(RegisterError, match=r"cannot be written.*Not a directory.*another place"):
        write_backup(store, tmp_path / "b.cxc" / "another.cxc")


def test_a_backup_is_consistent_while_somebody_publishes(register: Store, tmp_path: Path):
    register.publish(tables("X0"))
    delivered = [tables(f"X{number}") for number in range(1, 7)]
    publisher = threading.Thread(target=lambda: [register.publish(each) for each in delivered])
    publisher.start()
    made = 0
    while publisher.is_alive() or not made:
        restored = tmp_path / f"again-{made}"
        write_backup(register.root, tmp_path / f"{made}.cxc")
        restore_backup(tmp_path / f"{made}.cxc", restored)
        assert examine(restored) == []
        served = open_store(restored).current()
        assert served is not None
        served.verify()
        served.close()
        made += 1
    publisher.join()


def test_a_backup_is_refused_where_it_would_help_nobody(store: Path, tmp_path: Path):
    (tmp_path / "there.cxc").write_text("mine", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"there already.*--force"):
        write_backup(store, tmp_path / "there.cxc")
    with pytest.raises(RegisterError, match="in the store itself"):
        write_backup(store, store / "b.cxc")
    with pytest.raises(RegisterError, match="Nothing has been published"):
        write_backup(tmp_path / "nothing", tmp_path / "b.cxc")
    with pytest.raises(RegisterError, match="cannot be written"):
        write_backup(store, tmp_path / "no" / "b.cxc")
    with pytest.MonkeyPatch.context() as gone:
        gone.setattr(backup, "sha256_of", lambda file: file.with_name("gone").read_bytes().hex())
        with pytest.raises(RegisterError, match="cannot be read"):
            write_backup(store, tmp_path / "b.cxc")
    (store / "sources" / "ours" / "link.toml").symlink_to("/etc/hostname")
    with pytest.raises(RegisterError, match="a link"):
        write_backup(store, tmp_path / "b.cxc")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "there.cxc"]


DATA_FILES = (
    *("snapshots/*/register.duckdb", "snapshots/*/manifest.json", "snapshots/*/SHA256SUMS"),
    *("registers/*/current.json", "secret.key", "secret.fingerprint", "audit/audit.jsonl", "audit/audit.end"),
)


@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), pattern=st.sampled_from(DATA_FILES))
def test_a_damaged_bit_of_the_store_is_seen(
    kept: Path, tmp_path_factory: pytest.TempPathFactory, where: float, bit: int, pattern: str
):
    folder = tmp_path_factory.mktemp("bit")
    root = Path(shutil.copytree(kept, folder / "store", ignore=shutil.ignore_patterns("facts")))
    file = sorted(root.glob(pattern))[0]
    damaged = bytearray(file.read_bytes())
    place = int(where * len(damaged))
    damaged[place] ^= 1 << bit
    file.chmod(0o600)
    file.write_bytes(damaged)
    ailments = [each for each in examine(root) if each.gravity is Gravity.DATA]
    assert ailments, f"bit {bit} of byte {place} of {pattern}"
    if not pattern.startswith("audit"):
        with pytest.raises(RegisterError):
            write_backup(root, folder / "b.cxc")
    shutil.rmtree(folder)


def test_each_damage_is_named_with_what_to_do(store: Path):
    assert examine(store) == []
    served = open_store(store).current_id()
    second, first = sorted((store / "snapshots").iterdir(), key=lambda path: path.name != served)
    (first / "manifest.json").unlink()
    shutil.rmtree(second)
    if os.name == "posix":
        (store / "secret.key").chmod(0o644)
        [open_to_others] = [each for each in examine(store) if each.place.name == "secret.key"]
        assert "Others may read the secret" in open_to_others.problem
        assert f"chmod 600 {store / 'secret.key'}" in open_to_others.remedy
    (store / "secret.key").unlink()
    (store / "sources" / "ours" / "map.toml").write_text("name = [", encoding="utf-8")
    if os.name == "posix":
        (store / "people.toml").chmod(0o644)
        store.chmod(0o777)
    said = {(each.gravity.value, each.place.name): each for each in examine(store)}
    assert {"manifest.json", "current.json", "secret.key", "map.toml"} <= {name for _, name in said}
    assert ("rights", "people.toml") in said
    assert ("rights", "store") in said
    assert ("left over", second.name) in said  # its facts
    assert all(each.problem and each.remedy for each in said.values())


def test_only_what_is_derived_or_left_over_is_mended(store: Path):
    version = open_store(store).current()
    assert version is not None
    version.fact("exchange")
    fact = next((store / "facts" / version.id).glob("exchange-*.duckdb"))
    fact.write_bytes(b"no database")
    left = (
        store / "snapshots" / ".hand_made_synthetic.abc-x.partial",
        store / "facts" / "0123456789ab",
        store / ".secret.key-1.partial",
        store / "registers" / "hand_made_synthetic" / "publish.holder",
    )
    left[0].mkdir()
    left[1].mkdir()
    for file in left[2:]:
        file.write_text("", encoding="utf-8")
    before = content(store)
    damaged = store / "snapshots" / version.id / "register.duckdb"
    ailments = examine(store)
    assert {each.place for each in ailments} == {fact, *left}
    assert len(mend(store, ailments, who="oidc:1")) == 5
    assert examine(store) == []
    assert AuditLog(store).read().entries[-1].what == "mended"
    after = content(store)
    for name in (*before.keys() - after.keys(),):
        assert name.endswith((".partial", ".holder")), name
    again = open_store(store).current()
    assert again is not None
    assert again.query(f"SELECT count(*) AS n FROM {again.fact('exchange')}")["n"].to_pylist() == [1]
    damaged.chmod(0o600)
    damaged.write_bytes(b"no database")
    ailments = examine(store)
    assert mend(store, ailments) == []
    assert damaged.read_bytes() == b"no database"


def test_what_a_publication_is_writing_is_no_ailment(store: Path):
    from cxc_metrics.store.layout import Layout
    from cxc_metrics.store.publish import publishing_lock

    with publishing_lock(Layout(store), "hand_made_synthetic"):
        (store / "snapshots" / ".hand_made_synthetic.abc-x.partial").mkdir()
        assert examine(store) == []
    assert [each.gravity for each in examine(store)] == [Gravity.LEFT_OVER]


def test_versions_from_before_there_were_hashes_are_read_through(store: Path, tmp_path: Path):
    for sums in store.glob("snapshots/*/SHA256SUMS"):
        sums.unlink()
    assert examine(store) == []
    write_backup(store, tmp_path / "b.cxc")
    file = next(store.glob("snapshots/*/register.duckdb"))
    file.chmod(0o600)
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    assert [each.gravity for each in examine(store)] == [Gravity.DATA]
