"""Poisson pseudo maximum likelihood with many fixed effects and clustered standard errors.

The estimator of Santos Silva and Tenreyro, "The log of gravity", Review of Economics and Statistics
88 (2006), fitted by pyfixest (the algorithm of ppmlhdfe: Correia, Guimarães and Zylkin, Stata Journal
20, 2020). Why this engine: docs/decisions/022-ppml-engine.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxc_metrics.statistics.errors import NotEstimable

Floats = NDArray[np.float64]

MAX_ITERATIONS = 100
FEWEST_CLUSTERS = 2


@dataclass(frozen=True, eq=False)
class PpmlFit:
    """A fitted model. `coefficients` has one row per covariate: term, estimate, std_error.

    `fitted` is the modelled outcome of each row of the input, in its order. The standard errors are
    clustered, with the factor G / (G - 1) for G = `clusters` and no other small-sample factor.
    """

    coefficients: pd.DataFrame
    fitted: Floats
    deviance: float
    observations: int
    clusters: int


def ppml(
    rows: pd.DataFrame, *, outcome: str, covariates: Sequence[str], effects: Sequence[str], cluster: str
) -> PpmlFit:
    """Fit `outcome` (not negative) on `covariates` and one fixed effect per value of each of `effects`.

    `rows` has no missing values, no separated observations and no collinear covariates: the caller
    has seen to it (`gravity_design`). Loading the library takes three to four seconds, once.
    Raises `NotEstimable` for a constant outcome, fewer than two clusters, no covariate, or where the
    fit does not converge.
    """
    if not covariates:
        raise NotEstimable("There is nothing to estimate: no characteristic of the pairs varies.")
    if rows[outcome].nunique() <= 1:
        raise NotEstimable("All flows are equal, so there is nothing for a model to explain.")
    clusters = int(rows[cluster].nunique())
    if clusters < FEWEST_CLUSTERS:
        raise NotEstimable("All flows belong to one cluster, so their uncertainty cannot be judged.")

    data, names, levels = _plain(rows, outcome, covariates, effects, cluster)
    fit, coefficients = _fitted(data, names, levels)
    return PpmlFit(
        coefficients=pd.DataFrame(
            {
                "term": list(covariates),
                "estimate": coefficients["Estimate"].to_numpy(dtype=np.float64),
                "std_error": coefficients["Std. Error"].to_numpy(dtype=np.float64),
            }
        ),
        fitted=np.asarray(fit.predict(type="response"), dtype=np.float64),
        deviance=float(fit.deviance),
        observations=len(data),
        clusters=clusters,
    )


def _plain(
    rows: pd.DataFrame, outcome: str, covariates: Sequence[str], effects: Sequence[str], cluster: str
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The data under names that no column name can break: y, g, x0…, f0…; and the lists of x and f."""
    names = [f"x{place}" for place in range(len(covariates))]
    levels = [f"f{place}" for place in range(len(effects))]
    columns = {"y": rows[outcome].to_numpy(dtype=np.float64), "g": pd.factorize(rows[cluster])[0]}
    columns |= {x: rows[c].to_numpy(dtype=np.float64) for x, c in zip(names, covariates, strict=True)}
    columns |= {f: pd.factorize(rows[e])[0] for f, e in zip(levels, effects, strict=True)}
    return pd.DataFrame(columns), names, levels


def _fitted(data: pd.DataFrame, names: list[str], levels: list[str]) -> tuple[Any, pd.DataFrame]:
    """The library's fit, and its table with a row per name: Estimate, Std. Error, …"""
    from pyfixest import fepois, ssc

    try:
        # Residuals that cancel out in every cluster give an error of 0; the library then divides by it
        # for a t value that is not used here.
        with np.errstate(divide="ignore", invalid="ignore"):
            fit: Any = fepois(
                f"y ~ {' + '.join(names)} | {' + '.join(levels)}",
                data=data,
                vcov={"CRV1": "g"},
                ssc=ssc(k_adj=False, G_adj=True),
                fixef_rm="none",  # a row alone in its effect is fitted exactly, and stays in the table
                separation_check=[],  # done before, where the pairs can be named
                iwls_maxiter=MAX_ITERATIONS,
            )
            coefficients = fit.tidy().reindex(names)
    except (np.linalg.LinAlgError, ValueError) as error:  # singular, or the effects do not settle
        raise NotEstimable(f"The model cannot be fitted to these flows ({error}).") from error
    if not fit.convergence:
        raise NotEstimable(f"The model did not settle within {MAX_ITERATIONS} rounds on these flows.")
    return fit, coefficients
