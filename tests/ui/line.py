"""The line on top of a page without a browser: what it says, and what a browser would send from it."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

_EVENTS = "$$STREAMLIT_INTERNAL_KEY_{id}__events"


def _mounted(app: AppTest, role: str) -> tuple[str, dict[str, Any]]:
    for each in app.get("bidi_component"):
        data = json.loads(each.proto.json or "{}")
        if data.get("role") == role:
            return each.proto.id, data
    raise AssertionError(f"there is no {role} of the line")


def line(app: AppTest) -> dict[str, Any]:
    """What the line is made of: its words, badges and paper."""
    return _mounted(app, "line")[1]


def sentence(app: AppTest) -> str:
    """The selection as it is read, without what only opens or acts."""
    words = [word for word in line(app)["words"] if word.get("kind") != "quiet"]
    return " ".join(text for word in words for text in (word["lead"], word["text"]) if text)


def word(app: AppTest, field: str) -> dict[str, Any]:
    """A word of the sentence, or a field behind *more*."""
    words = [*line(app)["words"], *line(app)["further"]]
    return next(each for each in words if each["field"] == field)


def fields(app: AppTest) -> set[str]:
    """All that can be selected by."""
    return {each["field"] for each in (*line(app)["words"], *line(app)["further"])} - {"", "more", "subject"}


def badges(app: AppTest) -> dict[str, list[str]]:
    """What the badges say, each with what it explains."""
    return {badge["text"]: badge["texts"] for badge in line(app)["badges"]}


def choose(app: AppTest, field: object, *values: object) -> AppTest:
    """As the browser sends it when these values are chosen in the list of a field."""
    return send(app, "line", "choose", {"field": field, "values": list(values)})


def go(app: AppTest, kind: object, name: object) -> AppTest:
    """As the browser sends what was chosen in the search or at a badge."""
    return send(app, "line", "go", {"kind": kind, "id": name})


def send(app: AppTest, role: str, event: str, value: object) -> AppTest:
    """An event of one of the line's mounts, whatever it holds."""
    # A browser says on which page it is; what is not on it is forgotten before it is looked at.
    app._page_hash = app._finished_page_script_hash
    states = app._tree.get_widget_states()
    states.widgets.add(
        id=_EVENTS.format(id=_mounted(app, role)[0]),
        json_trigger_value=json.dumps([{"event": event, "value": value}]),
    )
    return app._run(states)


def answers(app: AppTest, **wish: str) -> dict[str, Any]:
    """What the server answers a list or the search."""
    return _mounted(send(app, "answers", "ask", wish), "answers")[1]
