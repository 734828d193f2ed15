-- The solutions offered, with the days of their way.
SELECT
    solution_no AS solution_id,
    challenge_no AS challenge_id,
    provider_no AS provider_id,
    submitted AS submitted_on,
    state AS status,
    shortlisted AS shortlisted_on,
    matched AS matched_on,
    in_cooperation AS cooperation_on,
    rejected AS rejected_on,
    _file,
    _line
FROM offer
ORDER BY _line
