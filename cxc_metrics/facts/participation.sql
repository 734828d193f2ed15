-- fact:       participation
-- grain:      one row of the participation table: one person of one organisation at one exchange
-- tables:     participation, exchange
-- inputs:     participation; exchange, organisation
-- guarantees: exactly as many rows as the participation table; the exchange is joined by its key.
--             person is a random pseudonym, never a name; where none was given, nobody can be told apart.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   participation_id: participation.participation_id
--   exchange_id: participation.exchange_id
--   organisation_id: participation.organisation_id
--   side: participation.side
--   person: participation.person_ref
--   job_level: participation.job_level
--   attended: participation.attended
--   {dimensions}
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   period_date: exchange.actual_start | exchange.planned_start
--   year, quarter, month: exchange.actual_start | exchange.planned_start
SELECT
    p.participation_id,
    p.exchange_id,
    o.organisation_key AS organisation_id,
    coded(p.side, side) AS side,
    p.person_ref AS person,
    coded(p.job_level, job_level) AS job_level,
    coalesce(p.attended, false) AS attended,
    {dimensions: exchange_dimension e},
    e.countable,
    e.validated,
    e.started_on AS period_date,
    {periods: e.started_on}
FROM participation AS p
LEFT JOIN exchange_dimension AS e ON e.exchange_id = p.exchange_id
LEFT JOIN organisation_dimension AS o ON o.organisation_id = p.organisation_id
