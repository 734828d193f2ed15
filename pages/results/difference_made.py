"""The difference from a comparison group: estimate with interval first, then all it takes to judge it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import EFFECT, EffectStudy, Reader
from cxc_metrics.disclosure import Study, Table
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export.pictures.colours import Meaning
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import catalogue, say
from pages.results import result_values
from ui import session
from ui.parts import blocks, exports, folded, foot, tables
from ui.parts.exports import Said
from ui.session import untellable

KPI: Final = "M06"
# Standardised differences beyond it are usually called imbalance (Stuart 2010; see `balance_table`).
IMBALANCE: Final = 0.1
# A row of the sensitivity table.
Row = Mapping[Hashable, Any]
# Covariates whose levels are codes of a dimension.
_CODED: Final = {"sector": "visitor_sector", "type": "visitor_type", "size": "visitor_size"}


def difference(scope: Scope) -> None:
    """The difference, computed when it is asked for; the address keeps that it was."""
    title = say("results.difference")
    if untellable.folded(title, session.measured([KPI], scope=scope)) or untellable.closed(
        title, EFFECT, scope
    ):
        return
    st.header(title, anchor=False)
    st.markdown(say("results.difference_intro"))
    st.session_state["w_difference"] = bool(session.page_value("difference"))
    switched_on = st.toggle(
        say("results.difference_ask"),
        key="w_difference",
        on_change=lambda: session.go_on_page(difference="1" if st.session_state["w_difference"] else None),
    )
    if not switched_on:
        return
    try:
        study = _study((session.reader().key, scope.model_dump_json()), session.reader(), scope)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        st.caption(markdown_text(session.reader().kpi(KPI).caveat))
        return
    _estimate(study.result, scope)
    with folded.box(say("results.sensitivity")):
        _sensitivity(study.result)
    with folded.box(say("results.balance")):
        _balance(study)
    with folded.box(say("results.attrition")):
        _questions(study)


@st.cache_resource(max_entries=16, show_spinner=False)
def _study(key: tuple[object, str], _reader: Reader, _scope: Scope) -> Study[EffectStudy]:  # noqa: ARG001
    return _reader.study(EFFECT, _scope)


def _estimate(study: EffectStudy, scope: Scope) -> None:
    """The estimate with its interval and, as a second series, the same in other ways."""
    main = study.main
    measured = [row for row in study.sensitivity.to_dict("records") if not row["reason"]]
    st.markdown(f"**{markdown_text(_sentence(_first(study)))}**")
    drawing, finding = _drawing(study, measured), _sentence(_first(study))
    blocks.plot("results_difference", drawing, finding)
    if main.apart:
        across = numbers.difference(main.across.estimate, decimals=1)
        st.warning(say("results.apart", across=across), icon=":material/warning:")
    for paragraph in study.sentence.split("\n\n"):
        st.markdown(markdown_text(paragraph))
    st.caption(markdown_text(_facts(study)))
    figures_of = session.measured([KPI], scope=scope)
    foot.draw(
        "effect",
        Said(say("results.difference_file"), finding, drawing=drawing),
        figures_of,
        drawn=figures_of.table(pd.DataFrame([_first(study), *study.sensitivity.to_dict("records")])),
    )


def _facts(study: EffectStudy) -> str:
    """What the estimate rests on, in one line: what the paragraphs above it leave out."""
    main = study.main
    return say(
        "results.rests_on",
        effective=numbers.number(main.effective),
        n=numbers.number(main.comparison),
        largest=numbers.percent(main.largest_weight, decimals=1),
        robustness=numbers.percent(main.robustness, decimals=0),
        count=numbers.number(study.without_comparison),
    )


def _sensitivity(study: EffectStudy) -> None:
    """The same difference in other ways, with why there is none."""
    st.caption(say("results.sensitivity_note"))
    rows = [_first(study), *study.sensitivity.to_dict("records")]
    tables.records(
        [
            {
                say("results.way"): str(row["check"]),
                say("results.difference_pp"): str(row["reason"]) or _interval(row),
                say("results.organisations"): numbers.number(row["comparison"]),
            }
            for row in rows
        ],
        alt=say("results.sensitivity"),
        longest=result_values.LONG_CELL,
    )


def _questions(effect_study: Study[EffectStudy]) -> None:
    """Who was asked and kept, when they answered, and what they told."""
    study = effect_study.result
    st.caption(say("results.attrition_note"))
    stages = study.attrition.set_index("arm").T
    tables.records(
        [
            {
                say("results.stage"): say(f"results.stage_{stage}"),
                say("results.arm_participants"): numbers.number(row["participants"]),
                say("results.comparison_counted"): numbers.number(row["comparison"]),
            }
            for stage, row in stages.iterrows()
        ],
        alt=say("results.attrition"),
    )
    exports.single_table_menu(
        "effect_attrition", say("results.attrition"), effect_study.table(study.attrition)
    )
    _table("spans", effect_study.table(study.main.spans))
    _table("courses", effect_study.table(study.main.courses))


def _first(study: EffectStudy) -> Row:
    """The main estimate in the columns of the sensitivity table."""
    d = study.main.difference
    return {
        "check": say("results.within"),
        "difference": d.estimate,
        "low": d.low,
        "high": d.high,
        "comparison": study.main.comparison,
        "reason": "",
    }


def _drawing(study: EffectStudy, others: Sequence[Row]) -> Intervals:
    rows = [_first(study), *others]
    ways: tuple[tuple[str, bool, Meaning, str], ...] = (
        ("main_comparison", True, "held", "circle"),
        ("sensitivity", False, "target", "diamond-open"),
    )
    series = [
        Dots(
            say(f"results.{name}"),
            _column(rows, "difference", mine=mine),
            _column(rows, "low", mine=mine),
            _column(rows, "high", mine=mine),
            [_sentence(row) for row in rows],
            colour,
            symbol,
        )
        for name, mine, colour, symbol in ways
    ]
    return Intervals(
        [str(row["check"]) for row in rows],
        series if others else series[:1],
        unit=say("results.difference_pp"),
        number="decimal",
        whole=False,
        zero=True,
    )


def _column(rows: Sequence[Row], name: str, *, mine: bool) -> list[float | None]:
    """The first row's number alone, or those of all others."""
    return [result_values.real(row[name]) if (place == 0) is mine else None for place, row in enumerate(rows)]


