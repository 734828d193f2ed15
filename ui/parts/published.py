"""What comparable schemes published, beside our figures and never in one series with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract.benchmarks import Benchmark
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import exports, tables

_LONGEST: Final = 400
WriteValue = Callable[[Kpi, Figures], str]


def draw(
    key: str, title: str, benchmarks: Sequence[Benchmark], scope: Scope, write_value: WriteValue
) -> None:
    """A table of what was published, each beside the figures here, whose values `write_value` writes.

    One source address of all stands below it; several, for which a page has no room, are in the export.
    """
    st.header(title, anchor=False)
    st.caption(say("published.note"))
    measurement = session.measured(
        list(dict.fromkeys(name for benchmark in benchmarks for name in benchmark.kpis)), scope=scope
    )
    ours = [_ours(benchmark, measurement, write_value) for benchmark in benchmarks]
    rows = [
        {
            say("published.wording"): _wording(benchmark),
            say("published.ours"): f"{here}. {_comparable(benchmark)}",
        }
        for benchmark, here in zip(benchmarks, ours, strict=True)
    ]
    tables.show(pd.DataFrame(rows), alt=title, key=key, longest=_LONGEST)
    exported = pd.DataFrame(
        [
            {**benchmark.model_dump(exclude={"kpi_ids"}), "here": here}
            for benchmark, here in zip(benchmarks, ours, strict=True)
        ]
    )
    exports.single_table_menu(key, title, measurement.table(exported))
    sources = list(dict.fromkeys(benchmark.source for benchmark in benchmarks))
    if len(sources) == 1:
        st.caption(markdown_text(say("published.sources", sources=sources[0])))
    else:
        st.caption(say("published.sources_in_export"))


def _wording(benchmark: Benchmark) -> str:
    population = f" ({benchmark.population})" if benchmark.population else ""
    year = f", {benchmark.year}" if benchmark.year else ""
    return f"{benchmark.scheme}{year}. {benchmark.indicator}: {benchmark.wording}{population}"


def _comparable(benchmark: Benchmark) -> str:
    return say("published.comparable", comparable=benchmark.comparable, why=benchmark.why or "")


def _ours(benchmark: Benchmark, measurement: Figures, write_value: WriteValue) -> str:
    """The figures beside it; what cannot be measured here is left out where another one can."""
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    measured = [name for name in benchmark.kpis if name not in measurement.not_measurable]
    return "; ".join(
        f"{name} {by_id[name].name}: {write_value(by_id[name], measurement)}"
        for name in measured or benchmark.kpis
    )
