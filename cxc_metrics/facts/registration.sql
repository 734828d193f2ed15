-- fact:       registration
-- grain:      one row of the registration table: one organisation, one role, one submission
-- tables:     registration
-- inputs:     registration; organisation and partnership where the register has them
-- guarantees: exactly as many rows as the registration table; dimensions are joined by their key.
--             The organisation's dimensions stand on the visitor's side for role VO, on the host's for role HO;
--             the other side is null. partnership is the managing one in either role.
--             wave is the partnership's; a registration without a partnership has none.
--             organisation_id is an organisation key (integer, column organisation_key of table organisation).
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   registration_id: registration.registration_id
--   organisation_id: registration.organisation_id
--   role: registration.role
--   partnership: registration.partnership_id
--   wave: registration.partnership_id, partnership.wave
--   visitor_country: registration.organisation_id, organisation.country_code
--   host_country: registration.organisation_id, organisation.country_code
--   visitor_sector: registration.organisation_id, organisation.ecosystem_id
--   host_sector: registration.organisation_id, organisation.ecosystem_id
--   visitor_type: registration.organisation_id, organisation.org_type
--   host_type: registration.organisation_id, organisation.org_type
--   visitor_size: registration.organisation_id, organisation.size_class
--   host_size: registration.organisation_id, organisation.size_class
--   submitted_on: registration.submitted_on
--   decided_on: registration.decided_on
--   registration_status: registration.status
--   year: registration.submitted_on
--   quarter: registration.submitted_on
--   month: registration.submitted_on
SELECT
    r.registration_id,
    o.organisation_key AS organisation_id,
    r.role::role AS role,
    r.partnership_id::partnership AS partnership,
    p.wave,
    CASE WHEN r.role = 'VO' THEN o.country END AS visitor_country,
    CASE WHEN r.role = 'HO' THEN o.country END AS host_country,
    CASE WHEN r.role = 'VO' THEN o.sector END AS visitor_sector,
    CASE WHEN r.role = 'HO' THEN o.sector END AS host_sector,
    CASE WHEN r.role = 'VO' THEN o.type END AS visitor_type,
    CASE WHEN r.role = 'HO' THEN o.type END AS host_type,
    CASE WHEN r.role = 'VO' THEN o.size END AS visitor_size,
    CASE WHEN r.role = 'HO' THEN o.size END AS host_size,
    r.submitted_on,
    r.decided_on,
    r.status::registration_status AS registration_status,
    year_of(r.submitted_on) AS year,
    quarter_of(r.submitted_on) AS quarter,
    month_of(r.submitted_on) AS month
FROM registration AS r
LEFT JOIN organisation_dimension AS o ON o.organisation_id = r.organisation_id
LEFT JOIN partnership AS p ON p.partnership_id = r.partnership_id
