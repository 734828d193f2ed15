"""Texts with numbers in them: one corridor has, two corridors have."""

from __future__ import annotations

import re

from cxc_metrics.words.texts import catalogue, say

# A bare number with a verb in the plural behind it, in the same clause.
_PLURAL = re.compile(r"\{count\} [a-z ]*\b(?:are|were|have)\b")


def test_a_number_and_its_verb_agree() -> None:
    wrong = {key for key, text in catalogue().items() if _PLURAL.search(text)}
    assert wrong == set(), "write {count:corridor has|corridors have}"
    assert say("flows.finding_fewer", count=1, corridor="A").startswith("1 corridor has fewer")
    assert say("flows.finding_fewer", count="1,234", corridor="A").startswith("1,234 corridors have fewer")
    assert say("selection.more_notes", count=1) == "1 more part of the address was not applied."
