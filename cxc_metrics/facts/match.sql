-- fact:       match
-- grain:      one row of the match table: one visitor's registration with one host's
-- tables:     match, registration
-- inputs:     match, registration; organisation and partnership where the register has them
-- guarantees: exactly as many rows as the match table; both registrations are joined by their keys.
--             matched_on is the later of the two validations, and only of validated matches.
--             partnership is that of the visitor's registration, host_partnership that of the host's.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   match_id: match.match_id
--   match_status: match.status
--   match_origin: match.origin
--   initiated_on: match.initiated_on
--   matched_on: match.status, match.vo_validated_on | match.ho_validated_on
--   {dimensions}
--   host_partnership: registration.partnership_id
--   year, quarter, month: match.vo_validated_on | match.ho_validated_on
WITH dated AS (
    SELECT
        m.*,
        -- A validation without its day is no reason to forget the match: greatest() leaves a missing day out.
        CASE WHEN m.status = 'validated' THEN greatest(m.vo_validated_on, m.ho_validated_on) END AS matched_on
    FROM match AS m
)

SELECT
    m.match_id,
    coded(m.status, match_status) AS match_status,
    coded(m.origin, match_origin) AS match_origin,
    m.initiated_on,
    m.matched_on,
    {dimensions: registration_dimension v visitor, registration_dimension h host},
    h.partnership AS host_partnership,
    {periods: m.matched_on}
FROM dated AS m
LEFT JOIN registration_dimension AS v ON v.registration_id = m.vo_registration_id
LEFT JOIN registration_dimension AS h ON h.registration_id = m.ho_registration_id
