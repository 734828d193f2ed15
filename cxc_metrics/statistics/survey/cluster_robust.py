"""Standard errors and degrees of freedom for clustered data that hold with few clusters.

The usual clustered standard error is right for many clusters and few parameters. A gravity model of
twelve countries has 66 pairs and 26 parameters, and a common border may concern five of the pairs:
its 95 % intervals then held the true value in 86 to 92 % of simulated tables. The bias-reduced
estimator (CR2) with Satterthwaite degrees of freedom holds it in 94 to 98 %. Method: Bell and
McCaffrey, Survey Methodology 28 (2002); Pustejovsky and Tipton, Journal of Business & Economic
Statistics 36 (2018), here on the working weighted regression of a Poisson model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxc_metrics.statistics.flows.flow_table import Floats, Integers

FULL_LEVERAGE = 1e-8  # share of a residual left free below which the row is fitted exactly


@dataclass(frozen=True, eq=False)
class ClusteredErrors:
    """Standard error and degrees of freedom of each wanted coefficient."""

    std_error: Floats
    df: Floats


def bias_reduced_errors(
    columns: Floats, residual: Floats, cluster: Integers, wanted: list[int]
) -> ClusteredErrors:
    """CR2 standard errors of the coefficients `wanted` (positions in `columns`).

    `columns` (rows by parameters, rank may be deficient outside `wanted`) and `residual` are those of
    a weighted regression, already multiplied by the root of the weights.
    """
    inverse = np.asarray(np.linalg.pinv(columns.T @ columns, hermitian=True), dtype=np.float64)
    influence = columns @ inverse  # rows by parameters
    codes = np.unique(cluster, return_inverse=True)[1]
    groups = int(codes.max()) + 1
    adjusted, weights = _adjusted(columns, influence, residual, codes, wanted)
    std_error, df = [], []
    for place in range(len(wanted)):
        part = np.bincount(codes, weights=adjusted * influence[:, wanted[place]], minlength=groups)
        std_error.append(float(np.sqrt((part**2).sum())))
        df.append(_satterthwaite(weights[:, place], columns, inverse, codes, groups))
    return ClusteredErrors(np.array(std_error), np.array(df))


def _adjusted(
    columns: Floats, influence: Floats, residual: Floats, codes: Integers, wanted: list[int]
) -> tuple[Floats, Floats]:
    """Residuals, and influences on the wanted coefficients, times (I - H) ** -1/2 of their cluster."""
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)
    starts = np.cumsum(sizes) - sizes
    adjusted = np.zeros_like(residual)
    weights = np.zeros((len(residual), len(wanted)))
    for size in np.unique(sizes):
        rows = order[starts[sizes == size][:, np.newaxis] + np.arange(size)]  # clusters by size
        hat = influence[rows] @ columns[rows].transpose(0, 2, 1)
        free, axes = np.linalg.eigh(np.eye(size) - hat)
        root = np.zeros_like(free)
        np.divide(1.0, np.sqrt(np.abs(free)), out=root, where=free > FULL_LEVERAGE)
        adjust = (axes * root[:, np.newaxis, :]) @ axes.transpose(0, 2, 1)
        adjusted[rows] = np.einsum("gij,gj->gi", adjust, residual[rows])
        weights[rows] = np.einsum("gij,gjk->gik", adjust, influence[rows][:, :, wanted])
    return adjusted, weights


def _satterthwaite(weight: Floats, columns: Floats, inverse: Floats, codes: Integers, groups: int) -> float:
    """(tr Ω)² / tr Ω² with Ω = D - Q (X'X)⁻¹ Q', for clusters g: D_g = Σ a_i², Q_g = Σ a_i x_i."""
    own = np.bincount(codes, weights=weight**2, minlength=groups)
    sums = np.zeros((groups, columns.shape[1]))
    np.add.at(sums, codes, weight[:, np.newaxis] * columns)
    shared = sums @ inverse
    diagonal = (shared * sums).sum(axis=1)
    cross = inverse @ (sums.T @ sums)
    trace = own.sum() - diagonal.sum()
    trace_of_square = (own**2).sum() - 2.0 * (own * diagonal).sum() + (cross * cross.T).sum()
    return float(trace**2 / trace_of_square)
