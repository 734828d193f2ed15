"""A crash at any moment of publishing leaves the old version served and the next publication possible."""

from __future__ import annotations

import multiprocessing
import signal
from pathlib import Path

import pytest

from cxc_metrics.store import Store
from tests.store.hand_made import checked, exchange, register_rows
from tests.store.publish_and_die import publish_and_die

BEFORE_THE_POINTER = [
    "locking the register",
    "writing tables",
    "building facts",
    "waiting for the disk",
    "putting it in place",
    "serving it",
    "pointer",
]


def crash(store: Path, key: str, moment: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([publish_and_die.__module__])
    process = context.Process(target=publish_and_die, args=(store, key, moment))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def ids_in(version) -> list[str]:
    return version.query(f"SELECT exchange_id FROM {version.fact('exchange')}")["exchange_id"].to_pylist()


@pytest.mark.slow
@pytest.mark.parametrize("moment", BEFORE_THE_POINTER)
def test_a_crash_before_the_pointer_moves_leaves_the_old_version(register: Store, moment: str):
    old = register.publish(checked(register_rows([exchange("OLD")])))
    crash(register.root, "NEW", moment)

    served = register.current()
    assert served is not None
    assert served.id == old.id
    assert ids_in(served) == ["OLD"]
    assert [move.version for move in register.moves()] == [old.id]

    new = register.publish(checked(register_rows([exchange("NEW")])))
    assert ids_in(register.current()) == ["NEW"]
    assert register.current_id() == new.id
    assert list(register.root.rglob("*.partial*")) == []
    assert list(register.root.rglob("publish.holder")) == []


@pytest.mark.slow
def test_a_crash_after_the_pointer_moved_has_published(register: Store):
    register.publish(checked(register_rows([exchange("OLD")])))
    crash(register.root, "NEW", "done")
    assert ids_in(register.current()) == ["NEW"]


@pytest.mark.slow
def test_a_crash_of_the_first_publication_leaves_an_empty_store(register: Store):
    crash(register.root, "NEW", "putting it in place")
    assert register.current() is None
    assert register.history() == []


def test_a_failing_step_leaves_the_old_version_and_frees_the_lock(register: Store):
    old = register.publish(checked(register_rows([exchange("OLD")])))

    def fail(step: str, _done: float) -> None:
        if step == "waiting for the disk":
            raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match=r"No space left on device.*Nothing was changed"):
        register.publish(checked(register_rows([exchange("NEW")])), progress=fail)
    assert register.current_id() == old.id
    assert list(register.root.rglob("*.partial*")) == []
    assert ids_in(register.publish(checked(register_rows([exchange("NEW")])))) == ["NEW"]


def test_an_interrupted_publication_lets_the_interrupt_through(register: Store):
    def interrupt(step: str, _done: float) -> None:
        if step == "building facts":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register.publish(checked(register_rows([exchange("NEW")])), progress=interrupt)
    assert register.current() is None
    assert list(register.root.rglob("*.partial*")) == []
