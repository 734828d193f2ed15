"""The badges of the line: what is true of all figures shown, in a word each, explained at a click."""

from __future__ import annotations

from cxc_metrics.access import Reader
from cxc_metrics.errors import RegisterError
from cxc_metrics.scope import as_at_day
from cxc_metrics.words import numbers
from cxc_metrics.words.law import WHAT_YOU_SEE
from cxc_metrics.words.plain import one_line, shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.components.top_line import Badge

NEWEST, LAW = "newest", "law"
_LONGEST = 24


def badges(reader: Reader) -> list[Badge]:
    """Whose view, which register, what kind of data, as at when: what differs from the usual comes first."""
    made = [_viewer(reader), _register(reader), _synthetic(reader), _as_at(reader)]
    return [badge for badge in made if badge is not None]


def _badge(name: str, text: str, *texts: str, warns: bool = False) -> Badge:
    return {"id": name, "kind": "warning" if warns else "", "text": text, "texts": list(texts), "actions": []}


def _viewer(reader: Reader) -> Badge | None:
    viewer = reader.viewer
    if viewer.sees_all:
        return None
    name = say("viewer.public")
    if viewer.partnerships:
        names = reader.labels("partnership")
        own = ", ".join(names.get(code, code) for code in sorted(viewer.partnerships))
        name = say("viewer.partnership", names=shorten(own, _LONGEST))
    if not reader.origin.is_protected:
        return _badge("viewer", name, say("viewer.published_totals"))
    made = _badge("viewer", name, say("viewer.own_exact" if viewer.partnerships else "viewer.protected"))
    return {**made, "actions": [(LAW, WHAT_YOU_SEE, say("viewer.more"))]}


def _register(reader: Reader) -> Badge | None:
    if len(session.registers()) < 2:
        return None
    name = reader.manifest.register_name
    return _badge(
        "register", shorten(name, _LONGEST), one_line(reader.manifest.title), say("app.register_help")
    )


def _synthetic(reader: Reader) -> Badge | None:
    if not reader.manifest.is_synthetic:
        return None
    return _badge("synthetic", say("line.synthetic"), say("app.synthetic"))


def _as_at(reader: Reader) -> Badge:
    """The day the figures describe; where a newer data version is served, that."""
    day = reader.manifest.as_at
    text = say("line.as_at", day=numbers.day(day)) if day else as_at_day(None)
    version = say(
        "line.version", version=reader.id, as_at=as_at_day(day), title=one_line(reader.manifest.title)
    )
    try:
        served = session.served_id()
    except RegisterError as error:
        return _badge("as_at", text, say("error.register", reason=error), version, warns=True)
    if served == reader.id:
        return _badge("as_at", text, version)
    older = say("app.old_version", version=reader.id, as_at=as_at_day(day))
    made = _badge("as_at", say("line.older", day=text), older, warns=True)
    return {**made, "actions": [(NEWEST, "", say("app.serve_newest"))]}
