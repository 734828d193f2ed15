"""The difference from a comparison group: estimate with interval first, then all it takes to judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measure import EffectStudy, Scope, effect_study, kpi
from ui import exports, figures, foot, language, numbers, sentences, session, tables
from ui.plain import markdown_text
from ui.results import telling
from ui.theme import palette
from ui.words import catalogue, say

if TYPE_CHECKING:
    from cxc_metrics.statistics.effect import Effect

EFFECT: Final = "M06"
# Standardised differences beyond it are usually called imbalance (Stuart 2010; see `balance_table`).
IMBALANCE: Final = 0.1
# Covariates whose levels are codes of a dimension.
_CODED: Final = {"sector": "visitor_sector", "type": "visitor_type", "size": "visitor_size"}


def difference(scope: Scope) -> None:
    """The difference, computed when it is asked for; the address keeps that it was."""
    st.header(say("results.difference"), anchor=False)
    st.markdown(say("results.difference_intro"))
    st.session_state["w_difference"] = bool(session.page_value("difference"))
    asked = st.toggle(
        say("results.difference_ask"),
        key="w_difference",
        on_change=lambda: session.go_on_page(difference="1" if st.session_state["w_difference"] else None),
    )
    if not asked:
        return
    try:
        study = _study((session.shown().id, scope.model_dump_json()), scope)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        st.caption(markdown_text(kpi(EFFECT).caveat))
        return
    _estimate(study, scope)
    _rounds(study.main)
    _balance(study.main)
    _table("attrition", study.main.attrition)


@st.cache_resource(max_entries=16, show_spinner=False)
def _study(key: tuple[str, str], _scope: Scope) -> EffectStudy:  # noqa: ARG001 - the key of the cache
    return effect_study(session.shown(), _scope)


def _estimate(study: EffectStudy, scope: Scope) -> None:
    """The estimate with its interval and, as a second series, the two other comparison groups."""
    main, others = study.main, study.sensitivity
    measured = [row for row in others.to_dict("records") if not row["reason"]]
    st.markdown(f"**{markdown_text(_told(_first(study)))}**")
    st.plotly_chart(
        _drawn(study, measured),
        key="results_difference",
        config=dict(figures.CONFIG),
        alt=_told(_first(study)),
    )
    st.markdown(markdown_text(study.sentence))
    if study.without_comparison:
        count = numbers.number(study.without_comparison)
        st.markdown(say("results.without_comparison", count=count))
    st.caption(say("results.sensitivity_note"))
    rows = [_first(study), *others.to_dict("records")]
    tables.records(
        [
            {
                say("results.group"): str(row["group"]),
                say("results.difference_pp"): str(row["reason"]) or _interval(row),
                say("results.organisations"): numbers.number(row["comparison"]),
            }
            for row in rows
        ],
        alt=say("results.sensitivity"),
        longest=telling.LONG_CELL,
    )
    foot.draw(
        "effect",
        say("results.difference_file"),
        session.measured([EFFECT], scope=scope),
        exported=pd.DataFrame(rows),
        source=False,
    )
    detectable = numbers.number(main.difference.detectable, decimals=1)
    st.caption(say("results.detectable", value=detectable, method=markdown_text(main.difference.method)))


def _first(study: EffectStudy) -> dict[str, object]:
    """The main estimate in the columns of the sensitivity table."""
    d = study.main.difference
    return {
        "group": study.main.comparison_name,
        "difference": d.estimate,
        "low": d.low,
        "high": d.high,
        "comparison": study.main.comparison,
        "reason": "",
    }


def _drawn(study: EffectStudy, others: list[dict[str, object]]) -> go.Figure:
    rows = [_first(study), *others]
    colours = palette()
    main = [place == 0 for place in range(len(rows))]
    series = [
        figures.Dots(
            say(f"results.{name}"),
            *(
                [
                    telling.real(row[column]) if is_main is mine else None
                    for row, is_main in zip(rows, main, strict=True)
                ]
                for column in ("difference", "low", "high")
            ),
            [_told(row) for row in rows],
            colour,
            symbol,
        )
        for name, mine, colour, symbol in (
            ("main_comparison", True, colours.held, "circle"),
            ("sensitivity", False, colours.target, "diamond-open"),
        )
    ]
    return figures.interval_series(
        [str(row["group"]) for row in rows],
        series if others else series[:1],
        colours,
        unit=say("results.difference_pp"),
        number="decimal",
        whole=False,
        zero=True,
    )


def _told(row: dict[str, object]) -> str:
    count = numbers.number(telling.real(row["comparison"]))
    return say("results.difference_told", value=_interval(row), group=row["group"], n=count)


def _interval(row: dict[str, object]) -> str:
    value, low, high = (
        numbers.number(telling.real(row[name]), decimals=1) for name in ("difference", "low", "high")
    )
    return say("results.with_interval", value=f"{value} pp", low=low, high=high)


def _rounds(main: Effect) -> None:
    """Change from baseline of both groups by survey round."""
    table = main.rounds
    later = table[table["change"].notna() & (table["low"].notna() | (table["change"] != 0))]
    title = say("results.rounds")
    st.subheader(title, anchor=False)
    if later.empty:
        st.caption(say("results.no_rounds"))
        return
    rounds = list(dict.fromkeys(later["round"]))
    colours = palette()
    series = [
        _arm(later[later["arm"] == arm].set_index("round"), arm, rounds, colour, symbol)
        for arm, colour, symbol in (
            ("participants", colours.held, "circle"),
            ("comparison", colours.target, "diamond-open"),
        )
    ]
    drawing = figures.interval_series(
        rounds, series, colours, unit=say("results.change_pp"), number="decimal", whole=False, zero=True
    )
    st.plotly_chart(drawing, key="results_rounds", config=dict(figures.CONFIG), alt=title)
    _table("rounds", table, heading=False)


def _arm(rows: pd.DataFrame, arm: str, rounds: list[str], colour: str, symbol: str) -> figures.Dots:
    name = say(f"results.arm_{arm}")

    def column(part: str) -> list[float | None]:
        return [telling.real(rows.loc[one, part]) if one in rows.index else None for one in rounds]

    hover = [
        say(
            "results.change_told",
            arm=name,
            round=one,
            change=numbers.number(change, decimals=1),
            low=numbers.number(low, decimals=1),
            high=numbers.number(high, decimals=1),
            n=numbers.number(n),
        )
        for one, change, low, high, n in zip(
            rounds, column("change"), column("low"), column("high"), column("n"), strict=True
        )
    ]
    return figures.Dots(name, column("change"), column("low"), column("high"), hover, colour, symbol)


def _balance(main: Effect) -> None:
    """How alike the groups are before and after weighting, in standard deviations."""
    table, title = main.balance, say("results.balance")
    st.subheader(title, anchor=False)
    st.markdown(say("results.balance_note"))
    labels = [level_name(str(row["covariate"]), row["level"]) for row in table.to_dict("records")]
    colours = palette()
    empty: list[float | None] = [None] * len(table)
    series = [
        figures.Dots(
            say(f"results.{when}"),
            [telling.real(value) for value in table[f"difference_{when}"]],
            empty,
            empty,
            [
                f"{label}: {numbers.number(telling.real(v), decimals=2)}"
                for label, v in zip(labels, table[f"difference_{when}"], strict=True)
            ],
            colour,
            symbol,
        )
        for when, colour, symbol in (
            ("before", colours.target, "diamond-open"),
            ("after", colours.held, "circle"),
        )
    ]
    drawing = figures.interval_series(
        labels,
        series,
        colours,
        unit=say("results.standard_deviations"),
        number="decimal",
        whole=False,
        zero=True,
        limits=(-IMBALANCE, IMBALANCE),
        tight=True,
    )
    st.plotly_chart(drawing, key="results_balance", config=dict(figures.CONFIG), alt=title)
    named = table.assign(level=labels).drop(columns="covariate")
    _table("balance", named, heading=False)


def level_name(covariate: str, level: object) -> str:
    """A moment of the balance in words: "Organisation type: SME". Not escaped."""
    key = f"results.covariate_{covariate}"
    name = say(key) if key in catalogue() else covariate.replace("_", " ")
    code = str(level).removeprefix("ecosystem ")
    if covariate in _CODED and code:
        code = language.label(_CODED[covariate], code, session.shown(), short=True)
    if code in {"True", "False"}:
        code = say(f"record.{'yes' if code == 'True' else 'no'}")
    return f"{name}: {code}" if code and code != "nan" else name


def _table(part: str, table: pd.DataFrame, *, heading: bool = True) -> None:
    """One table of the study with its export; numbers in two decimals, column names in words."""
    title = say(f"results.{part}")
    if heading:
        st.subheader(title, anchor=False)
    shown = pd.DataFrame(index=table.index)
    for column in table.columns:
        shown[say(f"results.column_{column}")] = _written(str(column), table[column])
    tables.show(shown, alt=title, key=f"effect_{part}")
    exports.single_table_menu(f"effect_{part}", title, table, session.shown())


def _written(column: str, values: pd.Series) -> list[str]:
    if column == "arm":
        return [say(f"results.arm_{value}") for value in values]
    if not pd.api.types.is_numeric_dtype(values):
        return [str(value) for value in values]
    if column.startswith("share"):
        return [numbers.percent(value, decimals=0) for value in values]
    decimals = 0 if pd.api.types.is_integer_dtype(values) else 2
    return [numbers.number(value, decimals=decimals) for value in values]
