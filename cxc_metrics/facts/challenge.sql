-- fact:       challenge
-- grain:      one row of the challenge table: one published need
-- tables:     challenge, challenge_solution
-- inputs:     challenge, challenge_solution; partnership where the register has it
-- guarantees: exactly as many rows as the challenge table; solutions are counted before they are joined.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   challenge_id: challenge.challenge_id
--   partnership: challenge.partnership_id
--   wave: challenge.partnership_id, partnership.wave
--   published_on: challenge.published_on
--   solutions: challenge_solution.challenge_id
--   year, quarter, month: challenge.published_on
WITH offered AS (
    SELECT challenge_id, CAST(count(*) AS INTEGER) AS solutions FROM challenge_solution GROUP BY challenge_id
)

SELECT
    c.challenge_id,
    coded(c.partnership_id, partnership) AS partnership,
    p.wave,
    c.published_on,
    coalesce(s.solutions, 0) AS solutions,
    {periods: c.published_on}
FROM challenge AS c
LEFT JOIN offered AS s ON s.challenge_id = c.challenge_id
LEFT JOIN partnership AS p ON p.partnership_id = c.partnership_id
