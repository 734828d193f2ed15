"""The tasks of the tour, done as a reader does them: each counts its actions, and how far down it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Locator, Page

SCREEN: Final = {"width": 1400, "height": 900}
_IDLE: Final = "[data-testid=stApp][data-test-script-state=notRunning]"
_QUIET_MS: Final = 1_500
_PATIENCE_MS: Final = 120_000


@dataclass
class Reader:
    """A page and the actions done on it: a click, a key, a text typed is one each."""

    page: Page
    actions: int = 0

    def click(self, place: Locator, *, button: str = "left") -> None:
        """One click, and wait for what it calls."""
        self.actions += 1
        place.click(button="right" if button == "right" else "left")
        self.wait()

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.actions += 1
        self.page.keyboard.type(text)
        self.wait()

    def wait(self) -> None:
        """Until the page is still."""
        self.page.wait_for_timeout(_QUIET_MS)
        self.page.wait_for_selector(_IDLE, timeout=_PATIENCE_MS)
        self.page.wait_for_timeout(_QUIET_MS)


@dataclass(frozen=True)
class Task:
    """What somebody wants to know, how it was before, how it is done now; `steps` give the answer's place."""

    name: str
    before: str
    picture: str
    steps: Callable[[Reader], Locator]


def _health_visits(reader: Reader) -> Locator:
    for name in ("Spain", "Health"):
        row = reader.page.locator(".st-key-overview_lists [role=option]", has_text=name).first
        reader.click(row.locator(".name"))
    return reader.page.locator("h2").first


def _filter(reader: Reader) -> Locator:
    line = reader.page.locator(".st-key-top_line")
    reader.click(line.get_by_role("button", name="anywhere").last)
    reader.click(line.get_by_role("option", name="Germany").first)
    return reader.page.locator("h2").first


def _late_payments(reader: Reader) -> Locator:
    """The partnership with most exchanges, found by its name."""
    names = reader.page.locator(".st-key-overview_lists section").last.locator(".name")
    name = names.first.inner_text()
    reader.click(reader.page.locator(".st-key-top_line").get_by_role("button", name="Search").first)
    reader.type(name)
    found = reader.page.locator(".st-key-top_line").get_by_role("option")
    reader.click(found.filter(has_text="Partnerships").first)
    return reader.page.locator(".st-key-work_payments")


def _hosting_gaps(reader: Reader) -> Locator:
    reader.click(reader.page.get_by_test_id("stExpandSidebarButton"))
    reader.click(reader.page.get_by_role("link", name="Hosting gaps"))
    return reader.page.locator("h2").first


def _sql(reader: Reader) -> Locator:
    row = reader.page.locator(".st-key-overview_lists [role=option]", has_text="Spain").first
    reader.click(row.locator(".value"))
    reader.click(reader.page.get_by_role("dialog").locator(".st-key-inspect_sql label").first)
    return reader.page.get_by_role("dialog").locator("code", has_text="SELECT").first


def _beside_the_average(reader: Reader) -> Locator:
    row = reader.page.locator(".st-key-overview_lists [role=option]", has_text="Spain").first
    reader.click(row.locator(".name"))
    line = reader.page.locator(".st-key-top_line")
    reader.click(line.locator("[data-stop=beside]"))
    reader.click(line.get_by_role("option", name="EU average").first)
    return reader.page.locator(".st-key-overview_figures button").first


TASKS: Final = (
    Task("Health visits from Spain over time", "10 actions", "task_health", _health_visits),
    Task("A filter, from any page", "4–5 actions", "task_filter", _filter),
    Task(
        "Late payments of a partnership, with amounts",
        "4 actions, 2,100 px down",
        "task_payments",
        _late_payments,
    ),
    Task("Who hosts fewer than one would think", "not possible", "task_gaps", _hosting_gaps),
    Task("SQL of one figure that runs elsewhere", "not possible", "task_sql", _sql),
    Task("One country beside the EU average", "not possible", "task_average", _beside_the_average),
)


def done(browser: Browser, address: str, images: Path) -> Iterator[tuple[Task, int, int]]:
    """Each task from the start page, with its picture: how many actions, on which screen the answer is."""
    for task in TASKS:
        page = browser.new_page(viewport=SCREEN, reduced_motion="reduce")
        page.goto(address)
        reader = Reader(page)
        page.wait_for_selector(".st-key-overview_lists", timeout=_PATIENCE_MS)
        reader.wait()
        answer = task.steps(reader)
        answer.wait_for(timeout=_PATIENCE_MS)
        box = answer.bounding_box()
        screen = 1 + max(floor((box["y"] if box else 0) / SCREEN["height"]), 0)
        answer.scroll_into_view_if_needed()
        reader.wait()
        page.screenshot(path=images / f"{task.picture}.png")
        page.close()
        yield task, reader.actions, screen
