"""What may and what may not be concluded from a difference, in plain words."""

from __future__ import annotations

import numpy as np

from .estimate import Effect

_NAMES = {"sector": "industrial ecosystem", "type": "organisation type", "exported_before": "export status"}


def conclusion(effect: Effect, *, outcome: str, unit: str = "", digits: int = 1) -> str:
    """What stands beside the number, in three paragraphs: finding, certainty, limits.

    Args:
        effect: the estimate.
        outcome: name of the outcome ("Share of turnover from abroad").
        unit: its unit, written after each number ("percentage points").
        digits: decimals of the numbers.
    """
    return "\n\n".join(
        [_finding(effect, outcome, unit, digits), _certainty(effect, unit, digits), _limits(effect)]
    )


def _number(value: float, unit: str, digits: int) -> str:
    if not np.isfinite(value):
        return "without limit"
    text = f"{value:.{digits}f}".replace("-", "−")
    text = text.lstrip("−") if float(f"{value:.{digits}f}") == 0 else text
    return f"{text} {unit}".strip()


def _finding(effect: Effect, outcome: str, unit: str, digits: int) -> str:
    d = effect.difference
    size, more = _number(abs(d.estimate), unit, digits), "larger" if d.estimate >= 0 else "smaller"
    low, high = _number(d.low, "", digits), _number(d.high, unit, digits)
    return (
        f"{outcome}: the change from baseline to about 18 months was {size} {more} among "
        f"{effect.participants} participants than among {effect.comparison} {effect.comparison_name} when "
        "they set off, who had not travelled by their answer "
        f"(worth {effect.effective:.0f} after weighting), "
        f"compared within {effect.partnerships} partnerships; 95% interval {low} to {high} ({d.method})."
    )


def _certainty(effect: Effect, unit: str, digits: int) -> str:
    d = effect.difference
    power = (
        f"A true difference of {_number(d.detectable, unit, digits)} would be found four times in five, "
        "a smaller one less often."
    )
    if d.low <= 0 <= d.high:
        return (
            "The interval includes zero: it may not be said that participants changed more or less than "
            f"the comparison group, nor that both changed alike. {power}"
        )
    more = "larger" if d.estimate > 0 else "smaller"
    return (
        f"It may be said that the change was {more} among participants, by more than chance explains. {power}"
    )


def _limits(effect: Effect) -> str:
    parts = [
        "It may not be said that the exchange caused it: the groups were made alike only in "
        f"{_list((*effect.covariates, 'the baseline value'))}, not in motives, plans or prospects, and no "
        "method mends that. An unmeasured cause that explains "
        f"{effect.robustness:.0%} of what is left of both travel and change would bring the difference to "
        "zero. With one survey before the exchange it cannot be tested whether both groups were already "
        "moving alike (parallel trends)."
    ]
    if effect.apart:
        across = _number(effect.across.estimate, "", 1)
        parts.append(
            f"Without partnership effects the difference is {across}, which is more than half an interval "
            "away: partnerships, not visits, may explain it."
        )
    if effect.outside[0]:
        parts.append(
            f"It does not speak for {effect.outside[0]} participants of a kind the comparison group lacks."
        )
    if effect.dropped[0]:
        parts.append(
            f"Left out are partnerships with one group only: {effect.dropped[0]}, with "
            f"{effect.dropped[1]} participants and {effect.dropped[2]} comparison organisations."
        )
    return " ".join(parts)


def _list(names: tuple[str, ...]) -> str:
    words = [_NAMES.get(name, name.replace("_", " ")) for name in names]
    if not words:
        return "nothing"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
