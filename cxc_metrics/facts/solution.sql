-- fact:       solution
-- grain:      one row of the challenge_solution table: one solution offered to a published need
-- tables:     challenge_solution, challenge
-- inputs:     challenge_solution, challenge; partnership where the register has it
-- guarantees: exactly as many rows as the challenge_solution table; the challenge is joined by its key.
--             reached_shortlist_on, reached_match_on and reached_cooperation_on are the day a solution came as far as that
--             step or farther: who was matched without a shortlist came farther than it. shortlist_undated, match_undated
--             and cooperation_undated: by its status it came as far as that, and no day says when; rejected_undated: it
--             was rejected on no day on record. in_cooperation: by status or by day.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   solution_id: challenge_solution.solution_id
--   challenge_id: challenge_solution.challenge_id
--   partnership: challenge.partnership_id
--   wave: challenge.partnership_id, partnership.wave
--   solution_status: challenge_solution.status
--   submitted_on: challenge_solution.submitted_on
--   reached_shortlist_on: challenge_solution.shortlisted_on
--   reached_match_on: challenge_solution.matched_on
--   reached_cooperation_on: challenge_solution.cooperation_on
--   rejected_on: challenge_solution.rejected_on
--   in_cooperation: challenge_solution.status | challenge_solution.cooperation_on
--   shortlist_undated, match_undated, cooperation_undated, rejected_undated: challenge_solution.solution_id
--   year, quarter, month: challenge_solution.submitted_on
WITH way AS (
    SELECT
        s.*,
        least(s.shortlisted_on, s.matched_on, s.cooperation_on) AS reached_shortlist_on,
        least(s.matched_on, s.cooperation_on) AS reached_match_on
    FROM challenge_solution AS s
)

SELECT
    s.solution_id,
    s.challenge_id,
    coded(c.partnership_id, partnership) AS partnership,
    p.wave,
    coded(s.status, solution_status) AS solution_status,
    s.submitted_on,
    s.reached_shortlist_on,
    s.reached_match_on,
    s.cooperation_on AS reached_cooperation_on,
    s.rejected_on,
    coalesce(s.status = 'in_cooperation', false) OR s.cooperation_on IS NOT NULL AS in_cooperation,
    coalesce(s.status IN ('shortlisted', 'matched', 'in_cooperation'), false) AND s.reached_shortlist_on IS NULL
        AS shortlist_undated,
    coalesce(s.status IN ('matched', 'in_cooperation'), false) AND s.reached_match_on IS NULL AS match_undated,
    coalesce(s.status = 'in_cooperation', false) AND s.cooperation_on IS NULL AS cooperation_undated,
    coalesce(s.status = 'rejected', false) AND s.rejected_on IS NULL AS rejected_undated,
    {periods: s.submitted_on}
FROM way AS s
LEFT JOIN challenge AS c ON c.challenge_id = s.challenge_id
LEFT JOIN partnership AS p ON p.partnership_id = c.partnership_id
