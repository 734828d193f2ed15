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
--   {dimensions}
--   submitted_on: registration.submitted_on
--   decided_on: registration.decided_on
--   registration_status: registration.status
--   year, quarter, month: registration.submitted_on
SELECT
    r.registration_id,
    o.organisation_key AS organisation_id,
    coded(r.role, role) AS role,
    {dimensions: registration},
    r.submitted_on,
    r.decided_on,
    coded(r.status, registration_status) AS registration_status,
    {periods: r.submitted_on}
FROM registration AS r
LEFT JOIN organisation_dimension AS o ON o.organisation_id = r.organisation_id
LEFT JOIN partnership AS p ON p.partnership_id = r.partnership_id
