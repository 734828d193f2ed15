"""What a run draws is sent when it is all there, in its order; what else is said at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.frame.socket_bursts import Burst, SocketBursts

NEVER = 3600.0
DRAWN = ("delta", "ref_hash", "delta")
KINDS = ("new_session", "running", "page", "delta", "ref_hash", "finished", "ended", "file")


def says(kind: str, number: int = 0) -> dict[str, Any]:
    """A message of the server, told apart by its number."""
    said = ForwardMsg(hash=str(number))
    if kind == "new_session":
        said.new_session.name = "page"
    elif kind in {"running", "ended"}:
        said.session_status_changed.script_is_running = kind == "running"
    elif kind == "page":
        said.page_config_changed.title = "page"
    elif kind == "delta":
        said.delta.new_element.text.body = "text"
    elif kind == "ref_hash":
        said.ref_hash = "said before"
    elif kind == "finished":
        said.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    elif kind == "file":
        said.file_urls_response.response_id = "file"
    return {"type": "websocket.send", "bytes": said.SerializeToString()}


def sent_by(work: Callable[[Burst, list[Any]], Awaitable[None]], longest: float = NEVER) -> list[Any]:
    """What reached the browser of what is sent in `work`, which may look at it."""
    reached: list[Any] = []

    async def whole() -> None:
        async def send(message: Any) -> None:
            await asyncio.sleep(0)
            reached.append(message)

        burst = Burst(send, longest)
        await work(burst, reached)
        burst.end()

    asyncio.run(whole())
    return reached


def test_what_a_run_draws_is_sent_when_it_ends() -> None:
    """Nothing of it before, all of it then; that a short one goes on when there is nothing out of date."""
    drawn = [says(kind, number) for number, kind in enumerate(DRAWN)]

    async def work(burst: Burst, reached: list[Any]) -> None:
        for message in [says("new_session"), says("running"), *drawn]:
            await burst.sent(message)
        assert reached == [says("new_session")]
        await burst.sent(says("finished"))
        await burst.sent(says("ended"))

    assert sent_by(work) == [says("new_session"), *drawn, says("finished"), says("running"), says("ended")]


@pytest.mark.parametrize("kind", ["new_session", "page", "file", "finished", "ended"])
def test_what_is_not_drawn_is_sent_at_once(kind: str) -> None:
    """After what was drawn before it."""

    async def work(burst: Burst, reached: list[Any]) -> None:
        await burst.sent(says("delta"))
        await burst.sent(says(kind))
        assert reached == [says("delta"), says(kind)]

    sent_by(work)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "websocket.accept"},
        {"type": "websocket.close", "code": 1000},
        {"type": "websocket.send", "text": "no message of ours"},
        {"type": "websocket.send", "bytes": b"\xff\xff\xff"},
    ],
)
def test_what_cannot_be_read_goes_after_what_is_held(message: dict[str, Any]) -> None:
    """A socket that is closed has told all it had to tell."""

    async def work(burst: Burst, reached: list[Any]) -> None:
        await burst.sent(says("delta"))
        await burst.sent(message)
        assert reached == [says("delta"), message]

    sent_by(work)


def test_a_long_run_is_told_and_shown_as_far_as_it_is() -> None:
    """That it goes on comes before what it drew; then it is held anew."""

    async def work(burst: Burst, reached: list[Any]) -> None:
        await burst.sent(says("running"))
        for number in (1, 2):
            await burst.sent(says("delta", number))
            await burst.sent(says("delta", -number))
            while len(reached) < 1 + 2 * number:
                await asyncio.sleep(0.001)
        assert reached == [says("running"), *(says("delta", number) for number in (1, -1, 2, -2))]

    sent_by(work, longest=0.001)


def test_a_run_that_draws_nothing_for_long_is_told() -> None:
    """A reader sees that there is work though nothing has changed yet."""

    async def work(burst: Burst, reached: list[Any]) -> None:
        await burst.sent(says("running"))
        while not reached:
            await asyncio.sleep(0.001)

    assert sent_by(work, longest=0.001) == [says("running")]


@given(st.lists(st.sampled_from(KINDS)), st.sampled_from([0.0, NEVER]))
def test_nothing_is_lost_and_nothing_overtakes(kinds: list[str], longest: float) -> None:
    """Whatever comes in whatever order, also while the clock sends; what says that a run goes on may wait.

    Until the run's end: a client that asked for a rerun takes no end without a beginning.
    """
    kinds = [*kinds, "ended"]
    messages = [says(kind, number) for number, kind in enumerate(kinds)]
    running = [message for message, kind in zip(messages, kinds, strict=True) if kind == "running"]
    ended = [message for message, kind in zip(messages, kinds, strict=True) if kind == "ended"]

    async def work(burst: Burst, reached: list[Any]) -> None:
        for place, message in enumerate(messages):
            await burst.sent(message)
            if place % 3 == 0:
                await asyncio.sleep(0)

    reached = sent_by(work, longest)
    assert [m for m in reached if m not in running] == [m for m in messages if m not in running]
    places = [messages.index(m) for m in reached if m in [*running, *ended]]
    assert places == sorted(set(places))
    for run in (message for message in running if message not in reached):
        # Another that says the same came before anything ended.
        later = messages[messages.index(run) + 1 :]
        assert kinds[messages.index(next(m for m in later if m in [*running, *ended]))] == "running"


def test_a_reader_who_has_gone_is_sent_nothing() -> None:
    """What the clock would have sent later has nobody to read it."""

    async def work(burst: Burst, reached: list[Any]) -> None:
        await burst.sent(says("delta"))
        burst.end()
        await asyncio.sleep(0.01)
        assert reached == []

    sent_by(work, longest=0.001)


def test_only_sockets_are_held() -> None:
    """An answer to a request goes as it is."""
    told: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.body", "body": says("delta")["bytes"]})

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(SocketBursts(app)({"type": "http"}, None, send))  # type: ignore[arg-type]
    assert len(told) == 1
