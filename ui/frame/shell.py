"""Every page goes through here: data version, selection, navigation, page, footer."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # the server starts this file from any working directory
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from cxc_metrics.access import OTHER_WAVE, Question, Reader  # noqa: E402
from cxc_metrics.disclosure import CAN_BE_ASKED, nearest  # noqa: E402
from cxc_metrics.errors import RegisterError  # noqa: E402
from cxc_metrics.scope import Scope, as_at_day  # noqa: E402
from cxc_metrics.words import language, sentences  # noqa: E402
from cxc_metrics.words.plain import html_text, markdown_text  # noqa: E402
from cxc_metrics.words.texts import say  # noqa: E402
from ui import session  # noqa: E402
from ui.components import theme_change  # noqa: E402
from ui.figures.theme import is_dark  # noqa: E402
from ui.frame import (  # noqa: E402
    language_choice,
    line_on_top,
    page_declarations,
    register_choice,
    viewer_choice,
)
from ui.parts import brief_menu, inspection, maps, page_menu, second_beside  # noqa: E402
from ui.session import behind, below, navigation, untellable  # noqa: E402
from ui.session.asked_whole import WHOLE_PARAMETER, is_whole  # noqa: E402
from ui.session.navigation import ENTRIES, SIDEBAR_WIDTH, acts, pages  # noqa: E402

# A file of ours: Streamlit would fetch a Material symbol from a foreign host.
ICON = ROOT / "ui" / "frame" / "icon.svg"
_LAST_PAGE = "_last_page"
# What a sheet of A4 has room for between its margins: what is drawn wider is cut by it.
SHEET_WIDTH = 700
MOST_NOTES = 3
_CONFIGURED = "_configured"
_UNSEEN = "position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)"


def main() -> None:
    """One run of the script."""
    session.settle_visitor()
    will_fold = page_declarations.has_own_title(_own_path())
    _configure(will_fold=will_fold)
    line_on_top.follow()
    session.set_page_parameters(page_declarations.page_parameters() | {WHOLE_PARAMETER})
    session.bound_address()
    _language()
    reader, problem = _data_version()
    session.settle_sender()
    session.show(reader)
    session.forget_answers()
    session.forget_parts()
    below.forget_rest()
    behind.forget()
    untellable.forget()
    lacking = page_declarations.lacking_pages(reader) if reader else {}
    hidden = frozenset({*lacking, *session.closed_pages()})
    page = st.navigation(
        pages(hidden, with_people=session.has_people_page()), position="sidebar", expanded=True
    )
    register_choice.draw()
    viewer_choice.draw(reader)
    language_choice.draw()
    if reader is not None:
        session.set_scope(_selection(page.url_path, reader))
        brief_menu.tray_menu()
    session.address_drawn()
    if reader is not None:
        figures = page_declarations.figures(page.url_path, reader)
        about = page_declarations.leads(page.url_path)
        line_on_top.draw(reader, page.url_path or ENTRIES[0].id, figures, hidden, about=about)
    _title(page, will_fold=will_fold)
    if problem:
        st.error(say("error.register", reason=markdown_text(problem)), icon=":material/error:")
    elif reader is None:
        st.info(say("app.no_register"), icon=":material/info:")
    _page(page, reader, lacking)


def _page(page: st.Page, reader: Reader | None, lacking: Mapping[str, Sequence[str]]) -> None:
    """What stands below the title."""
    if viewer_choice.closed(page.url_path):
        _notes()
        return
    if reader is not None and (lacks := lacking.get(page.url_path)):
        _notes()
        _nothing_to_show(lacks)
        _footer(reader)
        return
    if reader is not None and acts(page.url_path):
        figures, scope = page_declarations.compared(page.url_path), session.scope()
        if second_beside.can_be_drawn(figures, scope) and not page_declarations.places_second(page.url_path):
            second_beside.draw(figures, scope)
    _notes()
    if reader is not None or not acts(page.url_path):
        # What the menu holds is known when the page is drawn.
        with st.container(width=SHEET_WIDTH) if is_whole() else nullcontext():
            head = st.container()
            page.run()
            untellable.line()
        with head:
            page_menu.draw(page.url_path or "overview", page.title)
    if reader is not None:
        _footer(reader)


def _configure(*, will_fold: bool) -> None:
    """Title, icon, and the sidebar: a visit tells its width once, and folds it before it is seen open.

    Of a sidebar that is drawn before it is told its width the browser makes it wider; one that is told its
    width is open, and would fold before the reader's eyes when the page is known.
    """
    is_new = not st.session_state.get(_CONFIGURED)
    st.set_page_config(
        page_title=say("app.name"),
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state="collapsed" if will_fold and not is_new else SIDEBAR_WIDTH,
    )
    if will_fold and is_new:
        st.set_page_config(initial_sidebar_state="collapsed")
    st.session_state[_CONFIGURED] = True


def _own_path() -> str:
    """The page's part of the address that the browser shows: empty for the start page."""
    path = urlsplit(st.context.url or "").path.removeprefix(maps.base_path())
    return path.strip("/")


