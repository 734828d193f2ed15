"""Who a request is, by what it shows of itself: on a machine of one's own, behind a proxy, from anywhere."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.disclosure import INTERNAL, PUBLIC
from cxc_metrics.errors import CxcError
from cxc_metrics.people import (
    AT_THIS_MACHINE,
    NOBODY,
    Door,
    Duty,
    ListedPerson,
    Login,
    People,
    UnknownKey,
    is_bound_to_loopback,
    local_key,
    new_key,
    own_address,
    request_facts,
)

KEY = "k" * 43
HERE = Door(is_bound_here=True, port=8501, local_key=KEY, people=People)
COOKIE = {"cxc_key_8501": KEY}


def facts(
    peer: str | None = "127.0.0.1",
    host: str = "127.0.0.1:8501",
    cookies: Mapping[str, str] = COOKIE,
    **more: str,
):
    headers = [("host", host), *((name.replace("_", "-"), value) for name, value in more.items())]
    return request_facts(peer, headers, cookies)


def test_who_sits_at_the_machine_is_internal() -> None:
    for peer, host in (
        ("127.0.0.1", "127.0.0.1:8501"),
        ("127.0.0.1", "localhost:8501"),
        ("::1", "[::1]:8501"),
        ("::ffff:127.0.0.1", "LOCALHOST"),
    ):
        assert HERE.person(facts(peer, host)) == AT_THIS_MACHINE, (peer, host)
    assert AT_THIS_MACHINE.viewer == INTERNAL
    assert all(AT_THIS_MACHINE.may(duty) for duty in Duty)


def test_whatever_is_missing_makes_the_public() -> None:
    wrong = [
        facts(cookies={}),
        facts(cookies={"cxc_key_8501": KEY[:-1]}),
        facts(cookies={"cxc_key_8501": ""}),
        facts(cookies={"cxc_key_8502": KEY}),
        facts(cookies={"cxc_key_8501": "ключ"}),
        facts(peer="10.0.0.1"),
        facts(peer=None),
        facts(peer="localhost.example.org"),
        facts(host="evil.example"),
        facts(host="localhost.evil.example"),
        facts(host="evil@localhost"),
        facts(host="localhost:port"),
        facts(host=""),
        facts(host="127.0.0.1 "),
        facts(x_forwarded_for="127.0.0.1"),
        facts(X_Forwarded_Proto="https"),
        facts(x_real_ip="127.0.0.1"),
        facts(forwarded="for=127.0.0.1"),
        facts(via="1.1 nginx"),
        request_facts("127.0.0.1", [("host", "localhost"), ("host", "evil.example")], COOKIE),
        request_facts("127.0.0.1", [], COOKIE),
    ]
    for each in wrong:
        assert HERE.person(each) == NOBODY, each
    assert (NOBODY.viewer, NOBODY.duties) == (PUBLIC, frozenset())


def test_behind_nginx_with_its_default_headers_nobody_has_the_key() -> None:
    """It passes Host on as the address it asks, and says nothing of whom it asks for: only the key tells."""
    passed_on = request_facts("127.0.0.1", [("Host", "127.0.0.1:8501"), ("Connection", "close")], {})
    assert HERE.person(passed_on) == NOBODY


def test_a_server_bound_wider_knows_nobody() -> None:
    for door in (
        Door(is_bound_here=False, port=8501, local_key=KEY, people=People),
        Door(is_bound_here=False, port=8501, local_key=None, people=People),
    ):
        assert door.person(facts()) == NOBODY
        assert not door.opens_with(KEY, facts())


def test_scripts_need_no_key_where_it_is_switched_off_and_all_else_still() -> None:
    door = Door(is_bound_here=True, port=8501, local_key=None, people=People)
    assert door.person(facts(cookies={})) == AT_THIS_MACHINE
    for each in (facts(host="evil.example"), facts(peer="10.0.0.1"), facts(x_forwarded_for="1.2.3.4")):
        assert door.person(each) == NOBODY


HOSTS = ["localhost", "127.0.0.1:8501", "[::1]:8501", "evil.example", "localhost.evil", "a@localhost", ""]
HEADERS = ["via", "forwarded", "x-forwarded-for", "x_forwarded_host", "accept"]


@given(
    st.sampled_from(["127.0.0.1", "::1", "10.0.0.1", "192.0.2.1", None, "", "localhost"]),
    st.sampled_from(HOSTS),
    st.sampled_from([None, KEY, KEY[:-1], KEY + "k", ""]),
    st.dictionaries(st.sampled_from(HEADERS), st.text(max_size=9)),
    st.booleans(),
    st.booleans(),
)
def test_internal_is_only_who_has_all_of_it(
    peer: str | None, host: str, key: str | None, more: dict[str, str], bound: bool, asks: bool
) -> None:
    door = Door(is_bound_here=bound, port=8501, local_key=KEY if asks else None, people=People)
    cookies = {} if key is None else {"cxc_key_8501": key}
    person = door.person(request_facts(peer, [("Host", host), *more.items()], cookies))
    is_here = peer in {"127.0.0.1", "::1", "localhost"} and host in {
        "localhost",
        "127.0.0.1:8501",
        "[::1]:8501",
    }
    holds = bound and is_here and set(more) <= {"accept"} and (not asks or key == KEY)
    assert person == (AT_THIS_MACHINE if holds else NOBODY)


def test_where_people_log_in_the_key_opens_nothing() -> None:
    login = Login("a", "", "", "s", 9e9)
    people = People((ListedPerson(subject="a", viewer="internal", duties=(Duty.PUBLISH,)),))
    who = {"in": login}
    door = Door(
        is_bound_here=True, port=8501, local_key=KEY, people=lambda: people, login=lambda _: who.get("in")
    )
    assert door.person(facts()).subject == "a"
    assert door.person(facts("10.0.0.1", "cxc.example.eu", x_forwarded_for="1.2.3.4")).duties == {
        Duty.PUBLISH
    }
    who.clear()
    assert door.person(facts()) == NOBODY
    assert not door.opens_with(KEY, facts())


def test_a_personal_key_is_asked_before_all_else_and_one_that_does_not_hold_is_nobody() -> None:
    text, kept = new_key()
    people = People((ListedPerson(subject="a", viewer="partnership:A", keys=(kept,)),))
    door = Door(is_bound_here=True, port=8501, local_key=KEY, people=lambda: people)
    assert door.person(facts("10.0.0.1", "cxc.example.eu", {}, authorization=f"bearer {text}")).subject == "a"
    for brought in ("Bearer", "Bearer x", f"Bearer {text}x", f"Bearer {KEY}"):
        with pytest.raises(UnknownKey):
            door.person(facts(authorization=brought))
    twice = request_facts("127.0.0.1", [("authorization", f"Bearer {text}")] * 2, COOKIE)
    with pytest.raises(UnknownKey):
        door.person(twice)
    assert door.person(facts(authorization="Basic YTpi")) == AT_THIS_MACHINE


def test_a_table_that_breaks_while_the_server_runs_makes_everybody_the_public() -> None:
    def broken() -> People:
        raise CxcError("the table is broken")

    door = Door(
        is_bound_here=False,
        port=1,
        local_key=None,
        people=broken,
        login=lambda _: Login("a", "", "", "s", 9e9),
    )
    assert door.person(facts()) == NOBODY
    with pytest.raises(UnknownKey):
        door.person(facts(authorization=f"Bearer {new_key()[0]}"))


def test_the_key_is_another_with_each_start_and_off_only_where_nobody_else_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (local_key(is_bound_here=True, has_login=False) for _ in range(2))
    assert first
    assert first != second
    assert KEY not in repr(HERE)
    monkeypatch.setenv("CXC_LOCAL_KEY", "off")
    assert local_key(is_bound_here=True, has_login=False) is None
    for bound, login in ((False, False), (False, True), (True, True)):
        with pytest.raises(CxcError, match="CXC_LOCAL_KEY=off"):
            local_key(is_bound_here=bound, has_login=login)
    monkeypatch.setenv("CXC_LOCAL_KEY", "my-own-key")
    with pytest.raises(CxcError, match="made anew") as refused:
        local_key(is_bound_here=True, has_login=False)
    assert "my-own-key" not in str(refused.value)


def test_what_is_bound_is_the_wider_of_what_is_said() -> None:
    assert is_bound_to_loopback("127.0.0.1", "") is True is is_bound_to_loopback("localhost", "::1")
    for said in (
        ("",),
        ("0.0.0.0",),
        ("127.0.0.1", "0.0.0.0"),
        ("unix:///run/x",),
        ("127.0.0.1.example.org",),
    ):
        assert is_bound_to_loopback(*said) is False, said


def test_the_way_back_leads_to_our_own_pages_only() -> None:
    own = "https://cxc.example.eu"
    assert (
        own_address(f"{own}/flows?period=2021..2022&lang=de#part", own) == "/flows?period=2021..2022&lang=de"
    )
    assert own_address("/flows", own) == "/flows"
    for text in (
        "https://evil.example/flows",
        "//evil.example/",
        f"{own}//evil.example",
        f"{own}.evil.example/",
        f"{own}@evil.example/",
        "http://cxc.example.eu/",
        "/\\evil.example",
        f"{own}/\\evil.example",
        "\\\\evil.example",
        "/a\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "flows",
        "",
        own,
        "/" + "a" * 5000,
        "/\u2044evil",
    ):
        assert own_address(text, own) is None, text


@given(st.text(alphabet="/\\:@?#.ahtps \t%", max_size=20))
def test_no_text_leads_elsewhere(text: str) -> None:
    from urllib.parse import urljoin, urlsplit

    place = own_address(text, "https://a.eu")
    if place is not None:
        assert urlsplit(urljoin("https://a.eu/x", place)).netloc == "a.eu"
        assert not place.startswith(("//", "/\\"))
