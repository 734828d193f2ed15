-- One row per stay that began; countries are those of the two companies.
WITH home AS (SELECT company_no, any_value(country) AS country FROM company GROUP BY company_no)

SELECT
    s.exchange_no AS exchange_id,
    CASE WHEN s.matched IS NOT NULL THEN s.exchange_no END AS match_id,
    s.sending_company AS vo_id,
    s.host_company AS ho_id,
    mapped(vn.country_code, v.country) AS vo_country,
    mapped(hn.country_code, h.country) AS ho_country,
    s.status,
    s.planned_first_day AS planned_start,
    s.planned_last_day AS planned_end,
    s.first_day AS actual_start,
    s.last_day AS actual_end,
    s._file,
    s._line
FROM stay AS s
LEFT JOIN home AS v ON v.company_no = s.sending_company
LEFT JOIN home AS h ON h.company_no = s.host_company
LEFT JOIN country_name_map AS vn ON vn.name = fold_name(v.country)
LEFT JOIN country_name_map AS hn ON hn.name = fold_name(h.country)
WHERE s.first_day IS NOT NULL
ORDER BY s._line
