"""How a partnership stands, for who may see its records: target, money, what is to do."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import Reader
from cxc_metrics.words import numbers, sentences

_WORK: Final = {
    "starts": "visits start within 30 days without all signatures",
    "reports": "closing reports missing or to validate",
    "payments": "payments due",
    "surveys": "surveys unanswered",
}


def standing_lines(reader: Reader, partnership: str) -> tuple[str, ...]:
    """Target, budget and papers of a partnership, for those who may see its records."""
    viewer = reader.viewer
    if not partnership or not (viewer.sees_all or partnership in viewer.partnerships):
        return ()
    stands = reader.records.standing(partnership).result
    lines = [f"{numbers.number(stands.held)} exchanges held, {numbers.number(stands.validated)} validated."]
    if stands.attainment is not None and stands.target:
        share = numbers.percent(stands.attainment)
        lines.append(f"{share} of the {numbers.number(stands.target)} exchanges planned.")
    if stands.paid_eur is not None:
        budget = "" if stands.budget_eur is None else f" of {numbers.number(stands.budget_eur)} EUR budgeted"
        lines.append(f"{numbers.number(stands.paid_eur)} EUR paid{budget}.")
    work = {name: len(part) for name, part in reader.records.work_list(partnership).items()}
    waiting = [f"{numbers.number(count)} {_WORK[name]}" for name, count in work.items() if count]
    return (*lines, f"To do: {sentences.listed(waiting)}." if waiting else "Nothing to do is on record.")
