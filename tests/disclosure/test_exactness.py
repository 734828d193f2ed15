"""How exact a protected number is said to be holds for the true one, and is told by what is shown alone."""

from __future__ import annotations

from collections import Counter

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.disclosure import PUBLIC, USUAL_CHANGE, partnership_viewer, true_range
from cxc_metrics.disclosure.exactness import TrueRange
from cxc_metrics.disclosure.figures import Cell
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.perturbation import PARTS, weights
from cxc_metrics.store import DataVersion
from cxc_metrics.words import protection_words

COUNTRY = "host_country"
OF_EACH_KIND = ("O01", "O02", "O04", "O06", "O07", "A02", "R04")
TOLERANCE = 1e-9


def test_the_true_number_lies_where_it_is_said_to(sample: DataVersion) -> None:
    """Figures of each kind, of everything and by host country: the ranges that are told hold the exact."""
    internal, public = Reader(sample), Reader(sample, PUBLIC)
    told: Counter[str] = Counter()
    near: Counter[bool] = Counter()
    for by in ((), (COUNTRY,)):
        shown, exact = public.measure(OF_EACH_KIND, by=by), internal.measure(OF_EACH_KIND, by=by)
        true = {
            (kpi.id, row): cell.value
            for kpi in exact.kpis
            for row, cell in zip(_rows(exact, by), exact[kpi.id].cells, strict=True)
            if not exact[kpi.id].reason
        }
        for figure in shown:
            for row, cell in zip(_rows(shown, by), () if figure.reason else figure.cells, strict=False):
                value, outer = true[figure.kpi.id, row], true_range(figure.kpi, cell)
                if outer is None or value is None:
                    continue
                assert outer.low - TOLERANCE <= value <= outer.high + TOLERANCE, (figure.kpi.id, row)
                told[figure.kpi.kind] += 1
                usual = true_range(figure.kpi, cell, USUAL_CHANGE)
                assert usual is not None
                near[usual.low - TOLERANCE <= value <= usual.high + TOLERANCE] += 1
    assert {"count", "share", "distinct"} <= told.keys()
    assert near[True] / near.total() > 0.85


def _rows(figures, by):
    frame = figures.frame()
    return [tuple(row) for row in frame[list(by)].astype("str").itertuples(index=False)] if by else [()]


def test_nine_counts_in_ten_are_changed_by_two_at_most() -> None:
    for count in range(1, 7):
        usual = sum(part for change, part in weights(count).items() if abs(change) <= USUAL_CHANGE)
        assert usual / PARTS > 0.88, count


def test_a_share_is_as_exact_as_its_counts() -> None:
    """shown   n    the part and the whole may have been
    25%     100  20 of 105 .. 30 of 95
    100%    3    anything: the part was 3 at least, the whole 0 at most"""
    share, count = catalogue()["O07"], catalogue()["O01"]
    assert true_range(share, _cell(0.25, 100)) == TrueRange(20 / 105, 30 / 95)
    assert true_range(share, _cell(1.0, 3)) == TrueRange(0.0, 1.0)
    assert true_range(count, _cell(7, 7)) == TrueRange(2, 12)
    assert true_range(count, _cell(3, 3)) == TrueRange(1, 8)
    assert true_range(count, _cell(0, 0)) == TrueRange(0, 5)
    assert true_range(catalogue()["I01"], _cell(5000, 9)) is None
    assert true_range(catalogue()["O08m"], _cell(20, 9)) is None
    assert true_range(count, _cell(None, None)) is None


def test_it_is_said_what_may_be_published(sample: DataVersion) -> None:
    internal, public = Reader(sample), Reader(sample, PUBLIC)
    own = internal.options("partnership")[0]
    manager, scope = Reader(sample, partnership_viewer([str(own)])), Scope(partnership=str(own))
    for reader, asked, beside, answer in (
        (internal, None, "not to be published", "No: it is exact"),
        (public, None, "May be published", "Yes, as it is shown here. The true number lies between"),
        (manager, None, "May be published", "Yes"),
        (manager, scope, "not to be published", "No: it is of your own partnership"),
    ):
        figures = reader.measure(["O01"], scope=asked)
        assert beside in protection_words.beside(figures)
        assert protection_words.may_be_published(figures.kpis[0], figures).startswith(answer)
    mixed = manager.measure(["O01"], by=["partnership"])
    assert "rows of your own partnership are exact" in protection_words.beside(mixed)
    assert "own partnership" not in protection_words.beside(public.measure(["O01"], by=["partnership"]))


def _cell(value: float | None, n: int | None) -> Cell:
    return Cell(value, False, n, None, None, "")
