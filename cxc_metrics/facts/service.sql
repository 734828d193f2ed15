-- fact:       service
-- grain:      one row of the service table: one service of a support network to one organisation
-- tables:     service
-- inputs:     service; organisation where the register has it
-- guarantees: exactly as many rows as the service table; the organisation is joined by its key.
--             organisation_id and client_...: of the organisation served; an organisation served twice has two rows.
--             achieved: something came of it, told by its kind or by its day. A service is dated by its first day, what
--             came of it with it: achievements are a part of the services of a period.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   service_id: service.service_id
--   organisation_id: service.organisation_id
--   client_country: service.organisation_id, organisation.country_code
--   client_sector: service.organisation_id, organisation.ecosystem_id
--   client_type: service.organisation_id, organisation.org_type
--   client_size: service.organisation_id, organisation.size_class
--   service_kind: service.kind
--   started_on: service.started_on
--   ended_on: service.ended_on
--   achieved: service.achievement_type | service.achieved_on
--   achievement_type: service.achievement_type
--   achieved_on: service.achieved_on
--   achievement_value_eur: service.achievement_value_eur
--   partner_country: service.partner_country
--   year, quarter, month: service.started_on
SELECT
    s.service_id,
    o.organisation_key AS organisation_id,
    o.country AS client_country,
    o.sector AS client_sector,
    o.type AS client_type,
    o.size AS client_size,
    coded(s.kind, service_kind) AS service_kind,
    s.started_on,
    s.ended_on,
    s.achievement_type IS NOT NULL OR s.achieved_on IS NOT NULL AS achieved,
    coded(s.achievement_type, achievement_type) AS achievement_type,
    s.achieved_on,
    s.achievement_value_eur,
    coded(s.partner_country, country) AS partner_country,
    {periods: s.started_on}
FROM service AS s
LEFT JOIN organisation_dimension AS o ON o.organisation_id = s.organisation_id
