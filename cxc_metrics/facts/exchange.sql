-- fact:       exchange
-- grain:      one row of the exchange table, countable or not
-- tables:     exchange
-- inputs:     exchange; organisation, partnership, participation and exchange_breach where the register has them
-- guarantees: exactly as many rows as the exchange table. Breaches and participations are folded to one row per
--             exchange before they are joined, dimensions are joined by their key, so no join fans out.
--             visitor_id and host_id are organisation keys (integers, column organisation_key of table organisation).
--             countable, validated and cancelled are never null where their columns were delivered.
--             partnership is the visitor's; host_partnership is a separate view and is never added to it.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   exchange_id: exchange.exchange_id
--   visitor_id: exchange.vo_id
--   host_id: exchange.ho_id
--   event_id: exchange.event_id
--   match_id: exchange.match_id
--   {dimensions}
--   cancel_reason: exchange.cancel_reason
--   year, quarter, month: exchange.actual_start | exchange.planned_start
--   period_date: exchange.actual_start | exchange.planned_start
--   actual_start: exchange.actual_start
--   actual_end: exchange.actual_end
--   working_days: exchange.working_days
--   distance_km: exchange.distance_km
--   lump_sum_agreed_eur: exchange.lump_sum_agreed_eur
--   lump_sum_paid_eur: exchange.lump_sum_paid_eur
--   paid_on: exchange.paid_on
--   lump_sum_factor: exchange.lump_sum_factor
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   cancelled: exchange.status, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   cancelled_external: exchange.status, exchange.vo_country, exchange.ho_country, exchange.vop_id, exchange.cancel_reason
--   breaches: exchange.exchange_id
--   attended_visitors: participation.exchange_id, participation.side, participation.attended
--   participants: exchange.participants
--   women_participants: exchange.women_participants
--   green_objective: exchange.green_objective
--   digital_objective: exchange.digital_objective
--   story_consent: exchange.story_consent
WITH breach AS (
    SELECT exchange_id, sorted_set(rule) AS rules FROM exchange_breach GROUP BY exchange_id
),

attendance AS (
    SELECT exchange_id, CAST(count(*) AS INTEGER) AS visitors
    FROM participation WHERE side = 'visitor' AND attended GROUP BY exchange_id
),

counted AS (
    SELECT
        c.*,
        coalesce(c.actual_start, c.planned_start) AS period_date,
        coalesce(c.status = 'cancelled' AND c.vo_country <> c.ho_country AND c.vop_id IS NOT NULL, false) AS cancelled
    FROM counted_exchange AS c
)

SELECT
    e.exchange_id,
    v.organisation_key AS visitor_id,
    h.organisation_key AS host_id,
    e.event_id,
    e.match_id,
    {dimensions: exchange},
    coded(e.cancel_reason, cancel_reason) AS cancel_reason,
    {periods: e.period_date},
    e.period_date,
    e.actual_start,
    e.actual_end,
    e.working_days,
    e.distance_km,
    e.lump_sum_agreed_eur,
    e.lump_sum_paid_eur,
    e.paid_on,
    e.lump_sum_factor,
    e.countable,
    e.validated,
    e.cancelled,
    e.cancelled AND coalesce(e.cancel_reason IN {external_cancel_reasons}, false) AS cancelled_external,
    coalesce(b.rules, no_texts()) AS breaches,
    coalesce(a.visitors, 0) AS attended_visitors,
    e.participants,
    e.women_participants,
    e.green_objective,
    e.digital_objective,
    e.story_consent
FROM counted AS e
LEFT JOIN organisation_dimension AS v ON v.organisation_id = e.vo_id
LEFT JOIN organisation_dimension AS h ON h.organisation_id = e.ho_id
LEFT JOIN breach AS b ON b.exchange_id = e.exchange_id
LEFT JOIN attendance AS a ON a.exchange_id = e.exchange_id
