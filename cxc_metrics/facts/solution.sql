-- fact:       solution
-- grain:      one row of the challenge_solution table: one solution offered to a published need
-- tables:     challenge_solution, challenge
-- inputs:     challenge_solution, challenge; partnership where the register has it
-- guarantees: exactly as many rows as the challenge_solution table; the challenge is joined by its key.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   solution_id: challenge_solution.solution_id
--   challenge_id: challenge_solution.challenge_id
--   partnership: challenge.partnership_id
--   wave: challenge.partnership_id, partnership.wave
--   submitted_on: challenge_solution.submitted_on
--   year, quarter, month: challenge_solution.submitted_on
SELECT
    s.solution_id,
    s.challenge_id,
    coded(c.partnership_id, partnership) AS partnership,
    p.wave,
    s.submitted_on,
    {periods: s.submitted_on}
FROM challenge_solution AS s
LEFT JOIN challenge AS c ON c.challenge_id = s.challenge_id
LEFT JOIN partnership AS p ON p.partnership_id = c.partnership_id
