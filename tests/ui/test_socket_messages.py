"""What a page asks too fast waits its turn; what is needless by then is left away, and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.frame import socket_messages
from ui.frame.socket_messages import MessageBounds, SocketMessages, is_needless
from ui.frame.token_buckets import Buckets, Limit

BOUNDS = MessageBounds(of_all=Limit(15, 3.0), of_one=Limit(10, 2.0), bytes=100)


class Sockets:
    """Sockets of one person with a clock of their own, and what they were told."""

    def __init__(self, bounds: MessageBounds = BOUNDS) -> None:
        self.now, self.told, self.bounds = 0.0, list[dict[str, Any]](), bounds
        self.buckets = Buckets(now=lambda: self.now)
        self.is_gone = False

    def move_on_after(self, seconds: float) -> contextlib.AbstractContextManager[Any]:
        """As if so many seconds went by: what is there is taken in, then the time is over."""
        self.now += seconds + 1e-9
        return anyio.move_on_after(0)

    def opened(self, comes: list[Any]) -> SocketMessages:
        """A socket by which these messages come, then nothing more."""

        async def receive() -> Any:
            if not comes:
                await anyio.sleep_forever()
            return comes.pop(0)

        async def send(message: Any) -> None:
            if self.is_gone:
                raise ConnectionResetError
            self.told.append(message)

        return SocketMessages(self.bounds, self.buckets, "person", receive, send)


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sockets]:
    """Sockets whose waiting takes no time."""

    def made(*bounds: MessageBounds) -> Sockets:
        of_one = Sockets(*bounds)
        patched = SimpleNamespace(move_on_after=of_one.move_on_after, sleep_forever=anyio.sleep_forever)
        monkeypatch.setattr(socket_messages, "anyio", patched)
        return of_one

    return made


def rerun(number: int = 0, *, part: str = "", page: str = "p", pressed: str | None = None) -> bytes:
    """What a page says that is chosen on it; `pressed` is what it is told but once."""
    said = BackMsg()
    said.rerun_script.query_string = f"n={number}"
    said.rerun_script.page_script_hash, said.rerun_script.fragment_id = page, part
    said.rerun_script.cached_message_hashes.append("drawn before")
    said.rerun_script.widget_states.widgets.add(id="choice", int_value=number)
    if pressed is not None:
        said.rerun_script.widget_states.widgets.add(id="component", json_trigger_value=pressed)
    return said.SerializeToString()


def says(content: bytes) -> dict[str, Any]:
    return {"type": "websocket.receive", "bytes": content}


def numbers(messages: list[Any]) -> list[str]:
    return [BackMsg.FromString(each["bytes"]).rerun_script.query_string[2:] for each in messages]


def run(asked: Callable[[], Awaitable[None]]) -> None:
    anyio.run(asked)


PRESSED = [says(rerun(number, pressed="x")) for number in range(40)]


def test_a_page_after_ten_questions_asks_twice_a_second(sockets: Callable[..., Sockets]) -> None:
    clock, comes = sockets(), [{"type": "websocket.connect"}, *PRESSED[:10]]

    async def asked() -> None:
        page = clock.opened(comes)
        assert (await page.received())["type"] == "websocket.connect"
        assert [await page.received() for _ in range(10)] == PRESSED[:10]
        assert clock.now == 0.0
        comes.extend(PRESSED[10:14])
        assert numbers([await page.received() for _ in range(4)]) == ["10", "11", "12", "13"]
        assert clock.now == pytest.approx(2.0)

    run(asked)


def test_of_what_waits_the_last_is_asked_and_what_was_pressed(sockets: Callable[..., Sockets]) -> None:
    """Ten go on at once; of those that come while the eleventh waits only what says more than the last."""
    comes = [says(rerun(number)) for number in range(30)]
    comes[20] = says(rerun(20, pressed="x"))
    clock = sockets()

    async def asked() -> None:
        page = clock.opened(comes)
        assert len([await page.received() for _ in range(10)]) == 10
        late = [await page.received() for _ in range(2)]
        assert numbers(late) == ["20", "29"]
        assert clock.now == pytest.approx(1.0)
        for message in late:  # by now its browser may have thrown them away
            assert not BackMsg.FromString(message["bytes"]).rerun_script.cached_message_hashes

    run(asked)


def test_a_message_is_needless_where_a_later_one_says_all_of_it() -> None:
    assert is_needless(rerun(1), rerun(2))
    assert is_needless(rerun(1, part="a"), rerun(2, part="a"))
    assert is_needless(rerun(1, part="a"), rerun(2)), "all of the page is drawn"
    assert not is_needless(rerun(1), rerun(2, part="a")), "the rest of the page would stay as it was"
    assert not is_needless(rerun(1, part="a"), rerun(2, part="b"))
    assert not is_needless(rerun(1, page="p"), rerun(2, page="q"))
    assert not is_needless(rerun(1, pressed="x"), rerun(2))
    back = BackMsg.FromString(rerun(1))
    back.rerun_script.is_history_navigation = True
    assert not is_needless(back.SerializeToString(), rerun(2))
    heartbeat = BackMsg(app_heartbeat=True).SerializeToString()
    for other in (heartbeat, b"\xff\xff", b"", None):
        assert not is_needless(other, rerun(2))
        assert not is_needless(rerun(1), other)


def test_without_end_a_page_is_asked_at_its_pace_and_little_is_read_of_it(
    sockets: Callable[..., Sockets],
) -> None:
    clock, comes = sockets(), [says(rerun(number)) for number in range(1_000)]

    async def asked() -> None:
        page = clock.opened(comes)
        for _ in range(14):
            await page.received()
        assert clock.now == pytest.approx(2.0)
        assert len(comes) == 1_000 - 10 - 4 * 65  # of 65 the last is asked

    run(asked)


def test_whatever_was_pressed_is_asked_and_no_more_of_it_is_read_than_waits(
    sockets: Callable[..., Sockets],
) -> None:
    clock, comes = sockets(), list(PRESSED)

    async def asked() -> None:
        page = clock.opened(comes)
        for _ in range(11):
            await page.received()
        assert len(comes) == 40 - 11 - 7
        rest = [await page.received() for _ in range(29)]
        assert numbers(rest) == [str(number) for number in range(11, 40)]
        assert clock.now == pytest.approx(15.0)

    run(asked)


def test_all_pages_of_a_person_have_one_pace_and_one_of_them_not_all_of_it(
    sockets: Callable[..., Sockets],
) -> None:
    """Fifteen at once, three a second; the first page has had ten of them."""
    clock = sockets()

    async def asked() -> None:
        first, second = (clock.opened(PRESSED[:10]) for _ in range(2))
        for _ in range(10):
            await first.received()
        for _ in range(5):
            await second.received()
        assert clock.now == 0.0
        await second.received()
        assert clock.now == pytest.approx(1 / 3)

    run(asked)


def test_a_page_that_leaves_is_gone_at_once(sockets: Callable[..., Sockets]) -> None:
    """While a message waits, by a message that is too long, and where nothing can be sent to it any more."""
    gone = {"type": "websocket.disconnect", "code": 1001}

    async def asked() -> None:
        for last, code in ((gone, 1001), (says(b"x" * 101), 1009)):
            page = sockets().opened([*PRESSED[:12], last, *PRESSED[12:14]])
            for _ in range(10):
                await page.received()
            assert await page.received() == {"type": "websocket.disconnect", "code": code}
        clock = sockets()
        page = clock.opened(PRESSED[:3])
        assert await page.received() == PRESSED[0]
        clock.is_gone = True
        await page.sent({"type": "websocket.send", "bytes": b"x"})
        assert (await page.received())["type"] == "websocket.disconnect"

    run(asked)
