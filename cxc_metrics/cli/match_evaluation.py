"""What `cxc match --evaluate` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .screen import Format, say, say_bytes, say_json, show

if TYPE_CHECKING:
    from cxc_metrics.access import EvaluatedRanking, FittedWeights, Reader
    from cxc_metrics.disclosure import Study


def leave_evaluation(study: Study[EvaluatedRanking], reader: Reader, format_: Format) -> None:
    """The ranking beside its baselines, and whether it is better than each."""
    if format_ is Format.CSV:
        from cxc_metrics.export import to_csv

        say_bytes(to_csv(study.table(study.result.table)))
    elif format_ is Format.JSON:
        say_json(_evaluation_document(study.result, reader))
    else:
        _print_evaluation(study.result, reader)


def _evaluation_document(evaluation: EvaluatedRanking, reader: Reader) -> dict[str, object]:
    table = evaluation.table.astype(object).where(evaluation.table.notna(), None)
    return {
        "data_version": reader.id,
        "is_synthetic": reader.manifest.is_synthetic,
        "cut_off": evaluation.cut_off.isoformat(),
        "matches": evaluation.matches,
        "hosts": evaluation.hosts,
        "open_hosts": evaluation.open_hosts,
        "trained_on": evaluation.weights.choices,
        "rows": table.to_dict("records"),
        "not_better_than": [list(pair) for pair in evaluation.not_better()],
        "weights": _weight_rows(evaluation.weights),
    }


def _weight_rows(weights: FittedWeights) -> list[Mapping[str, object]]:
    if weights.fit is None:
        return []
    table = weights.fit.weights.astype(object).where(weights.fit.weights.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _print_evaluation(evaluation: EvaluatedRanking, reader: Reader) -> None:
    from cxc_metrics.scope import as_at_day
    from cxc_metrics.words import matching_words
    from cxc_metrics.words.texts import say as words

    kind = ", synthetic" if reader.manifest.is_synthetic else ""
    say(f"Data version {reader.id}, {as_at_day(reader.manifest.as_at)}{kind}")
    say(
        f"{evaluation.matches} matches started after {evaluation.cut_off.isoformat()} with "
        f"{evaluation.hosts} hosts, each among {evaluation.open_hosts:.0f} hosts that were open on its day; "
        f"weights of {evaluation.weights.choices} matches made by then."
    )
    show(
        ("", "in the first ten [95 %]", "mean reciprocal rank [95 %]", "ranking better by", "and by"),
        [
            (
                words(f"matching.way.{row['way']}"),
                f"{row['in_top']:.1%} [{row['in_top_low']:.1%}, {row['in_top_high']:.1%}]",
                f"{row['reciprocal']:.3f} [{row['reciprocal_low']:.3f}, {row['reciprocal_high']:.3f}]",
                *(_better(row, name, scale) for name, scale in (("in_top", 100.0), ("reciprocal", 1.0))),
            )
            for row in evaluation.table.to_dict("records")
        ],
    )
    show(
        ("feature", "weight", "95 %"),
        [
            (
                matching_words.feature_name(str(row["feature"])),
                "" if row["weight"] is None else f"{row['weight']:.2f}",
                "does not vary" if row["weight"] is None else f"[{row['low']:.2f}, {row['high']:.2f}]",
            )
            for row in _weight_rows(evaluation.weights)
        ],
    )
    say(matching_words.evaluation_in_words(evaluation))


def _better(row: Mapping[object, object], name: str, scale: float) -> str:
    """How much better the ranking is than a baseline, with its interval; in points for shares."""
    values = [row.get(f"{name}_better{part}") for part in ("", "_low", "_high")]
    if not all(isinstance(value, float) and value == value for value in values):
        return ""
    value, low, high = (float(str(number)) * scale for number in values)
    digits, unit = (1, " pp") if scale > 1 else (3, "")
    return f"{value:+.{digits}f}{unit} [{low:.{digits}f}, {high:.{digits}f}]"