def _title(page: st.Page, *, will_fold: bool) -> None:
    """The name of the page; where its first heading says more, for those alone who do not see it.

    There the navigation is folded: the page is one screen and takes its width. It is written once a run:
    what is written twice opens it and folds it again with each click.
    """
    is_folded = page_declarations.has_own_title(page.url_path)
    if is_folded != will_fold:
        st.set_page_config(initial_sidebar_state="collapsed" if is_folded else SIDEBAR_WIDTH)
    if not is_folded or is_whole():
        st.title(page.title)
        return
    st.html(f'<h1 style="{_UNSEEN}">{html_text(page.title)}</h1>')


def _nothing_to_show(lacks: Sequence[str]) -> None:
    """Of a page asked by its address: which data it would need, and where the tables and columns are told."""
    reasons = "; ".join(map(sentences.bare_reason, lacks))
    st.info(markdown_text(say("measure.no_page", reasons=reasons)), icon=":material/block:")
    st.page_link(
        navigation.page("methods"),
        label=say("measure.what_is_needed"),
        icon=":material/menu_book:",
        query_params={**session.address(session.scope()), "part": "dictionary"},
    )


def _notes() -> None:
    """What of the address was not applied: a short list, however much was wrong with it."""
    notes = list(dict.fromkeys(session.take_notes()))
    for text in notes[:MOST_NOTES]:
        st.warning(text, icon=":material/filter_alt_off:")
    if (more := len(notes) - MOST_NOTES) > 0:
        st.warning(say("selection.more_notes", count=more), icon=":material/filter_alt_off:")


def _language() -> None:
    """The language of the address; after a click in the navigation the one before."""
    reason = session.choose_language(st.query_params.get(session.LANGUAGE_PARAMETER))
    if reason:
        session.note(f"{say('selection.not_applied')}: {reason}")


def _not_applied(reasons: Sequence[str]) -> None:
    for reason in reasons:
        session.note(f"{say('selection.not_applied')}: {markdown_text(reason)}")


def _data_version() -> tuple[Reader | None, str]:
    """What the address asks for, and what is wrong with the store if that cannot be read."""
    register = st.query_params.get(session.REGISTER_PARAMETER)
    version = st.query_params.get(session.VERSION_PARAMETER)
    # A bare address is one that Streamlit's client wrote on a change of page: as before.
    if session.asked_address():
        _not_applied(session.show_as(st.query_params.get(session.VIEWER_PARAMETER)))
    try:
        if register is not None or version is not None:
            _not_applied(session.choose(register, version))
        _not_applied(session.settle_viewer())
        return session.reader_asked(), ""
    except RegisterError as error:
        return None, str(error)


def _selection(url_path: str, reader: Reader) -> Scope:
    """The selection of the address; after a click in the navigation the one before."""
    # No address of ours is bare: in a visit that has begun, Streamlit's client wrote it on a change of page
    # (sometimes as an entry of its own, to which Back returns), and it is no wish for everything.
    begun = _LAST_PAGE in st.session_state
    moved = st.session_state.get(_LAST_PAGE, url_path) != url_path
    st.session_state[_LAST_PAGE] = url_path
    query = session.asked_address()
    if not query and begun:
        scope = session.scope()
    else:
        # A page's own parameter may look like a filter misspelt: `section` like `sector`.
        own = page_declarations.page_parameters() | {
            WHOLE_PARAMETER,
            session.REGISTER_PARAMETER,
            session.VIEWER_PARAMETER,
            session.TRAY_PARAMETER,
        }
        filters = {name: values for name, values in query.items() if name not in own}
        scope, notes = Scope.from_query(filters, reader)
        second = next(iter(query.get(session.SECOND_PARAMETER, [])), None)
        scope, idle = session.answerable(scope, reader)
        tray = session.choose_tray(next(iter(query.get(session.TRAY_PARAMETER, [])), None))
        _not_applied([*map(str, [*notes, *idle]), *session.choose_second(second), *tray])
        scope = _admissible(scope, reader)
    wanted = session.address(scope)
    kept = session.kept_parameters(url_path, query, arrived=moved and not query)
    # A link to the page one is on reaches the server, but not the address bar: Streamlit's client writes that
    # on a change of page only, or when told (which does nothing where it stands already).
    followed = begun and not moved and query != session.drawn_address()
    if followed or query != {**wanted, **kept}:
        st.query_params.from_dict({**wanted, **kept})
    return scope


def _admissible(scope: Scope, reader: Reader) -> Scope:
    """The selection, or the nearest that the viewer may ask, with the reason; a second one outside goes."""
    reason = reader.reason_against(Question((), (), scope))
    if reason:
        scope = nearest(scope)
        shown = say("viewer.instead", selection=scope.sentence(reader, locale=language.chosen()))
        _not_applied([f"{reason}; {shown}"])
    second = session.second_selection()
    if isinstance(second, Scope):
        outside = reader.reason_against(Question((), (), second))
    else:
        outside = CAN_BE_ASKED if second == OTHER_WAVE and reader.is_bound else None
    if outside:
        session.choose_second(None)
        _not_applied([outside])
    return scope


def _footer(reader: Reader) -> None:
    manifest = reader.manifest
    source = say(
        "app.source_line",
        version=reader.id,
        as_at=as_at_day(manifest.as_at),
        title=markdown_text(manifest.title),
    )
    with st.container(key="footer"):
        st.divider()
        internal = [say("viewer.internal_only")] if reader.origin.is_internal_only else []
        lines = [source, *internal, say("app.footer")]
        st.caption("  \n".join(lines))
        inspection.listen()
        theme_change.watch(dark=is_dark())


main()
