"""Several registers in one store: each with its own versions, pointer and history."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.intake import CheckedTables
from cxc_metrics.store import Manifest, PublishingRefused, Store
from tests.store.hand_made import SOURCE, checked, exchange, register_rows

OWN = "hand_made_synthetic"


def files(*keys: str, source: str = "hand_made", is_synthetic: bool = True) -> CheckedTables:
    """A delivery of exchanges with these keys."""
    rows = register_rows([exchange(key) for key in keys])
    return checked(rows, source=SOURCE.model_copy(update={"name": source}), is_synthetic=is_synthetic)


def served(store: Store) -> dict[str, str | None]:
    return {register.name: register.current_id() for register in store.registers()}


def test_publishing_one_takes_no_other_off_the_screen(register: Store) -> None:
    ours, capes = register.publish(files("X1")), register.publish(files("Y1", "Y2", source="capes"))
    assert served(register) == {OWN: ours.id, "capes_synthetic": capes.id}
    assert register.current_id() == ours.id  # the one that is shown to who names none stays
    real = register.publish(files("X1", is_synthetic=False))
    assert served(register) == {OWN: ours.id, "capes_synthetic": capes.id, "hand_made": real.id}
    register.publish(files("Y1", source="capes", is_synthetic=False))
    assert register.current_id() == real.id  # real data before invented ones, then the first published
    assert register.register("capes").summary().rows == 1

    again = register.publish(files("X1", "X2"))
    mine = register.register(OWN)
    assert (mine.current_id(), register.register("capes_synthetic").current_id()) == (again.id, capes.id)
    assert [manifest.id for manifest in mine.history()] == [again.id, ours.id]
    assert [move.version for move in mine.moves()] == [again.id, ours.id]
    assert len(register.moves()) == 5

    mine.rollback(ours.id)
    assert served(register)[OWN] == ours.id
    assert (register.current_id(), served(register)["capes_synthetic"]) == (real.id, capes.id)
    assert register.rollback(again.id[:8]).manifest.register_name == OWN
    with pytest.raises(UnknownName, match="data version"):
        mine.rollback(capes.id)
    with pytest.raises(UnknownName, match="capes_synthetic"):
        register.register("capes_syntetic")


def test_a_name_of_its_own(register: Store) -> None:
    """The same files may stand in two registers: a name that was a slip holds nothing for ever."""
    slip = register.publish(files("X1"), register="calll-2")
    there = register.publish(files("X1"), register="call-2")
    default = register.publish(files("X1"))
    assert len({slip.id, there.id, default.id}) == 3
    assert there.manifest.register_name == "call-2"
    assert register.publish(files("X1"), register="call-2").outcome == "unchanged"
    for name in ("../call", "Call", "", "a" * 201):
        with pytest.raises(RegisterError, match="No register can be called"):
            register.publish(files("X2"), register=name)


def test_a_register_has_one_source_and_is_invented_or_not(register: Store) -> None:
    register.publish(files("X1"), register="mine")
    with pytest.raises(RegisterError, match=r"register mine is of source hand_made.*--register"):
        register.publish(files("Y1", source="capes"), register="mine")
    with pytest.raises(RegisterError, match=r"its data are real, and those of register mine are invented"):
        register.publish(files("X1", is_synthetic=False), register="mine")
    with pytest.raises(RegisterError, match="register mine is of source"):
        register.preview(files("Y1", source="capes"), register.root / "preview", register="mine")


def test_the_floor_looks_at_the_same_register(register: Store) -> None:
    register.publish(files("X1", "X2", "X3", is_synthetic=False))
    register.publish(files("X1", is_synthetic=False), register="small")
    with pytest.raises(PublishingRefused, match="fewer than half"):
        register.publish(files("X1", is_synthetic=False))


def test_who_names_none_is_shown_the_one_that_is_set(
    register: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.publish(files("X1"))
    capes = register.publish(files("Y1", source="capes"))
    monkeypatch.setenv("CXC_REGISTER", "capes_synthetic")
    assert register.current_id() == capes.id
    monkeypatch.setenv("CXC_REGISTER", "kapes")
    with pytest.raises(RegisterError, match=r"CXC_REGISTER names register 'kapes'.*capes_synthetic"):
        register.current()
    assert Store(register.root / "empty").current() is None


def older_store(root: Path, *deliveries: CheckedTables) -> list[Manifest]:
    """A store as it was written before there were several registers: one pointer, no names."""
    store, manifests = Store(root), []
    for delivery in deliveries:
        manifests.append(store.publish(delivery, accept_loss=True).manifest)
        file = root / "snapshots" / manifests[-1].id / "manifest.json"
        file.chmod(0o644)
        written = json.loads(file.read_text())
        del written["published_as"]
        file.write_text(json.dumps(written))
    moves = [
        {"at": f"2026-01-{day:02}T09:00:00Z", "action": "publish", "snapshot": manifest.id, "previous": None}
        for day, manifest in enumerate(manifests, start=1)
    ]
    shutil.rmtree(root / "registers")
    (root / "current.json").write_text(json.dumps({"current": manifests[-1].id, "moves": moves}))
    return manifests


def test_an_older_store_opens_as_it_is(tmp_path: Path) -> None:
    """Its versions belong to registers by their source's name; opening writes nothing."""
    root = tmp_path / "store"
    capes, first, second = older_store(root, files("Y1", source="capes"), files("X1"), files("X1", "X2"))
    before = (root / "current.json").read_bytes()
    store = Store(root)
    assert served(store) == {OWN: second.id, "capes_synthetic": capes.id}
    assert store.current_id() == second.id
    assert [manifest.id for manifest in store.register(OWN).history()] == [second.id, first.id]
    assert not (root / "registers").exists()

    store.register(OWN).rollback(first.id)
    assert served(Store(root)) == {OWN: first.id, "capes_synthetic": capes.id}
    assert store.current_id() == first.id
    assert [move.version for move in store.register(OWN).moves()] == [first.id, second.id, first.id]
    new = store.publish(files("Y1", "Y2", source="capes"))
    assert served(Store(root)) == {OWN: first.id, "capes_synthetic": new.id}
    assert (root / "current.json").read_bytes() == before


