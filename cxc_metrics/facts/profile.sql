-- fact:       profile
-- grain:      one row of the profile table: one published offer or request of one organisation
-- tables:     profile
-- inputs:     profile; organisation where the register has it
-- guarantees: exactly as many rows as the profile table; the organisation is joined by its key.
--             client_country and client_sector are the profile's own, else those of the organisation that publishes it.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   profile_id: profile.profile_id
--   organisation_id: profile.organisation_id
--   client_country: profile.country_code | organisation.country_code
--   client_sector: profile.ecosystem_id | organisation.ecosystem_id
--   client_type: profile.organisation_id, organisation.org_type
--   client_size: profile.organisation_id, organisation.size_class
--   profile_kind: profile.kind
--   published_on: profile.published_on
--   expires_on: profile.expires_on
--   year, quarter, month: profile.published_on
SELECT
    p.profile_id,
    o.organisation_key AS organisation_id,
    coalesce(coded(p.country_code, country), o.country) AS client_country,
    coalesce(p.ecosystem_id, o.sector) AS client_sector,
    o.type AS client_type,
    o.size AS client_size,
    coded(p.kind, profile_kind) AS profile_kind,
    p.published_on,
    p.expires_on,
    {periods: p.published_on}
FROM profile AS p
LEFT JOIN organisation_dimension AS o ON o.organisation_id = p.organisation_id
