"""Classes of a map: as many in each, told apart in grey, by colour-blind readers, on dark."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.export.pictures.colours import DARK, GREY, LIGHT, Palette
from cxc_metrics.export.pictures.value_classes import MOST, classes

# Machado, Oliveira, Fernandes (2009), full severity, on linear RGB.
SEEN = {
    "all colours": np.eye(3),
    "no long waves": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no middle waves": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no short waves": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# Steps of CIELAB: what is told apart without the other beside it; of lightness alone, in grey print.
LEAST, LEAST_LIGHTNESS = 10, 9


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = seen @ np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    share = _TO_XYZ @ np.clip(linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    root = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("palette", [LIGHT, DARK, GREY])
def test_classes_are_told_apart_by_every_eye_and_in_grey(palette: Palette) -> None:
    for name, seen in SEEN.items():
        steps = np.array([lab(colour, seen) for colour in (palette.land, *palette.classes)])
        apart = np.linalg.norm(np.diff(steps, axis=0), axis=1)
        assert apart.min() >= LEAST, (name, apart)
        lightness = np.diff(steps[:, 0])
        assert np.abs(lightness).min() >= LEAST_LIGHTNESS, (name, lightness)
        assert (np.sign(lightness) == np.sign(lightness[0])).all(), name  # darker and darker, or lighter


def test_one_far_ahead_leaves_the_others_their_classes() -> None:
    made, of = classes([1, 2, 3, 5, 8, 13, 21, 34, 55, 1000], LIGHT)
    assert [(one.low, one.high) for one in made] == [(1, 2), (3, 5), (8, 13), (21, 34), (55, 1000)]
    assert Counter(of) == dict.fromkeys(range(MOST), 2)
    assert [one.fill for one in made] == list(LIGHT.classes)


def test_few_values_are_each_a_class_and_take_the_ends_of_the_scale() -> None:
    made, of = classes([4, 4, 9], LIGHT)
    assert [(one.low, one.high) for one in made] == [(4, 4), (9, 9)]
    assert of == [0, 0, 1]
    assert [one.fill for one in made] == [LIGHT.classes[0], LIGHT.classes[-1]]
    assert classes([], LIGHT) == ([], [])


def test_a_signed_scale_is_the_same_on_both_sides_of_zero() -> None:
    made, of = classes([-4, -1, 0, 1, 4], LIGHT, diverging=True)
    middle = len(LIGHT.diverging) // 2
    assert made[of[2]].fill == LIGHT.diverging[middle]
    places = [LIGHT.diverging.index(made[one].fill) - middle for one in of]
    assert [places[0], places[1]] == [-places[4], -places[3]]
    assert places == sorted(places)


@given(st.lists(st.integers(-50, 50), max_size=40), st.booleans())
def test_every_value_lies_in_its_class_and_classes_do_not_overlap(values: list[int], diverging: bool) -> None:
    made, of = classes(values, LIGHT, diverging=diverging)
    assert all(made[one].low <= value <= made[one].high for value, one in zip(values, of, strict=True))
    assert all(before.high < after.low for before, after in pairwise(made))
    assert len({one.fill for one in made}) == len(made)
