-- fact:       project_participant
-- grain:      one row of the project_participant table: one organisation in one project
-- tables:     project_participant
-- inputs:     project_participant; project and organisation where the register has them
-- guarantees: exactly as many rows as the project_participant table; project and organisation are joined by their keys.
--             organisation is the identifier as delivered: a register needs no table of organisations for it.
--             participations is one where the row names its project or says no number.
--             period_date is the project's first day, else the row's own.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   participant_id: project_participant.participant_id
--   project: project_participant.project_id
--   organisation: project_participant.organisation_id
--   {dimensions}
--   programme: project.programme | project_participant.programme, project_participant.project_id | project_participant.programme
--   period_date: project.start_date | project_participant.started_on, project_participant.project_id | project_participant.started_on
--   year, quarter, month: project.start_date | project_participant.started_on, project_participant.project_id | project_participant.started_on
--   participations: project_participant.participant_id
--   eu_contribution_eur: project_participant.eu_contribution_eur
--   total_cost_eur: project_participant.total_cost_eur
WITH dated AS (
    SELECT
        s.*,
        coalesce(p.start_date, s.started_on) AS period_date,
        coalesce(p.programme, s.programme) AS funded_by
    FROM project_participant AS s
    LEFT JOIN project AS p ON p.project_id = s.project_id
)

SELECT
    t.participant_id,
    t.project_id AS project,
    t.organisation_id AS organisation,
    {dimensions: participant},
    t.funded_by AS programme,
    t.period_date,
    {periods: t.period_date},
    CASE WHEN t.project_id IS NULL THEN coalesce(t.participations, 1) ELSE 1 END AS participations,
    t.eu_contribution_eur,
    t.total_cost_eur
FROM dated AS t
LEFT JOIN organisation_dimension AS o ON o.organisation_id = t.organisation_id
