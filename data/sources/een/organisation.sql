-- The clients, and the partner organisations of the Network that serve them.
WITH listed AS (
    SELECT client_no AS no, client AS name, type, size, country, sector, _file, _line FROM client
    UNION ALL
    SELECT partner_no, partner, 'business_network', NULL, country, NULL, _file, _line FROM partner
)

SELECT
    l.no AS organisation_id,
    l.name,
    l.type AS org_type,
    l.size AS size_class,
    mapped(c.country_code, l.country) AS country_code,
    mapped(e.code, l.sector) AS ecosystem_id,
    l._file,
    l._line
FROM listed AS l
LEFT JOIN country_name_map AS c ON c.name = fold_name(l.country)
LEFT JOIN map_ecosystem AS e ON e.value = fold_name(l.sector)
ORDER BY l._file, l._line
