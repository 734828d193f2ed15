"""The page one would write first: pandas filters and plotly.express over the register's own table.

The figures of our two pages on one: four metrics, a line, a map, two bar charts, a matrix, a table.
"""

from __future__ import annotations

import pandas as pd
import plotly.express as px
import streamlit as st

from cxc_metrics.contract import countries
from cxc_metrics.paths import register_dir
from cxc_metrics.store import open_store

HELD = ["awaiting_reports", "awaiting_validation", "awaiting_payment", "completed"]

st.set_page_config(layout="wide")


@st.cache_data
def load() -> pd.DataFrame:
    version = open_store(register_dir()).current()
    table = version.query(
        "SELECT e.*, o.org_type, o.ecosystem_id FROM exchange e "
        "LEFT JOIN organisation o ON o.organisation_id = e.vo_id"
    ).to_pandas()
    table["start"] = pd.to_datetime(table["actual_start"].fillna(table["planned_start"]))
    table["quarter"] = table["start"].dt.to_period("Q").astype(str)
    return table


df = load()
status = st.segmented_control("View", ("held", "validated"), default="held", required=True, key="status")
until = st.date_input("Until", st.query_params.get("until", "2024-05-31"))

df = df[df["status"].isin(HELD if status == "held" else ["completed"])]
df = df[(df["working_days"] >= 3) & (df["vo_country"] != df["ho_country"]) & df["vop_id"].notna()]
df = df[df["start"] <= pd.Timestamp(until)]

one, two, three, four = st.columns(4)
one.metric("Exchanges", f"{len(df):,}")
two.metric("Organisations", f"{pd.concat([df['vo_id'], df['ho_id']]).nunique():,}")
three.metric("SME share", f"{(df['org_type'] == 'sme').mean():.1%}")
four.metric("Virtual share", f"{(df['mode'] == 'virtual').mean():.1%}")

st.plotly_chart(
    px.line(df.groupby("quarter").size().reset_index(name="exchanges"), x="quarter", y="exchanges")
)

hosted = df.groupby("ho_country").size().reset_index(name="exchanges")
hosted["iso3"] = hosted["ho_country"].map(lambda code: countries()[code].iso3)
left, right = st.columns([3, 2])
left.plotly_chart(px.choropleth(hosted, locations="iso3", color="exchanges"))
sectors = df.groupby("ecosystem_id").size().reset_index(name="exchanges")
right.plotly_chart(px.bar(sectors.sort_values("exchanges"), x="exchanges", y="ecosystem_id", orientation="h"))

sent = df.groupby("vo_country").size().reset_index(name="exchanges")
left, right = st.columns(2)
left.plotly_chart(px.bar(sent.sort_values("exchanges"), x="exchanges", y="vo_country", orientation="h"))
right.plotly_chart(px.imshow(pd.crosstab(df["vo_country"], df["ho_country"])))
st.dataframe(df.head(1000))
