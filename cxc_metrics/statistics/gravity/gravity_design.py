"""What a gravity model can and cannot estimate from given flows, found before it is fitted.

A Poisson model has no finite estimate where some flows can only be fitted as zero (separation), and
none for a covariate that the effects already determine (collinearity). Libraries drop such rows and
columns with a warning; here they are found, named and reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.flow_table import Floats, Integers
from cxc_metrics.statistics.survey.cluster_robust import ClusteredErrors, bias_reduced_errors

LIFTED = 0.5  # of 1: a row is lifted in full or not at all
COLLINEAR_BELOW = 1e-8


@dataclass(frozen=True, eq=False)
class Design:
    """Columns of a model: one per value of each effect, then the covariates, standardised."""

    columns: sparse.csr_array
    covariates: tuple[str, ...]
    scale: Floats

    @classmethod
    def of(
        cls,
        rows: pd.DataFrame,
        covariates: Sequence[str],
        effects: Sequence[str] = ("origin", "destination"),
    ) -> Design:
        """Build it from rows with the columns `effects` and `covariates`."""
        blocks = [_dummies(rows[effect]) for effect in effects]
        values = rows[list(covariates)].to_numpy(dtype=np.float64)
        centred = values - values.mean(axis=0)
        spread = centred.std(axis=0)
        scale = np.where(spread > 0, spread, 1.0)
        blocks.append(sparse.csr_array(centred / scale))
        return cls(sparse.csr_array(sparse.hstack(blocks)), tuple(covariates), scale)

    def estimable(self) -> tuple[list[str], int]:
        """Covariates not determined by the effects and those before them, and the rank of all kept."""
        gram = (self.columns.T @ self.columns).toarray()
        effects = gram.shape[0] - len(self.covariates)
        kept = list(range(effects))
        names = []
        for place, name in enumerate(self.covariates, start=effects):
            own = gram[place, place]
            explained = gram[kept, place] @ np.linalg.pinv(gram[np.ix_(kept, kept)], hermitian=True)
            if own > 0 and own - explained @ gram[kept, place] > COLLINEAR_BELOW * own:
                kept.append(place)
                names.append(name)
        return names, int(np.linalg.matrix_rank(gram[np.ix_(kept, kept)], hermitian=True))

    def errors(self, outcome: Floats, fitted: Floats, cluster: Integers) -> ClusteredErrors:
        """Clustered standard errors and degrees of freedom of the covariates, in their own units."""
        root = np.sqrt(fitted)
        first = self.columns.shape[1] - len(self.covariates)
        errors_found = bias_reduced_errors(
            self.columns.toarray() * root[:, np.newaxis],
            (outcome - fitted) / root,
            cluster,
            list(range(first, self.columns.shape[1])),
        )
        return ClusteredErrors(errors_found.std_error / self.scale, errors_found.df)


def separated_rows(design: Design, outcome: Floats) -> NDArray[np.bool_]:
    """Rows that a Poisson model can only fit as zero (Correia, Guimarães and Zylkin, 2019).

    They are the zeros that some combination of the columns singles out: positive on them, zero on
    every row with a flow, never negative. One linear programme finds all: it counts the rows that one
    combination can lift to 1 (a combination may be scaled, and two may be added, so the best one
    lifts every row that can be lifted). Source: "Verifying the existence of maximum likelihood
    estimates for generalized linear models", arXiv 1903.01633.
    """
    separated = np.zeros(len(outcome), dtype=np.bool_)
    zero = outcome == 0
    if not zero.any() or zero.all():
        return separated
    silent, flowing = design.columns[zero], design.columns[~zero]
    rows, columns = silent.shape
    solution = linprog(
        c=np.concatenate([np.zeros(columns), -np.ones(rows)]),  # unknowns: combination, then lift per row
        A_ub=sparse.hstack([-silent, sparse.eye_array(rows)]),
        b_ub=np.zeros(rows),
        A_eq=sparse.hstack([flowing, sparse.csr_array((flowing.shape[0], rows))]),
        b_eq=np.zeros(flowing.shape[0]),
        bounds=[(None, None)] * columns + [(0.0, 1.0)] * rows,
        method="highs",
    )
    if solution.x is None:
        raise NotEstimable(f"It could not be told which flows a model can fit ({solution.message}).")
    separated[zero] = solution.x[columns:] > LIFTED
    return separated


def _dummies(column: pd.Series) -> sparse.csr_array:
    codes, levels = pd.factorize(column)
    size = len(codes)
    return sparse.csr_array((np.ones(size), (np.arange(size), codes)), shape=(size, len(levels)))
