"""Who comes in by a real browser: with the key of the start, by a login, and out again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import BrowserContext

from cxc_metrics.access import open_register
from cxc_metrics.people import Duty, PeopleTable, add_person, listed_person
from tests.browser.conftest import Watched, serve, stop
from tests.browser.doing import WIDER, check_names_are_text, serious
from tests.people.signed_login import SECRET, signed_login

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

INTERNAL = "Internal: exact figures"
# How somebody is called by their provider, who would like to be more than a name.
MARKUP = "**admin** <img src=x onerror=window.__hit=1>"
WIDTHS = (700, 390, 1400)


def test_only_the_key_of_the_start_makes_more_than_the_public(
    root: Path, sample_register: Path, browser: BrowserContext, tmp_path: Path
) -> None:
    """A stranger is told of the key; who brings it keeps all of the address but the key."""
    log = tmp_path / "log.txt"
    process, address = serve(root, sample_register, log, key="on")
    try:
        stranger = Watched(browser.new_page(), address, whole=False)
        assert INTERNAL not in stranger.open("/methods").inner_text("body")
        assert "with the key that was printed" in stranger.page.inner_text("body")
        printed = re.search(r"http://127\.0\.0\.1:\d+/\?(key=\S+)", log.read_text())
        assert printed is not None
        stranger.open(f"/methods?{printed[1]}&lang=de")
        assert INTERNAL in stranger.page.inner_text("body")
        assert "key" not in stranger.page.url
        assert "lang=de" in stranger.page.url
        [cookie] = [each for each in browser.cookies(address) if each["name"].startswith("cxc_key")]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert stranger.errors == []
        stranger.page.close()
    finally:
        stop(process, log)


def test_a_login_comes_back_to_where_it_began_and_ends_in_every_tab(
    root: Path, sample_register: Path, browser: BrowserContext, tmp_path: Path
) -> None:
    """A manager from a deep link; logged out in one tab, the other shows the public's page
    by itself."""
    store, log = tmp_path / "store", tmp_path / "log.txt"
    shutil.copytree(sample_register, store)
    reader = open_register(store).reader()
    assert reader is not None
    own = str(reader.options("partnership")[0])
    people = PeopleTable(store)
    add_person(people, listed_person(subject="manager", viewer=f"partnership:{own}"))
    add_person(people, listed_person(subject=MARKUP, viewer="internal", duties=[Duty.ADMINISTER]))
    with run_server_in_thread() as provider:
        process, address = serve(
            root,
            store,
            log,
            key="on",
            CXC_LOGIN_METADATA=f"http://localhost:{provider.server_port}/.well-known/openid-configuration",
            CXC_LOGIN_CLIENT_ID="cxc",
            CXC_LOGIN_CLIENT_SECRET="client-secret",
            CXC_LOGIN_ADDRESS="http://127.0.0.1:{port}",
            CXC_LOGIN_COOKIE_SECRET=SECRET,
        )
        try:
            first = Watched(browser.new_page(), address, whole=False)
            first.open("/methods?visitor_country=ES&lang=de")
            assert not first.page.locator(".st-key-own_only, .st-key-w_viewer").count()
            came_from = first.page.url
            first.page.click(".st-key-login button")
            first.page.fill("input[name=sub]", "manager")
            first.page.click("button:text-is('Authorize')")
            first.page.wait_for_url(came_from)
            first.settle()
            assert first.page.locator(".st-key-logout button").count()
            assert first.page.locator(".st-key-own_only button").count()
            api = browser.request.get(f"{address}/api/measure?figures=O01")
            assert api.json()["viewer"] == f"partnership:{own}"
            second = Watched(browser.new_page(), address, whole=False)
            second.open(f"/exchanges?partnership={own}")
            assert second.page.locator(".st-key-w_exchange").count()
            copied = {each["name"]: each["value"] for each in browser.cookies(address)}
            first.page.click(".st-key-logout button")
            first.page.wait_for_url(re.compile("end_session"))
            second.page.get_by_text("You are logged out").wait_for(timeout=60_000)  # nobody touches it
            for key in ("own_only", "w_viewer", "w_exchange"):
                second.page.locator(f".st-key-{key}").first.wait_for(state="detached", timeout=60_000)
            assert f"partnership={own}" in second.page.url
            assert second.errors == []
            again = browser.request.get(
                f"{address}/api/measure?figures=O01",
                headers={"Cookie": "; ".join(f"{name}={value}" for name, value in copied.items())},
            )
            assert again.json()["viewer"] == "public"
            for tab in (first, second):
                tab.page.close()
            _check_the_page_of_people(browser, address)
        finally:
            browser.clear_cookies()
            stop(process, log)
    assert "client-secret" not in log.read_text()
    assert SECRET not in log.read_text()


def _check_the_page_of_people(browser: BrowserContext, address: str) -> None:
    """As an administrator sees it: no barrier, no console error, names as text, in light and dark."""
    name, value = signed_login(address, MARKUP)
    browser.add_cookies([{"name": name, "value": value, "url": address}])
    watched = Watched(browser.new_page(), address)
    page = watched.open("/people")
    assert page.get_by_role("heading", name="Who sees and may do what").count()
    assert page.get_by_text(MARKUP).count()
    check_names_are_text(page)
    assert serious(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        watched.settle()
        assert page.evaluate(WIDER) <= 1, f"the page is wider than {width} px"
    page.emulate_media(color_scheme="dark")
    watched.settle()
    assert serious(page) == []
    check_names_are_text(page)
    assert watched.foreign == []
    assert watched.errors == []
    page.close()