def _sentence(row: Row) -> str:
    count = numbers.number(result_values.real(row["comparison"]))
    return say("results.difference_told", value=_interval(row), way=row["check"], n=count)


def _interval(row: Row) -> str:
    value, low, high = (
        numbers.difference(result_values.real(row[name]), decimals=1)
        for name in ("difference", "low", "high")
    )
    return say("results.with_interval", value=f"{value} pp", low=low, high=high)


def _balance(study: Study[EffectStudy]) -> None:
    """How alike the groups are before and after weighting, in standard deviations."""
    table, title = study.result.main.balance, say("results.balance")
    st.caption(say("results.balance_note"))
    labels = [level_name(str(row["covariate"]), row["level"]) for row in table.to_dict("records")]
    moments: tuple[tuple[str, Meaning, str], ...] = (
        ("before", "target", "diamond-open"),
        ("after", "held", "circle"),
    )
    empty: list[float | None] = [None] * len(table)
    series = [
        Dots(
            say(f"results.{when}"),
            [result_values.real(value) for value in table[f"difference_{when}"]],
            empty,
            empty,
            [
                f"{label}: {numbers.difference(result_values.real(v), decimals=2)}"
                for label, v in zip(labels, table[f"difference_{when}"], strict=True)
            ],
            colour,
            symbol,
        )
        for when, colour, symbol in moments
    ]
    drawing = Intervals(
        labels,
        series,
        unit=say("results.standard_deviations"),
        number="decimal",
        whole=False,
        zero=True,
        limits=(-IMBALANCE, IMBALANCE),
        tight=True,
    )
    blocks.plot("results_balance", drawing, title)
    named = table.assign(level=labels).drop(columns="covariate")
    _table("balance", study.table(named), drawing=drawing)


def level_name(covariate: str, level: object) -> str:
    """A moment of the balance in words: "Organisation type: SME". Not escaped."""
    key = f"results.covariate_{covariate}"
    name = say(key) if key in catalogue() else covariate.replace("_", " ")
    code = str(level).removeprefix("ecosystem ")
    if covariate in _CODED and code:
        code = language.label(_CODED[covariate], code, session.reader(), short=True)
    if code in {"True", "False"}:
        code = say(f"record.{'yes' if code == 'True' else 'no'}")
    return f"{name}: {code}" if code and code != "nan" else name


def _table(part: str, leaving: Table, *, drawing: Intervals | None = None) -> None:
    """One table of the study with its export; numbers as the page writes them, column names in words.

    `drawing` is the chart that stands above it, in the place of a heading.
    """
    title = say(f"results.{part}")
    if drawing is None:
        st.markdown(f"**{title}**")
    table = leaving.frame()
    shown = pd.DataFrame(index=table.index)
    for column in table.columns:
        shown[say(f"results.column_{column}")] = _written(str(column), table[column])
    tables.show(shown, alt=title, key=f"effect_{part}")
    exports.single_table_menu(f"effect_{part}", Said(title, drawing=drawing), leaving)


def _written(column: str, values: pd.Series) -> list[str]:
    if column in {"arm", "span"}:
        return [say(f"results.{column}_{value}") for value in values]
    if not pd.api.types.is_numeric_dtype(values):
        return [str(value) for value in values]
    whole = pd.api.types.is_integer_dtype(values) or column in {"least", "most"}
    return [numbers.number(value, decimals=0 if whole else 1 if column == "mean" else 2) for value in values]
