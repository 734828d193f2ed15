"""Resampling unordered pairs: how far a host's ratio of observed to modelled could be another.

With effects on one side only, Poisson pseudo maximum likelihood is a multinomial logit over the hosts of
each origin (the effects drop out), so four slopes are all there is to iterate. A library fits the model once
(`ppml`); a thousand refits by it would take minutes, by these few products of matrices under a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.cluster import Marks

from .flow_table import Floats, Integers

MOST_STEPS = 50
SETTLED = 1e-8  # of all flows
MOST_HALVES = 12
CELLS_AT_ONCE = 100_000  # what stays near the processor
MOST_LOST = 0.1  # of the draws


@dataclass(frozen=True, eq=False)
class Resampled:
    """What each draw (rows) gives: `ratios` observed over modelled of each destination (columns), `flows` the
    modelled flow of each row of the data (columns), whether the draw took that row or not.

    NaN in `ratios` where no pair of a destination was drawn, in `flows` where none of an origin was.
    """

    ratios: pd.DataFrame
    flows: Floats


def resampled(rows: pd.DataFrame, terms: Sequence[str], *, draws: int, seed: int) -> Resampled:
    """The model fitted anew to draws of unordered pairs.

    `rows` has origin, destination, observed, unordered_pair and `terms`. A draw takes as many unordered pairs
    as there are, with replacement, both directions of a pair together. Raises `NotEstimable` where over a
    tenth of the draws cannot be fitted.
    """
    model = _Model(rows, terms)
    generator = np.random.default_rng(seed)
    block = max(1, CELLS_AT_ONCE // len(rows))
    parts = []
    for start in range(0, draws, block):
        evenly = np.full(model.pairs, 1.0 / model.pairs)
        parts.append(model.drawn(generator.multinomial(model.pairs, evenly, min(block, draws - start))))
    ratios, flows = (np.concatenate(part) for part in zip(*parts, strict=True))
    settled = ~np.isnan(ratios).all(axis=1)
    if settled.mean() < 1.0 - MOST_LOST:
        raise NotEstimable("Too many resamples of the pairs cannot be fitted, so no interval is given.")
    return Resampled(pd.DataFrame(ratios[settled], columns=model.hosts), flows[settled])


class _Model:
    """The rows as matrices."""

    def __init__(self, rows: pd.DataFrame, terms: Sequence[str]) -> None:
        values = rows[list(terms)].to_numpy(dtype=np.float64)
        spread = values.std(axis=0)
        self.x: Floats = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        self.w: Floats = rows["observed"].to_numpy(dtype=np.float64)
        self.origin, _ = pd.factorize(rows["origin"])
        host, self.hosts = pd.factorize(rows["destination"])
        self.pair, names = pd.factorize(rows["unordered_pair"])
        self.pairs = len(names)
        self.of_origin, self.of_host = _dummies(self.origin), _dummies(host)
        self.products: Floats = self.x[:, :, np.newaxis] * self.x[:, np.newaxis, :]

    def drawn(self, times: Integers) -> tuple[Floats, Floats]:
        """Observed over modelled (draws × hosts) and the flow of each row (draws × rows), for draws that take
        each pair so many `times`.
        """
        taken = times[:, self.pair].astype(np.float64)
        seen = taken * self.w
        slopes, fitted, settled = self._fitted(taken, seen)
        hosted, modelled = seen @ self.of_host, fitted @ self.of_host
        ratio = np.divide(hosted, modelled, out=np.full(hosted.shape, np.nan), where=modelled > 0)
        flows = self._flows(slopes, taken, seen)
        ratio[~settled], flows[~settled] = np.nan, np.nan
        return np.asarray(ratio, dtype=np.float64), flows

    def _fitted(self, taken: Floats, seen: Floats) -> tuple[Floats, Floats, Marks]:
        """Slopes and modelled flows of the draws, and which settled. All set out from the slopes of the rows
        undrawn.
        """
        undrawn = np.ones((1, len(self.w)))
        slopes, _, _ = self._climbed(np.zeros((1, self.x.shape[1])), undrawn, undrawn * self.w)
        return self._climbed(np.repeat(slopes, len(taken), axis=0), taken, seen)

    def _flows(self, slopes: Floats, taken: Floats, seen: Floats) -> Floats:
        """The flow of every row by a draw's slopes and by what its origins send per row drawn."""
        score = slopes @ self.x.T
        weight = np.exp(score - score.max(axis=1, keepdims=True))
        sent, whole = seen @ self.of_origin, (taken * weight) @ self.of_origin
        scale = np.divide(sent, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
        return np.asarray(weight * scale[:, self.origin], dtype=np.float64)

    def _climbed(self, slopes: Floats, taken: Floats, seen: Floats) -> tuple[Floats, Floats, Marks]:
        """Newton's method for all draws at once: slopes, modelled flows, and which draws settled."""
        reached, flows = slopes.copy(), np.zeros_like(taken)
        settled = np.zeros(len(taken), dtype=np.bool_)
        sent, least = seen @ self.of_origin, SETTLED * np.maximum(seen.sum(axis=1), 1.0)
        fitted, likelihood = self._at(slopes, taken, seen, sent)
        moving = np.arange(len(taken))
        for _ in range(MOST_STEPS):
            slope = (seen - fitted) @ self.x
            # By the slope, not the step: a term that a draw lets run off to nothing still has fitted flows.
            still = np.abs(slope).max(axis=1) < least
            reached[moving], flows[moving], settled[moving] = slopes, fitted, still
            if still.all():
                break
            # Most draws settle after few steps: only the others go on.
            moving, slopes, taken, seen, sent, least, fitted, likelihood, slope = (
                each[~still] for each in (moving, slopes, taken, seen, sent, least, fitted, likelihood, slope)
            )
            step = self._steps(fitted, sent, slope)
            fitted, higher = self._at(slopes + step, taken, seen, sent)
            for _ in range(MOST_HALVES):
                worse = higher < likelihood - least
                if not worse.any():
                    break
                step[worse] /= 2.0
                fitted[worse], higher[worse] = self._at(
                    (slopes + step)[worse], taken[worse], seen[worse], sent[worse]
                )
            slopes, likelihood = slopes + step, higher
        return reached, flows, settled

    def _at(self, slopes: Floats, taken: Floats, seen: Floats, sent: Floats) -> tuple[Floats, Floats]:
        """Modelled flows with these slopes, and the logarithm of their likelihood."""
        score = slopes @ self.x.T
        score -= score.max(axis=1, keepdims=True)
        spent = np.einsum("br,br->b", seen, score)
        weight = np.exp(score, out=score)
        weight *= taken
        whole = weight @ self.of_origin
        scale = np.divide(sent, whole, out=np.zeros_like(sent), where=whole > 0)
        logs = np.where(sent > 0, sent * np.log(np.where(whole > 0, whole, 1.0)), 0.0)
        weight *= scale @ self.of_origin.T
        return weight, spent - logs.sum(axis=1)

    def _steps(self, fitted: Floats, sent: Floats, slope: Floats) -> Floats:
        """Newton's step of each draw: curvature within origins, inverted by eigenvalues."""
        size = self.x.shape[1]
        curve = np.tensordot(fitted, self.products, axes=(1, 0))
        means = np.stack([(fitted * self.x[:, k]) @ self.of_origin for k in range(size)], axis=2)
        share = np.divide(1.0, sent, out=np.zeros_like(sent), where=sent > 0)
        curve = curve - np.einsum("bok,bol,bo->bkl", means, means, share)
        return np.asarray(np.einsum("bkl,bl->bk", np.linalg.pinv(curve, hermitian=True), slope))


def _dummies(codes: Integers) -> Floats:
    columns = np.zeros((len(codes), int(codes.max()) + 1))
    columns[np.arange(len(codes)), codes] = 1.0
    return columns
