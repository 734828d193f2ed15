-- fact:       registration
-- grain:      one row of the registration table: one organisation, one role, one submission
-- tables:     registration
-- inputs:     registration; match, organisation and partnership where the register has them
-- guarantees: exactly as many rows as the registration table; dimensions are joined by their key.
--             The organisation's dimensions stand on the visitor's side for role VO, on the host's for role HO;
--             the other side is null. partnership is the managing one in either role.
--             accepted: accepted, also where it expired or was withdrawn afterwards (it has a day of decision).
--             matched: in a match that both sides validated, on either side, dated or not; matched_on: the first of them.
--             Matches are folded to one row per registration before they are joined, so no join fans out.
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
--   accepted: registration.status, registration.decided_on
--   matched: match.vo_registration_id, match.ho_registration_id, match.status
--   matched_on: match.vo_registration_id, match.ho_registration_id, match.status, match.vo_validated_on | match.ho_validated_on
--   year, quarter, month: registration.submitted_on
WITH agreed AS (
    SELECT
        vo_registration_id,
        ho_registration_id,
        -- A validation without its day is no reason to forget the other: greatest() leaves a missing day out.
        greatest(vo_validated_on, ho_validated_on) AS matched_on
    FROM match WHERE status = 'validated'
),

matched AS (
    SELECT registration_id, min(matched_on) AS matched_on
    FROM (
        SELECT vo_registration_id AS registration_id, matched_on FROM agreed
        UNION ALL
        SELECT ho_registration_id AS registration_id, matched_on FROM agreed
    ) AS either
    GROUP BY registration_id
)

SELECT
    r.registration_id,
    o.organisation_key AS organisation_id,
    coded(r.role, role) AS role,
    {dimensions: registration},
    r.submitted_on,
    r.decided_on,
    coded(r.status, registration_status) AS registration_status,
    coalesce(r.status = 'accepted' OR (r.status IN ('expired', 'withdrawn') AND r.decided_on IS NOT NULL), false)
        AS accepted,
    m.registration_id IS NOT NULL AS matched,
    m.matched_on,
    {periods: r.submitted_on}
FROM registration AS r
LEFT JOIN organisation_dimension AS o ON o.organisation_id = r.organisation_id
LEFT JOIN matched AS m ON m.registration_id = r.registration_id
LEFT JOIN partnership AS p ON p.partnership_id = r.partnership_id
