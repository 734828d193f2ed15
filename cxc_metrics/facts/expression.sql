-- fact:       expression
-- grain:      one row of the expression_of_interest table: one interest of one organisation in one profile
-- tables:     expression_of_interest, profile
-- inputs:     expression_of_interest, profile; organisation where the register has it
-- guarantees: exactly as many rows as the expression_of_interest table; profile and organisation are joined by their keys.
--             client_...: of the profile as in fact profile, not of who is interested, who is organisation_id.
--             agreed: its state is agreement, or a day of agreement is on record. lapsed: received after the day on which
--             the profile expired; one without a last day has not. Not told where the day of receipt is missing.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   expression_id: expression_of_interest.expression_id
--   profile_id: expression_of_interest.profile_id
--   organisation_id: expression_of_interest.organisation_id
--   client_country: profile.country_code | organisation.country_code
--   client_sector: profile.ecosystem_id | organisation.ecosystem_id
--   client_type: profile.organisation_id, organisation.org_type
--   client_size: profile.organisation_id, organisation.size_class
--   profile_kind: profile.kind
--   expression_status: expression_of_interest.status
--   received_on: expression_of_interest.received_on
--   agreed: expression_of_interest.status | expression_of_interest.agreed_on
--   agreed_on: expression_of_interest.agreed_on
--   declined_on: expression_of_interest.declined_on
--   lapsed: expression_of_interest.received_on, profile.expires_on
--   year, quarter, month: expression_of_interest.received_on
SELECT
    e.expression_id,
    e.profile_id,
    i.organisation_key AS organisation_id,
    coalesce(coded(p.country_code, country), o.country) AS client_country,
    coalesce(p.ecosystem_id, o.sector) AS client_sector,
    o.type AS client_type,
    o.size AS client_size,
    coded(p.kind, profile_kind) AS profile_kind,
    coded(e.status, expression_status) AS expression_status,
    e.received_on,
    coalesce(e.status = 'agreement', false) OR e.agreed_on IS NOT NULL AS agreed,
    e.agreed_on,
    e.declined_on,
    -- A profile without a last day has none.
    CASE WHEN p.expires_on IS NULL THEN false ELSE e.received_on > p.expires_on END AS lapsed,
    {periods: e.received_on}
FROM expression_of_interest AS e
LEFT JOIN profile AS p ON p.profile_id = e.profile_id
LEFT JOIN organisation_dimension AS o ON o.organisation_id = p.organisation_id
LEFT JOIN organisation_dimension AS i ON i.organisation_id = e.organisation_id
