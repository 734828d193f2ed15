"""Visitors agree with the hosts they were matched to as much more than with others as the sample planted."""

from __future__ import annotations

import duckdb
import numpy as np

from cxc_metrics.sample.truth import PREFERENCES

# First match of each visitor's registration, then hosts it might have had: every 37th accepted one.
PAIRS = """
    CREATE OR REPLACE TEMP TABLE pair AS
    WITH side AS (
        SELECT r.registration_id, r.role, r.status, o.country_code, o.ecosystem_id
        FROM clean_registration r JOIN clean_organisation o USING (organisation_id)),
    chosen AS (
        SELECT vo_registration_id AS v, arg_min(ho_registration_id, match_id) AS h
        FROM clean_match JOIN clean_exchange USING (match_id) GROUP BY ALL),
    possible AS (
        SELECT v, h, true AS is_chosen FROM chosen
        UNION ALL
        SELECT v, registration_id, false FROM chosen, side
        WHERE role = 'HO' AND status = 'accepted' AND hash(v || registration_id) % 37 = 0)
    SELECT p.*, v.ecosystem_id = h.ecosystem_id AS same, h.country_code AS country,
           CAST(h.ecosystem_id AS VARCHAR) AS ecosystem
    FROM possible p
    JOIN side v ON v.registration_id = p.v JOIN side h ON h.registration_id = p.h
    JOIN chosen m ON m.v = p.v
    WHERE v.country_code <> h.country_code AND (is_chosen OR h.registration_id <> m.h)"""
WISHED = "list_contains(coalesce(w.named, []), {0})"
SHARED = "list_has_any(coalesce(w.named, []), coalesce(o.named, []))"
AGREES = {
    "country_wished": ("country", WISHED.format("p.country"), "true"),
    # Most name their own ecosystem: that of others tells apart what was planted.
    "ecosystem_wished": ("ecosystem", WISHED.format("p.ecosystem"), "NOT same"),
    "language": ("language", SHARED, "true"),
    "activity": ("activity", SHARED, "true"),
}


def fitted(agreeing: np.ndarray, others: np.ndarray, agrees: np.ndarray) -> tuple[float, float]:
    """Weight and standard error of a conditional logit of one feature of 0 and 1, by bisection of its slope.

    By choice: hosts that agree, hosts that do not, whether the chosen one does.
    """
    low, high = -5.0, 5.0
    for _ in range(60):
        weight = (low + high) / 2
        share = agreeing * np.exp(weight) / (agreeing * np.exp(weight) + others)
        low, high = (weight, high) if (agrees - share).sum() > 0 else (low, weight)
    return weight, float(1 / np.sqrt((share * (1 - share)).sum()))


def test_wishes_agree_with_the_host_as_planted(clean: duckdb.DuckDBPyConnection) -> None:
    """Each weight is found again by a fit of its own, but for chance."""
    clean.execute(PAIRS)
    assert set(AGREES) == set(PREFERENCES)
    for name, (kind, agrees, among) in AGREES.items():
        choices = clean.execute(
            f"""WITH named AS (
                    SELECT registration_id, list(value) AS named FROM clean_registration_preference
                    WHERE kind = '{kind}' GROUP BY registration_id)
                SELECT count(*) FILTER (x) AS agreeing, count(*) FILTER (NOT x) AS others,
                       bool_or(is_chosen AND x) AS agrees
                FROM (SELECT p.v, p.is_chosen, {agrees} AS x FROM pair p
                      LEFT JOIN named w ON w.registration_id = p.v
                      LEFT JOIN named o ON o.registration_id = p.h WHERE {among})
                GROUP BY v HAVING bool_or(is_chosen)"""
        ).fetchnumpy()
        weight, error = fitted(**choices)
        assert error < 0.25, (name, error)
        assert abs(weight - PREFERENCES[name]) < 3 * error, (name, weight, error)
