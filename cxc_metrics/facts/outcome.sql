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
--   {dimensions}
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
--   year, quarter, month: outcome.occurred_on | outcome.reported_on
SELECT
    o.outcome_id,
    o.exchange_id,
    s.organisation_key AS organisation_id,
    coded(o.outcome_type, outcome_type) AS outcome_type,
    coded(o.status, outcome_status) AS outcome_status,
    o.reported_in,
    {dimensions: exchange_dimension e, registration_dimension r; without status},
    coalesce(e.countable, false) AS countable,
    coalesce(e.validated, false) AS validated,
    d.achieved,
    d.agreement,
    d.first_report,
    d.first_report_validated,
    coded(o.partner_country, country) AS partner_country,
    -- One organisation's one country; a country that was not named is one more.
    s.organisation_key || ' ' || coalesce(o.partner_country, '?') AS market,
    d.happened_on AS period_date,
    {periods: d.happened_on}
FROM outcome AS o
LEFT JOIN reported_outcome AS d ON d.outcome_id = o.outcome_id
LEFT JOIN exchange_dimension AS e ON e.exchange_id = o.exchange_id
LEFT JOIN registration_dimension AS r ON r.registration_id = o.registration_id
LEFT JOIN organisation_dimension AS s ON s.organisation_id = o.organisation_id
