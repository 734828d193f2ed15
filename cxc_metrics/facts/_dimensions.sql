-- Shared by all facts: views, in the order in which they are made of each other. What a dimension is made of is declared in
-- cxc_metrics/contract/dimensions.py and written in where braces stand (see splice.py). Neutral SQL (see engine/dialect.py).
--
-- Made once per build, before any fact. The builder has made a relation for every contract table (empty where the register
-- has none) and, where the engine has types of codes, those of country, org_type, size_class, partnership, month, ...;
-- $countable_rule is the register's rule for countable.

-- Organisations by the integer they got when the version was written (column organisation_key of the table),
-- because a distinct count over text keys takes twice to three times as long.
CREATE VIEW organisation_dimension AS
SELECT
    organisation_key,
    organisation_id,
    {attributes}
FROM organisation;

-- The same with what organisations are made alike on when they are compared: accession to the EU tells more than one
-- country. A view of its own, as an engine looks its lists up for every row, asked for or not.
CREATE VIEW compared_organisation AS
SELECT
    organisation_key,
    organisation_id,
    {attributes},
    CASE
        WHEN country_code IN ('BE', 'DK', 'DE', 'IE', 'EL', 'ES', 'FR', 'IT', 'LU', 'NL', 'AT', 'PT', 'FI', 'SE') THEN 'EU-14'
        WHEN country_code IN ('BG', 'CZ', 'EE', 'HR', 'CY', 'LV', 'LT', 'HU', 'MT', 'PL', 'RO', 'SI', 'SK') THEN 'EU-13'
        WHEN country_code IS NOT NULL THEN 'outside the EU'
    END AS country_group
FROM organisation;

-- Definitions 1. A condition that cannot be decided (no working days recorded) does not count.
CREATE VIEW counted_exchange AS
SELECT
    d.*,
    d.countable AND coalesce(d.status = 'completed', false) AS validated
FROM (
    SELECT
        e.*,
        coalesce(
            CASE $countable_rule
                WHEN 'cxc' THEN
                    e.status IN {held_statuses}
                    AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL
                WHEN 'cross_border' THEN
                    e.vo_country <> e.ho_country AND NOT coalesce(e.actual_end < e.actual_start, false)
            END, false) AS countable
    FROM exchange AS e
) AS d;

-- The dimensions of an exchange, for facts whose rows hang on one (papers, meetings, answers, outcomes). A view: it
-- costs nothing where no fact asks for it.
CREATE VIEW exchange_dimension AS
SELECT
    e.exchange_id,
    v.organisation_key AS visitor_id,
    h.organisation_key AS host_id,
    e.event_id,
    e.match_id,
    {dimensions: exchange},
    coalesce(e.actual_start, e.planned_start) AS started_on,
    e.actual_end AS ended_on,
    e.countable,
    e.validated,
    -- Whose answers are alike: those of one group event, else those given about one host. Events are below zero.
    coalesce(-dense_rank() OVER (ORDER BY e.event_id NULLS LAST) * CASE WHEN e.event_id IS NOT NULL THEN 1 END, h.organisation_key)
        AS cluster
FROM counted_exchange AS e
LEFT JOIN organisation_dimension AS v ON v.organisation_id = e.vo_id
LEFT JOIN organisation_dimension AS h ON h.organisation_id = e.ho_id;

-- The dimensions of those who registered, for rows without an exchange: on the side of their role.
CREATE VIEW registration_dimension AS
SELECT
    r.registration_id,
    r.role,
    o.organisation_key,
    o.country_group,
    {dimensions: registration}
FROM registration AS r
LEFT JOIN compared_organisation AS o ON o.organisation_id = r.organisation_id
LEFT JOIN partnership AS p ON p.partnership_id = r.partnership_id;

-- Whether a visitor had used a service of a support network before it was first accepted as one. Nobody who was never
-- accepted is a visitor (no row). Not told where services are on record and their days, or that of acceptance, are not.
CREATE VIEW visitor_support AS
SELECT
    a.organisation_id AS organisation_id,
    CASE
        WHEN s.organisation_id IS NULL THEN false
        WHEN s.first_on < a.accepted_on THEN true
        WHEN s.all_dated AND a.accepted_on IS NOT NULL THEN false
    END AS support_before
