"""The part of the world in view: Europe, any region, the whole world, by where the records are."""

from __future__ import annotations

import pytest

from cxc_metrics.export.pictures.map_extent import EUROPE_MAP, WHOLE_WORLD, Extent, extent_of
from cxc_metrics.export.pictures.screen_paths import screen_paths


def test_europe_has_its_own_map_while_it_holds_95_percent() -> None:
    for weights in ({}, {"PRT": 1}, {"DEU": 95, "JPN": 5}, {"": 40, "DEU": 1}, {"DEU": 0.5, "BEL": 0.4}):
        assert extent_of(weights) == EUROPE_MAP, weights
    beyond = extent_of({"DEU": 94, "JPN": 6})
    assert not beyond.europe
    assert beyond.shows("JPN")
    assert beyond.shows("DEU")
    assert EUROPE_MAP.shows("XKX")
    assert not EUROPE_MAP.shows("JPN")


def test_a_region_is_cut_out_with_room_around_it() -> None:
    """countries with most records       in view        not in view"""
    for weights, shown, not_shown in (
        ({"JPN": 7}, "JPN KOR", "USA IND"),
        ({"BRA": 60, "ARG": 36, "PRT": 4}, "BRA ARG PRY", "PRT MEX"),
        ({"KEN": 5, "UGA": 4}, "KEN UGA", "FRA ZAF"),
        ({"USA": 90, "CAN": 8, "DEU": 2}, "USA CAN", "DEU"),
        ({"GUF": 3}, "GUF SUR", "FRA"),
    ):
        extent = extent_of(weights)
        assert not extent.europe
        assert extent.box != WHOLE_WORLD, weights
        assert all(map(extent.shows, shown.split())), weights
        assert not any(map(extent.shows, not_shown.split())), weights
        assert extent.box.width >= 30


def test_what_lies_on_both_sides_of_the_date_line_is_cut_out_as_one() -> None:
    extent = extent_of({"NZL": 3, "FJI": 2, "WSM": 2})
    assert extent.box.width < 60
    assert all(map(extent.shows, ("NZL", "FJI", "WSM", "TON")))
    assert not extent.shows("BRA")


def test_records_all_over_the_world_are_shown_on_all_of_it() -> None:
    for weights in ({"USA": 1, "JPN": 1, "BRA": 1}, {"RUS": 1}, {"PRT": 90, "AUS": 10}):
        extent = extent_of(weights)
        assert extent.box == WHOLE_WORLD, weights
        assert all(map(extent.shows, weights))


def test_a_territory_has_its_own_shape() -> None:
    """French Guiana was coloured with France while the page said that it was not drawn."""
    extent = extent_of({"USA": 1, "FRA": 1, "AUS": 1})
    assert all(map(extent.shows, ("GUF", "REU", "GLP", "MTQ", "SJM")))
    assert not extent.shows("GIB")


def test_a_part_of_the_world_has_a_name_by_which_its_outlines_are_asked_for() -> None:
    for weights in ({}, {"JPN": 1}, {"USA": 1, "BRA": 1, "JPN": 1}, {"NZL": 1, "FJI": 1, "WSM": 1}):
        extent = extent_of(weights)
        read = Extent.read(extent.name)
        assert read.name == extent.name
        assert all(read.shows(code) for code in weights)
    for name in ("0_0_0_0", "0_-9100_1000_1000", "-90000_0_0_10"):
        with pytest.raises(ValueError, match="no part of the world"):
            Extent.read(name)


def test_a_screen_has_the_outlines_of_what_is_in_view_and_knows_the_small() -> None:
    europe = screen_paths(EUROPE_MAP)
    assert {"MLT", "LUX", "CYP", "LIE"} <= europe.small
    assert not {"DEU", "BEL", "SVN"} & europe.small
    x, y = europe.labels["DEU"]
    assert 0 < x < europe.width
    assert 0 < y < europe.height
    assert europe.labels["ISL"][0] < x < europe.labels["UKR"][0]
    assert europe.labels["ITA"][1] > y > europe.labels["NOR"][1]  # the north is above
    beyond = screen_paths(extent_of({"JPN": 1}))
    assert {"JPN", "KOR"} <= set(beyond.paths)
    assert all(path.startswith("M") and path.endswith("z") for path in europe.paths.values())
