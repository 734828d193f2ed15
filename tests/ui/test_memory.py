"""What is kept between runs: the last values, for all visitors, until they are forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.session import memory


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5))), st.integers(1, 4))
def test_the_last_values_are_kept(deeds: list[tuple[bool, int]], most: int) -> None:
    """Whichever were kept or asked for last, and no more of them."""
    kept: memory.Kept[int, int] = memory.Kept(most)
    last: list[int] = []  # the one used longest ago first
    for keeps, key in deeds:
        if keeps:
            kept.keep(key, key * key)
            last = [*(each for each in last if each != key), key][-most:]
        else:
            assert kept.get(key) == (key * key if key in last else None)
            last = [*(each for each in last if each != key), key] if key in last else last
    assert [key for key in range(6) if kept.get(key) is not None] == sorted(last)


def test_all_is_forgotten() -> None:
    kept: memory.Kept[str, str] = memory.Kept(2)
    kept.keep("asked", "answered")
    memory.forget()
    assert kept.get("asked") is None
