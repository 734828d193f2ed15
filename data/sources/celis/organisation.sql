-- The participants; all are in the ecosystem Health (9).
SELECT
    p.organisation_no AS organisation_id,
    p.organisation AS name,
    p.type AS org_type,
    mapped(c.country_code, p.country) AS country_code,
    '9' AS ecosystem_id,
    p._file,
    p._line
FROM participant AS p
LEFT JOIN country_name_map AS c ON c.name = fold_name(p.country)
ORDER BY p._line
