"""What every test may ask for: the project's place, the real registers beside it, a Chromium."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.testing
from filelock import FileLock
from hypothesis import HealthCheck, settings

from cxc_metrics.intake import check, load_source
from cxc_metrics.sample import generate
from cxc_metrics.store import DataVersion, Store, StoreSecret, open_store
from tests.measuring import hand_register
from tests.measuring.crossing import THOROUGH
from tests.store.fixed_secret import give_if_never
from tests.store.hand_made import checked

# The machine may be busy, and a first example imports statsmodels: no property is judged by the clock.
_HOUSE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time: nobody is told of a fault that chance brought up (`make thorough` looks on).
settings.register_profile("house", _HOUSE, max_examples=10, derandomize=True)
settings.register_profile("thorough", _HOUSE, max_examples=400)
settings.load_profile("thorough" if THOROUGH else "house")

# A test process holds many libraries: looking through them for garbage so often is a tenth of its work.
gc.set_threshold(100_000, 50, 100)

# The commands are made of the signatures of their functions: once for all tests, as once for a process.
typer.testing._get_command = cache(typer.testing._get_command)

# Publishing waits for the disk ten times, for the sake of a power failure, which no test has.
os.fsync = lambda _: None

# Protected numbers follow from the store's secret: drawn anew, they would be right or wrong by chance.
StoreSecret.make_if_never = give_if_never  # type: ignore[method-assign]

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real registers beside the project; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real registers are not on this machine ({SHARED_DATA} is absent)")
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium to drive: CXC_CHROMIUM (set by `make test`), else the first on PATH.

    `make test` always sets CXC_CHROMIUM, so that there a missing browser is an error. Only a bare
    `pytest` on a machine without Chromium skips.
    """
    named = os.environ.get("CXC_CHROMIUM")
    if named:
        assert Path(named).is_file(), f"CXC_CHROMIUM names {named}, which is no file"
        return named
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on PATH; `make test` installs one, or set CXC_CHROMIUM")


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder made once for all test processes of a run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = factory.getbasetemp().parent if worker else factory.getbasetemp()
    folder = base / name
    with FileLock(base / f"{name}.lock"):
        if not (folder / ".made").is_file():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / ".made").touch()
    return folder


def _published(files: Path, store: Path, source: str | None = None) -> None:
    with check(files, source=load_source(source) if source else None) as tables:
        open_store(store).publish(tables)


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic register's files with 1 500 exchanges. Read only."""
    return _once(tmp_path_factory, "sample-files", lambda folder: _generate(folder / "files")) / "files"


def _generate(folder: Path) -> None:
    generate(folder, exchanges=1_500)


@pytest.fixture(scope="session")
def sample_register(tmp_path_factory: pytest.TempPathFactory, sample_files: Path) -> Path:
    """A store in which the synthetic register is published. Read only."""
    return _once(tmp_path_factory, "sample-register", lambda folder: _published(sample_files, folder))


@pytest.fixture(scope="session")
def erasmus_register(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """A store in which the Erasmus flows are published. Read only."""
    files = shared_data / "erasmus_flows"
    return _once(tmp_path_factory, "erasmus", lambda folder: _published(files, folder, "erasmus_flows"))


@pytest.fixture(scope="session")
def capes_register(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """A store in which the CAPES scholarships are published. Read only."""
    files = shared_data / "capes"
    return _once(tmp_path_factory, "capes", lambda folder: _published(files, folder, "capes"))


@pytest.fixture(scope="session")
def sample(sample_register: Path) -> Iterator[DataVersion]:
    """The synthetic register as it comes out of intake, with all its dirt; made once for all workers."""
    version = open_store(sample_register).current()
    assert version is not None
    with version:
        yield version


@pytest.fixture(scope="session")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The hand-made register of 40 exchanges, published."""
    register = Store(tmp_path_factory.mktemp("hand") / "store")
    breaches = [("X02", "C05"), ("X05", "C08")]
    with checked(hand_register.tables(), as_at=hand_register.AS_AT, breaches=breaches) as tables:
        version = register.publish(tables)
    with version:
        yield version


@pytest.fixture
def register(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")
