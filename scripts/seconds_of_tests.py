"""A pytest plugin: processor seconds by folder and file of tests, whatever else the machine does.

    .venv/bin/python -m pytest -n 0 -p scripts.seconds_of_tests tests/store

Of this process and all it has started (servers, browsers, readers). What a process has taken that outlives
the one that started it is lost with it, so closing a browser can come out as less than nothing. Linux only.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

_TICKS = os.sysconf("SC_CLK_TCK")
_MOST = 25
_seconds: Counter[str] = Counter()


def processor_seconds() -> float:
    """What this process and its descendants have taken, with those that have ended and were waited for."""
    taken: dict[int, float] = {}
    children: defaultdict[int, list[int]] = defaultdict(list)
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                # The name of the program may hold anything, but not after its closing bracket.
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended as we looked
            children[int(fields[1])].append(int(place.name))
            taken[int(place.name)] = sum(map(int, fields[11:15])) / _TICKS
    total, waiting = 0.0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        total += taken.get(process, 0.0)
        waiting += children[process]
    return total


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Keep what a test took, with the fixtures made and ended for it."""
    before = processor_seconds()
    try:
        return (yield)
    finally:
        _seconds[item.nodeid] += processor_seconds() - before


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what took most."""
    folders: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for test, seconds in _seconds.items():
        file = test.partition("::")[0]
        files[file] += seconds
        folders[str(Path(file).parent)] += seconds
    for title, counted in (("folder", folders), ("file", files), ("test", _seconds)):
        terminalreporter.section(f"processor seconds by {title}")
        for name, seconds in counted.most_common(_MOST):
            terminalreporter.write_line(f"{seconds:8.1f}  {name}")
