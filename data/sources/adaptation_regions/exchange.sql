-- One row per project and region. The name of the country is the last word behind a comma (coordinator) and what stands
-- in the last parentheses (region).
WITH listed AS (
    SELECT
        regexp_extract("Project id", '(\d+)/?$', 1) AS project,
        coordinator,
        regexp_extract(coordinator, ',\s*([^,]+)$', 1) AS sender,
        unnest(string_split(regions, ';')) AS region,
        generate_subscripts(string_split(regions, ';'), 1) AS place,
        "Project Start Date" AS starts,
        _file,
        _line
    FROM funded
),

named AS (
    SELECT *, nullif(regexp_extract(region, '\(([^()]*)\)\s*$', 1), '') AS receiver FROM listed
)

SELECT
    n.project || '-' || n.place AS exchange_id,
    'coordinator:' || trim(n.coordinator) AS vo_id,
    CASE WHEN r.country_code IS NOT NULL THEN 'region:' || trim(n.region) END AS ho_id,
    mapped(s.country_code, n.sender) AS vo_country,
    mapped(r.country_code, n.receiver) AS ho_country,
    n.project AS vop_id,
    n.starts AS actual_start,
    n._file,
    n._line
FROM named AS n
LEFT JOIN country_name_map AS s ON s.name = fold_name(n.sender)
LEFT JOIN country_name_map AS r ON r.name = fold_name(n.receiver)
ORDER BY n._line, n.place
