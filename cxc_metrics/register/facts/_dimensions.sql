-- Shared by all facts: what a dimension is, in one place.
--
-- Run once per build, before any fact. The builder has made
--   a relation for every contract table (empty where the register has none),
--   the ENUM types country, org_type, size_class, partnership, month, quarter, mode, ...,
--   the macros month_text and quarter_text,
--   and the variables held_statuses, external_cancel_reasons, countable_rule.

-- Organisations by a dense integer, because a distinct count over text keys takes twice to three times as long.
-- The number depends on the organisation table alone, so all facts of one snapshot share it.
CREATE TEMP TABLE organisation_dimension AS
SELECT
    row_number() OVER (ORDER BY organisation_id)::INTEGER AS organisation_key,
    organisation_id,
    name,
    country_code::country AS country,
    ecosystem_id AS sector,
    org_type::org_type AS type,
    size_class::size_class AS size
FROM organisation;

CREATE MACRO year_of(day) AS year(day)::SMALLINT;
CREATE MACRO quarter_of(day) AS quarter_text(day)::quarter;
CREATE MACRO month_of(day) AS month_text(day)::month;

CREATE MACRO distance_band_of(km) AS CASE
    WHEN km < 200 THEN 'under_200'
    WHEN km < 500 THEN '200_to_500'
    WHEN km < 1000 THEN '500_to_1000'
    WHEN km < 2000 THEN '1000_to_2000'
    WHEN km >= 2000 THEN '2000_and_over'
END::distance_band;

-- Definitions 1. A condition that cannot be decided (no working days recorded) does not count.
CREATE MACRO countable_of(status, working_days, vo_country, ho_country, vop_id, first_day, last_day) AS coalesce(
    CASE getvariable('countable_rule')
        WHEN 'cxc' THEN
            list_contains(getvariable('held_statuses'), status)
            AND working_days >= 3 AND vo_country <> ho_country AND vop_id IS NOT NULL
        WHEN 'cross_border' THEN
            vo_country <> ho_country AND NOT coalesce(last_day < first_day, false)
    END, false);