FROM (
    SELECT organisation_id, CASE WHEN count(*) = count(decided_on) THEN min(decided_on) END AS accepted_on
    FROM registration
    WHERE role = 'VO' AND (status = 'accepted' OR (status IN ('expired', 'withdrawn') AND decided_on IS NOT NULL))
    GROUP BY organisation_id
) AS a
LEFT JOIN (
    SELECT organisation_id, min(started_on) AS first_on, count(*) = count(started_on) AS all_dated
    FROM service GROUP BY organisation_id
) AS s ON s.organisation_id = a.organisation_id;

-- Exchanges with the match they came of, and which registrations their visitors could have come of, for exchange_registration:
-- views of their own, because an engine that runs a WITH anew wherever it is read keeps these two as tables.
CREATE VIEW exchange_trip AS
SELECT
    d.exchange_id AS exchange_id, x.vo_id, x.vop_id, d.started_on, d.countable,
    m.match_id AS match_id, m.vo_registration_id
FROM exchange AS x
JOIN exchange_dimension AS d ON d.exchange_id = x.exchange_id
LEFT JOIN match AS m ON m.match_id = x.match_id;

CREATE VIEW exchange_claim AS
WITH application AS (
    SELECT
        registration_id, organisation_id, partnership_id, submitted_on,
        count(*) OVER (PARTITION BY organisation_id) AS registrations,
        coalesce(status = 'accepted' OR (status IN ('expired', 'withdrawn') AND decided_on IS NOT NULL), false) AS accepted,
        CASE WHEN status IN ('withdrawn', 'expired') THEN coalesce(available_to, decided_on, submitted_on) END AS ended_on
    FROM registration WHERE role = 'VO' AND status <> 'draft'
)

SELECT
    t.exchange_id, t.vo_id, t.countable, t.started_on, a.registration_id, a.submitted_on, a.registrations,
    CASE WHEN coalesce(a.partnership_id = t.vop_id, false) THEN 0 ELSE 4 END
        + CASE WHEN a.accepted THEN 0 ELSE 2 END
        + CASE WHEN coalesce(a.ended_on < t.started_on, false) THEN 1 ELSE 0 END AS tier,
    CAST(dense_rank() OVER (
        PARTITION BY t.vo_id, t.countable ORDER BY t.started_on NULLS LAST, t.exchange_id
    ) AS BIGINT) AS turn
FROM exchange_trip AS t
JOIN application AS a ON a.organisation_id = t.vo_id AND a.submitted_on <= t.started_on
WHERE t.match_id IS NULL;

-- Which visitor's registration an exchange came of, at most one: that of its match; where no match is on record, one of
-- the visiting organisation's own that was submitted on or before the first day. With the visitor's partnership before
-- others, accepted before others, not yet withdrawn or expired before others; among equals the earliest that no held
-- exchange has come of yet, so that two registrations and two visits do not all go to the first. Held exchanges choose in
-- the order of their first days; the others (cancelled, planned, not counted) go by what was held before them.
CREATE VIEW exchange_registration AS
WITH RECURSIVE trip AS (SELECT * FROM exchange_trip),

claim AS (SELECT * FROM exchange_claim),

served AS (
    SELECT
        c.vo_id,
        max(c.registrations) AS registrations,
        coalesce(sorted_set(t.vo_registration_id), no_texts()) AS taken
    FROM (SELECT DISTINCT vo_id, registrations FROM claim WHERE countable AND registrations > 1) AS c
    LEFT JOIN trip AS t ON t.vo_id = c.vo_id AND t.countable
    GROUP BY c.vo_id
),

-- One turn of every organisation at a time, until each of its registrations has a visit.
chosen AS (
    SELECT
        vo_id,
        CAST(0 AS BIGINT) AS turn,
        CASE WHEN registrations < 0 THEN vo_id END AS exchange_id,
        CASE WHEN registrations < 0 THEN vo_id END AS registration_id,
        taken,
        registrations
    FROM served
    UNION ALL
    SELECT
        vo_id, turn, exchange_id, registration_id,
        CASE WHEN again THEN taken ELSE with_entry(taken, registration_id) END,
        registrations
    FROM (
        SELECT
            o.*,
            row_number() OVER (PARTITION BY o.vo_id ORDER BY o.tier, o.again, o.submitted_on, o.registration_id) AS place
        FROM (
            SELECT
                c.vo_id AS vo_id, c.turn AS turn, c.exchange_id AS exchange_id, c.registration_id AS registration_id,
                c.tier, c.submitted_on, s.taken, s.registrations AS registrations,
                has_entry(s.taken, c.registration_id) AS again
            FROM chosen AS s
            JOIN claim AS c ON c.vo_id = s.vo_id AND c.turn = s.turn + 1 AND c.countable
            WHERE cardinality(s.taken) < s.registrations
        ) AS o
    ) AS n
    WHERE place = 1
),

