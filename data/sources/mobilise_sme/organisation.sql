-- The companies; everybody but the large ones is an SME.
SELECT
    c.company_no AS organisation_id,
    c.company AS name,
    CASE WHEN lower(c.size) = 'large' THEN 'large_company' ELSE 'sme' END AS org_type,
    c.size AS size_class,
    mapped(n.country_code, c.country) AS country_code,
    CASE WHEN a.code IS NOT NULL THEN '2' END AS nace_version,
    a.code AS nace_code,
    s.code AS ecosystem_id,
    c._file,
    c._line
FROM company AS c
LEFT JOIN country_name_map AS n ON n.name = fold_name(c.country)
LEFT JOIN map_sector AS s ON s.value = fold_name(c.sector)
LEFT JOIN map_nace AS a ON a.value = fold_name(c.sector)
ORDER BY c._line