def test_in_an_older_store_a_damaged_version_is_not_passed_over(tmp_path: Path) -> None:
    root = tmp_path / "store"
    _, last = older_store(root, files("X1"), files("X1", "X2"))
    (root / "snapshots" / last.id / "manifest.json").write_text("{")
    with pytest.raises(RegisterError, match=f"{last.id}.*manifest"):
        Store(root).current()


def test_damage_of_one_hides_no_other(register: Store) -> None:
    ours, capes = register.publish(files("X1")), register.publish(files("Y1", source="capes"))
    pointer = register.root / "registers" / "capes_synthetic" / "current.json"
    pointer.write_text("{")
    assert register.current_id() == ours.id
    assert [each.summary().problem != "" for each in register.registers()] == [True, False]
    assert len(register.history()) == 2
    assert [move.version for move in register.moves()] == [ours.id]
    with pytest.raises(RegisterError, match=f"capes_synthetic.*is damaged.*there are: {capes.id}"):
        register.register("capes_synthetic").current()
    assert register.publish(files("X1", "X2")).outcome == "published"
    pointer.unlink()
    register.rollback(capes.id)
    assert register.register("capes_synthetic").current_id() == capes.id

    capes.close()
    (register.root / "snapshots" / capes.id / "manifest.json").unlink()
    assert list(register.damaged()) == [capes.id]
    assert register.register_of(capes.id).name == "capes_synthetic"  # its moves tell
    assert list(register.register("capes_synthetic").damaged()) == [capes.id]
    assert register.register(OWN).damaged() == {}
    summary = register.register("capes_synthetic").summary()
    assert (summary.manifest, summary.versions) == (None, 1)
    assert capes.id in summary.problem

    shutil.rmtree(register.root / "snapshots" / capes.id)
    gone = register.register("capes_synthetic")
    assert gone.summary().versions == 0
    with pytest.raises(RegisterError, match="which is not there"):
        gone.current()


def test_two_publish_at_once_into_two_registers(register: Store) -> None:
    """Neither waits, and neither tidies up what the other is writing."""
    register.publish(files("X0"))
    holding, other_done = threading.Event(), threading.Event()

    def hold(step: str, _done: float) -> None:
        if step == "building facts":
            holding.set()
            assert other_done.wait(60)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(register.publish, files("X1"), progress=hold)
        assert holding.wait(60)
        capes = Store(register.root).publish(files("Y1", source="capes"))
        assert capes.outcome == "published"
        assert served(register)["capes_synthetic"] == capes.id
        Store(register.root).publish(files("Y1", "Y2", source="capes"))
        Store(register.root).rollback(capes.id)
        other_done.set()
        ours = slow.result()
    assert served(Store(register.root)) == {OWN: ours.id, "capes_synthetic": capes.id}
    assert ours.query(f"SELECT count(*) AS n FROM {ours.fact('exchange')}")["n"].to_pylist() == [1]
    assert list(register.root.rglob("*.partial*")) == []
    assert list(register.root.rglob("publish.holder")) == []
