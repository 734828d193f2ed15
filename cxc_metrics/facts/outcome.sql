-- fact:       outcome
-- grain:      one row of the outcome table: one outcome reported by one organisation
-- tables:     outcome
-- inputs:     outcome; exchange, registration, organisation and partnership where the register has them
-- guarantees: exactly as many rows as the outcome table; exchange and registration are joined by their keys.
--             Those who never travelled have the dimensions of their registration, and are not countable.
--             first_report: the one of all reports of the same agreement, proposal or funded project that counts
--             (definitions 3: same unordered pair and type within 183 days), one of a countable exchange where there is one;
--             true for every other outcome. first_report_validated: the same, of an exchange closed and validated.
--             reported_in is a survey round, the partnership or the Support Office.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   outcome_id: outcome.outcome_id
--   exchange_id: outcome.exchange_id
--   organisation_id: outcome.organisation_id
--   outcome_type: outcome.outcome_type
--   outcome_status: outcome.status
--   reported_in: outcome.reported_in
--   wave: exchange.wave | partnership.wave
--   visitor_country: exchange.vo_country | registration.organisation_id
--   host_country: exchange.ho_country | registration.organisation_id
--   visitor_sector: organisation.ecosystem_id
--   host_sector: organisation.ecosystem_id
--   partnership: exchange.vop_id | registration.partnership_id
--   host_partnership: exchange.hop_id
--   visitor_type: organisation.org_type
--   host_type: organisation.org_type
--   visitor_size: organisation.size_class
--   host_size: organisation.size_class
--   mode: exchange.mode
--   distance_band: exchange.distance_km
--   cross_sector: exchange.vo_id, exchange.ho_id, organisation.ecosystem_id
--   cross_partnership: exchange.vop_id, exchange.hop_id
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   achieved: outcome.status
--   agreement: outcome.outcome_type
--   first_report: outcome.status, outcome.outcome_type, outcome.partner_id
--   first_report_validated: outcome.status, outcome.outcome_type, outcome.partner_id
--   partner_country: outcome.partner_country
--   market: outcome.organisation_id, outcome.partner_country
--   period_date: outcome.occurred_on | outcome.reported_on
--   year: outcome.occurred_on | outcome.reported_on
--   quarter: outcome.occurred_on | outcome.reported_on
--   month: outcome.occurred_on | outcome.reported_on
SELECT
    o.outcome_id,
    o.exchange_id,
    s.organisation_key AS organisation_id,
    o.outcome_type::outcome_type AS outcome_type,
    o.status::outcome_status AS outcome_status,
    o.reported_in,
    coalesce(e.wave, r.wave) AS wave,
    coalesce(e.visitor_country, r.visitor_country) AS visitor_country,
    coalesce(e.host_country, r.host_country) AS host_country,
    coalesce(e.visitor_sector, r.visitor_sector) AS visitor_sector,
    coalesce(e.host_sector, r.host_sector) AS host_sector,
    coalesce(e.partnership, r.partnership) AS partnership,
    e.host_partnership,
    coalesce(e.visitor_type, r.visitor_type) AS visitor_type,
    coalesce(e.host_type, r.host_type) AS host_type,
    coalesce(e.visitor_size, r.visitor_size) AS visitor_size,
    coalesce(e.host_size, r.host_size) AS host_size,
    e.mode,
    e.distance_band,
    e.cross_sector,
    e.cross_partnership,
    coalesce(e.countable, false) AS countable,
    coalesce(e.validated, false) AS validated,
    d.achieved,
    d.agreement,
    d.first_report,
    d.first_report_validated,
    o.partner_country::country AS partner_country,
    -- One organisation's one country; a country that was not named is one more.
    s.organisation_key || ' ' || coalesce(o.partner_country, '?') AS market,
    d.happened_on AS period_date,
    year_of(d.happened_on) AS year,
    quarter_of(d.happened_on) AS quarter,
    month_of(d.happened_on) AS month
FROM outcome AS o
LEFT JOIN reported_outcome AS d ON d.outcome_id = o.outcome_id
LEFT JOIN exchange_dimension AS e ON e.exchange_id = o.exchange_id
LEFT JOIN registration_dimension AS r ON r.registration_id = o.registration_id
LEFT JOIN organisation_dimension AS s ON s.organisation_id = o.organisation_id
