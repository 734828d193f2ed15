-- fact:       project
-- grain:      one row of the project table
-- tables:     project
-- inputs:     project; project_participant where the register has it
-- guarantees: exactly as many rows as the project table. Participants are counted before they are joined, so no join
--             fans out; a project that nobody takes part in has 0.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   project: project.project_id
--   acronym: project.acronym
--   programme: project.programme
--   start_date: project.start_date
--   year, quarter, month: project.start_date
--   end_date: project.end_date
--   eu_contribution_eur: project.eu_contribution_eur
--   total_cost_eur: project.total_cost_eur
--   organisations: project_participant.project_id, project_participant.organisation_id
--   countries: project_participant.project_id, project_participant.country_code
WITH taking_part AS (
    SELECT
        project_id,
        CAST(count(DISTINCT organisation_id) AS INTEGER) AS organisations,
        CAST(count(DISTINCT country_code) AS INTEGER) AS countries
    FROM project_participant WHERE project_id IS NOT NULL GROUP BY project_id
)

SELECT
    p.project_id AS project,
    p.acronym,
    p.programme,
    p.start_date,
    {periods: p.start_date},
    p.end_date,
    p.eu_contribution_eur,
    p.total_cost_eur,
    coalesce(t.organisations, 0) AS organisations,
    coalesce(t.countries, 0) AS countries
FROM project AS p
LEFT JOIN taking_part AS t ON t.project_id = p.project_id
