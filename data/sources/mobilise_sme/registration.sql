-- One registration a role: who sends and hosts has two.
SELECT
    c.company_no || ':' || r.role AS registration_id,
    c.company_no AS organisation_id,
    r.role,
    c.registered AS submitted_on,
    c.accepted AS decided_on,
    CASE WHEN c.accepted IS NULL THEN 'submitted' ELSE 'accepted' END AS status,
    c."from" AS available_from,
    c."until" AS available_to,
    CAST(30 * TRY_CAST(c.months AS DOUBLE) AS VARCHAR) AS stay_days,
    c._file,
    c._line
FROM company AS c
JOIN (VALUES ('VO', 'send'), ('HO', 'host')) AS r (role, said) ON lower(c.role) IN (r.said, 'both')
ORDER BY c._line, r.role
