-- Every project is a partnership with its grant.
SELECT
    regexp_extract("Project id", '(\d+)/?$', 1) AS partnership_id,
    "ACRONYM" AS acronym,
    "TITLE" AS title,
    "Project Start Date" AS start_date,
    "Project End Date" AS end_date,
    "EU financial contribution (euro)" AS eu_grant_eur,
    _file,
    _line
FROM funded
ORDER BY _line