held AS (
    SELECT exchange_id, vo_registration_id AS registration_id FROM trip WHERE vo_registration_id IS NOT NULL
    UNION ALL
    SELECT exchange_id, registration_id FROM claim WHERE countable AND registrations = 1
    UNION ALL
    SELECT exchange_id, registration_id FROM chosen WHERE exchange_id IS NOT NULL
),

first_held AS (
    SELECT h.registration_id, min(t.started_on) AS day
    FROM held AS h
    JOIN trip AS t ON t.exchange_id = h.exchange_id AND t.countable
    GROUP BY h.registration_id
)

SELECT exchange_id, registration_id FROM held
UNION ALL
SELECT exchange_id, registration_id
FROM (
    SELECT
        c.exchange_id,
        c.registration_id,
        row_number() OVER (
            PARTITION BY c.exchange_id
            ORDER BY c.tier, coalesce(f.day <= c.started_on, false), c.submitted_on, c.registration_id
        ) AS place
    FROM claim AS c
    LEFT JOIN first_held AS f ON f.registration_id = c.registration_id
    WHERE c.exchange_id NOT IN (SELECT exchange_id FROM held)
) AS placed
WHERE place = 1;

-- Definitions 3: agreements of the same unordered pair and type within 183 days are one, as both sides report them.
-- Each is compared with the report before it, so a chain of reports is one; nth numbers the chains of a pair. An outcome
-- without a partner, or without a day, never merges (least('A', NULL) would be 'A').
-- first_report is true for the one that counts: the earliest of a countable exchange, as the other side may have
-- reported it for a visit that does not count, or for none. first_report_validated is the same in the view closed and
-- validated: which of two visits was paid must not move an agreement in the view of all that were held.
CREATE VIEW reported_outcome AS
WITH told AS (
    SELECT
        o.outcome_id, o.registration_id, o.exchange_id, o.organisation_id, o.partner_id, o.outcome_type, o.status,
        least(o.organisation_id, o.partner_id) AS one_party,
        greatest(o.organisation_id, o.partner_id) AS other_party,
        e.actual_end AS ended_on,
        coalesce(e.countable, false) AS countable,
        coalesce(e.validated, false) AS validated,
        coalesce(o.occurred_on, o.reported_on) AS happened_on,
        coalesce(o.status IN ('achieved', 'verified'), false) AS achieved,
        coalesce(o.outcome_type IN ('commercial_agreement', 'technology_agreement', 'rdi_agreement'), false) AS agreement
    FROM outcome AS o
    LEFT JOIN counted_exchange AS e ON e.exchange_id = o.exchange_id
),

merging AS (
    SELECT
        t.*,
        coalesce(
            achieved AND partner_id IS NOT NULL
            AND (agreement OR outcome_type IN ('joint_project_proposal', 'project_funded')),
            false) AS mergeable
    FROM told AS t
),

begun AS (
    SELECT
        m.*,
        NOT mergeable OR coalesce(
            days_between(lag(happened_on) OVER (
                PARTITION BY mergeable, outcome_type, one_party, other_party ORDER BY happened_on NULLS LAST, outcome_id
            ), happened_on) > 183, true) AS begins
    FROM merging AS m
),

chained AS (
    SELECT
        b.*,
        count(CASE WHEN begins THEN 1 END) OVER (
            PARTITION BY mergeable, outcome_type, one_party, other_party ORDER BY happened_on NULLS LAST, outcome_id
        ) AS nth
    FROM begun AS b
)

SELECT
    outcome_id, registration_id, exchange_id, organisation_id, partner_id, outcome_type, status,
    ended_on, happened_on, achieved, agreement, mergeable,
    row_number() OVER (
        PARTITION BY mergeable, outcome_type, one_party, other_party, nth
        ORDER BY countable DESC, happened_on NULLS LAST, outcome_id
    ) = 1 AS first_report,
    row_number() OVER (
        PARTITION BY mergeable, outcome_type, one_party, other_party, nth
        ORDER BY validated DESC, countable DESC, happened_on NULLS LAST, outcome_id
    ) = 1 AS first_report_validated
FROM chained;
