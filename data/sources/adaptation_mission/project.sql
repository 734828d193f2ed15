-- One row per project, by the number in its address.
SELECT
    regexp_extract("Project id", '(\d+)/?$', 1) AS project_id,
    "ACRONYM" AS acronym,
    "TITLE" AS title,
    CASE "Funding programme" WHEN 'Horizon Europe' THEN 'HORIZON' ELSE "Funding programme" END AS programme,
    "Type of Action" AS funding_scheme,
    "Project Start Date" AS start_date,
    "Project End Date" AS end_date,
    "Total budget (euro)" AS total_cost_eur,
    "EU financial contribution (euro)" AS eu_contribution_eur,
    _file,
    _line
FROM funded
ORDER BY _line
