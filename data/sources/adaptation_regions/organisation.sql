-- Coordinators and regions as the exchanges name them; a region without a country is no place that can be counted.
WITH listed AS (
    SELECT trim(coordinator) AS name, regexp_extract(coordinator, ',\s*([^,]+)$', 1) AS country, 'coordinator:' AS side, _file, _line
    FROM funded
    UNION ALL
    SELECT trim(region), nullif(regexp_extract(region, '\(([^()]*)\)\s*$', 1), ''), 'region:', _file, _line
    FROM (SELECT unnest(string_split(regions, ';')) AS region, _file, _line FROM funded)
)

SELECT
    l.side || l.name AS organisation_id,
    l.name,
    min(c.country_code) AS country_code,
    arg_min(l._file, l._line) AS _file,
    min(l._line) AS _line
FROM listed AS l
JOIN country_name_map AS c ON c.name = fold_name(l.country)
GROUP BY l.side, l.name
ORDER BY min(l._line), l.side, l.name
