"""The exchanges behind a number: searched, sorted and paged in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from cxc_metrics.catalogue import View
from cxc_metrics.engine import Dialect, Kind
from cxc_metrics.errors import InvalidScope, NotMeasurable, UnknownName
from cxc_metrics.measuring.population import Population, view_of
from cxc_metrics.scope import Scope, as_at_day
from cxc_metrics.scope.values import value_order
from cxc_metrics.store import DataVersion

from .part import in_order
from .rows_behind import Rows

DEFAULT_LIMIT = 25
# Each word is looked for in the text of every row.
MOST_WORDS: Final = 12
_FACT: Final = "exchange"
_BREACHES: Final = "breaches"

# Column → what it is over the narrowed fact `f`, the columns of the fact it needs, a table it needs besides.
# Their text is what a dialect says: `partnership` and `breaches` are no texts in a fact.
_COLUMNS: Final[dict[str, tuple[str, tuple[str, ...], str]]] = {
    "exchange_id": ("f.exchange_id", ("exchange_id",), ""),
    "started_on": ("f.period_date", ("period_date",), ""),
    "ended_on": ("f.actual_end", ("actual_end",), ""),
    "status": ("f.status", ("status",), ""),
    "mode": ("f.mode", ("mode",), ""),
    "visitor": ("v.name", ("visitor_id",), "organisation"),
    "visitor_country": ("f.visitor_country", ("visitor_country",), ""),
    "host": ("h.name", ("host_id",), "organisation"),
    "host_country": ("f.host_country", ("host_country",), ""),
    "partnership": ("coalesce(p.acronym, {partnership})", ("partnership",), "partnership"),
    "host_partnership": ("coalesce(q.acronym, {host_partnership})", ("host_partnership",), "partnership"),
    "working_days": ("f.working_days", ("working_days",), ""),
    "lump_sum_paid_eur": ("f.lump_sum_paid_eur", ("lump_sum_paid_eur",), ""),
    "participants": ("f.participants", ("participants",), ""),
    "counted": ("f.{view}", ("countable",), ""),
    _BREACHES: ("{breaches}", (_BREACHES,), ""),
}
_CODES: Final = frozenset({"status", "mode", "visitor_country", "host_country"})
# What a search looks into: texts of the fact itself, by column; for a column of names the fact's key of the
# table that has them, that table's key, its texts.
_SEARCHED: Final = {
    "exchange_id": "f.exchange_id",
    "partnership": "{partnership}",
    "host_partnership": "{host_partnership}",
}
_SEARCHED_BY_NAME: Final = {
    "visitor": ("f.visitor_id", "organisation", "organisation_key", ("name", "organisation_id")),
    "host": ("f.host_id", "organisation", "organisation_key", ("name", "organisation_id")),
    "partnership": ("{partnership}", "partnership", "partnership_id", ("acronym",)),
    "host_partnership": ("{host_partnership}", "partnership", "partnership_id", ("acronym",)),
}
# What a list may be sorted by; a leading minus turns the order round.
ORDERS: Final = tuple(name for name in _COLUMNS if name not in {_BREACHES, "counted"})


def orders(version: DataVersion) -> tuple[str, ...]:
    """Of `ORDERS`, those this register has a column for."""
    columns = _available(version, Scope())
    return tuple(name for name in ORDERS if name in columns)


def exchanges(
    version: DataVersion,
    scope: Scope | None = None,
    *,
    search: str = "",
    order: str = "-started_on",
    counted_only: bool = True,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
) -> Rows:
    """A page of the exchanges of a selection, and how many there are in all.

    Columns, as far as the register fills them: exchange_id, started_on (planned where not yet begun),
    ended_on, status, mode, visitor, visitor_country, host, host_country, partnership, host_partnership
    (acronyms), working_days, lump_sum_paid_eur, participants, counted (in the view of the selection),
    breaches (ids of rules; absent where no rule binds the source). `counted_only` leaves out what the view
    does not count, so that the total is that of O01. Every word of `search` must occur in an identifier, a
    name or an acronym of the exchange, its organisations or partnerships; case and accents do not matter.
    Rows without a value in `order` come last.

    Raises UnknownName for an order there is not, InvalidScope for a filter these rows lack or a search of
    too many words, NotMeasurable where the register cannot say what counts.
    """
    bound = {f"w{place}": word for place, word in enumerate(_words_of(search), start=1)}
    selection = scope if scope is not None else Scope()
    columns = _available(version, selection)
    offset = max(int(offset), 0)
    if counted_only and "counted" not in columns:
        raise NotMeasurable("This register does not say which exchanges count.")
    view = view_of(selection, version)
    behind = Population(version, _FACT, selection, view, "period_date")
    having, sought = _having(view, columns, bound), _sought(view, columns, bound)
    rows = (behind.of("countable") if counted_only else behind).rows
    page = f"LIMIT {max(int(limit), 0)} OFFSET {offset}"
    listed, counted = _sources(rows, columns, version.dialect, order, page, sought)
    selected = ",\n    ".join(f"{sql} AS {column}" for column, sql in columns.items())
    statement = behind.statement(
        f"{having}SELECT\n    {selected}\n{listed}",
        "Exchanges of a selection",
        f"Selection: {selection.sentence(version)}",
        f"Data version {version.id} {as_at_day(version.manifest.as_at)}",
        **bound,
    )
    total = version.query(f"{having}SELECT count(*) AS total {counted}", statement.params)
    return Rows(
        table=version.query(statement.sql, statement.params).to_pandas(),
        total=int(total["total"][0].as_py()),
        offset=offset,
        statement=statement,
    )


def _words_of(search: str) -> list[str]:
    words = list(dict.fromkeys(search.split()))
    if len(words) > MOST_WORDS:
        raise InvalidScope(f"A search has at most {MOST_WORDS} different words; this one has {len(words)}.")
    return words


def _sources(
    rows: str, columns: Mapping[str, str], dialect: Dialect, order: str, page: str, sought: str
) -> tuple[str, str]:
    """FROM of what is listed, in its order and cut to a page, and of what is counted.

    Of ten million rows no engine holds all names only to show those of 25: what is listed is chosen before
    they are joined, in the order of a name with that name alone.
    """
    ordered, counted = _ordered(order, columns, dialect), f"FROM {rows} AS f{sought}"
    if (name := order.removeprefix("-")) in columns and _COLUMNS[name][2]:
        named = _joined(rows, {name: columns[name]}, dialect)
        chosen = f"SELECT f.exchange_id\n{named}{sought}\n{ordered}\n{page}"
        cut = f"(\nSELECT f.* FROM {rows} AS f\nWHERE f.exchange_id IN (\n{chosen}\n)\n)"
    else:
        cut = f"(\nSELECT f.* {counted}\n{ordered}\n{page}\n)"
    return f"{_joined(cut, columns, dialect)}\n{ordered}", counted


def _ordered(order: str, columns: Mapping[str, str], dialect: Dialect) -> str:
    """ORDER BY a column, a leading minus downwards; by the identifier where the register has not got it.

    Codes are in the order of their list, which not every engine knows.
    """
    name = order.removeprefix("-")
    if name not in ORDERS:
        raise UnknownName("order", name, ORDERS)
    turned = "DESC" if order.startswith("-") else "ASC"
    # What a column is, and not its name: of `partnership` the fact has one of its own.
    sorted_by = [columns[name if name in columns else "exchange_id"]]
    if name in _CODES and name in columns:
        sorted_by.insert(0, in_order(dialect.cast(columns[name], Kind.TEXT), map(str, value_order(name))))
    listed = ", ".join(f"{sql} {turned} NULLS LAST" for sql in sorted_by)
    return f"ORDER BY {listed}, {columns['exchange_id']}"


def _available(version: DataVersion, scope: Scope) -> dict[str, str]:
    filled = set(version.fact_columns(_FACT))
    # A source that no rule binds cannot break one.
    if not (version.manifest.rules_evaluated or version.manifest.rules_not_evaluated):
        filled.discard(_BREACHES)
    words = _words(view_of(scope, version))
    return {
        column: sql.format(**words)
        for column, (sql, needed, table) in _COLUMNS.items()
        if filled.issuperset(needed) and (not table or table in version.manifest.tables)
    }


def _words(view: View) -> dict[str, str]:
    """What stands in braces in `_COLUMNS` and what is searched."""
    return {
        "view": view.countable,
        "partnership": view.dialect.cast("f.partnership", Kind.TEXT),
        "host_partnership": view.dialect.cast("f.host_partnership", Kind.TEXT),
        "breaches": view.dialect.joined("f.breaches", " "),
    }


def _joined(rows: str, columns: Mapping[str, str], dialect: Dialect) -> str:
    """FROM: rows of the fact with the names that these columns show."""
    lines = [f"FROM {rows} AS f"]
    for side, alias in (("visitor", "v"), ("host", "h")):
        if side in columns:
            lines.append(f"LEFT JOIN organisation AS {alias} ON {alias}.organisation_key = f.{side}_id")
    for column, alias in (("partnership", "p"), ("host_partnership", "q")):
        if column in columns:
            named = dialect.cast(f"f.{column}", Kind.TEXT)
            lines.append(f"LEFT JOIN partnership AS {alias} ON {alias}.partnership_id = {named}")
    return "\n".join(lines)


def _having(view: View, columns: Mapping[str, str], words: Collection[str]) -> str:
    """WITH: the keys of what has a name that mentions a word, by table and word.

    A name is looked for once, where it stands, and not in every row that shows it.
    """
    tables = {table: (key, names) for _, table, key, names in _named(columns).values()}
    having = [
        f"{table}_{word} AS (\nSELECT {key} FROM {table} WHERE {view.dialect.mentions(names, f'${word}')}\n)"
        for table, (key, names) in tables.items()
        for word in words
    ]
    return "WITH " + ", ".join(having) + "\n" if having else ""


def _sought(view: View, columns: Mapping[str, str], words: Collection[str]) -> str:
    """WHERE: what narrows rows of the fact to those that mention every word, by the words' parameters."""
    said = _words(view)
    texts = [sql.format(**said) for column, sql in _SEARCHED.items() if column in columns]
    wanted = []
    for word in words:
        either = [view.dialect.mentions(texts, f"${word}")]
        for own, table, key, _ in _named(columns).values():
            either.append(f"{own.format(**said)} IN (SELECT {key} FROM {table}_{word})")
        wanted.append("(" + "\n  OR ".join(either) + ")")
    return "\nWHERE " + "\n  AND ".join(wanted) if wanted else ""


def _named(columns: Mapping[str, str]) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    return {column: named for column, named in _SEARCHED_BY_NAME.items() if column in columns}
