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
--   wave: exchange.wave
--   visitor_country: exchange.vo_country
--   host_country: exchange.ho_country
--   visitor_sector: exchange.vo_id, organisation.ecosystem_id
--   host_sector: exchange.ho_id, organisation.ecosystem_id
--   partnership: exchange.vop_id
--   host_partnership: exchange.hop_id
--   visitor_type: exchange.vo_id, organisation.org_type
--   host_type: exchange.ho_id, organisation.org_type
--   visitor_size: exchange.vo_id, organisation.size_class
--   host_size: exchange.ho_id, organisation.size_class
--   mode: exchange.mode
--   distance_band: exchange.distance_km
--   cross_sector: exchange.vo_id, exchange.ho_id, organisation.ecosystem_id
--   cross_partnership: exchange.vop_id, exchange.hop_id
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   status: exchange.status
--   period_date: exchange.actual_start | exchange.planned_start
--   year: exchange.actual_start | exchange.planned_start
--   quarter: exchange.actual_start | exchange.planned_start
--   month: exchange.actual_start | exchange.planned_start
SELECT
    p.participation_id,
    p.exchange_id,
    o.organisation_key AS organisation_id,
    p.side::side AS side,
    p.person_ref AS person,
    p.job_level::job_level AS job_level,
    coalesce(p.attended, false) AS attended,
    e.* EXCLUDE (exchange_id, visitor_id, host_id, event_id, match_id, started_on, ended_on, cluster),
    e.started_on AS period_date,
    year_of(e.started_on) AS year,
    quarter_of(e.started_on) AS quarter,
    month_of(e.started_on) AS month
FROM participation AS p
LEFT JOIN exchange_dimension AS e ON e.exchange_id = p.exchange_id
LEFT JOIN organisation_dimension AS o ON o.organisation_id = p.organisation_id
