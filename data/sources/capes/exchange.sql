-- One exchange per process. Everything but the institutions is the same in all lines of a process (checked);
-- it is taken from the first. Findings point at that line.
WITH process AS (
    SELECT
        ID_PROCESSO AS process,
        min(nullif(trim(NM_IES_ORIGEM_PRINCIPAL_DA), '')) AS home,
        min(nullif(trim(NM_IES_ESTUDO_PRINCIPAL_DA), '')) AS host,
        arg_min(NM_PAIS_IES_ESTUDO, _line) AS host_country,
        arg_min(AN_INICIO, _line) AS first_year,
        arg_min(ME_INICIO, _line) AS first_month,
        arg_min(AN_FIM, _line) AS last_year,
        arg_min(ME_FIM, _line) AS last_month,
        arg_min(_file, _line) AS _file,
        min(_line) AS _line
    FROM payment GROUP BY ID_PROCESSO
),

-- Years are written as 2014.0, months as 08 or 8. What does not make a date stays as it is and is found.
dated AS (
    SELECT
        *,
        split_part(first_year, '.', 1) || '-' || lpad(first_month, 2, '0') || '-01' AS starts,
        split_part(last_year, '.', 1) || '-' || lpad(last_month, 2, '0') || '-01' AS ends
    FROM process
),

stay AS (
    SELECT
        * REPLACE (coalesce(last_day(try_cast(ends AS DATE))::VARCHAR, ends) AS ends),
        -- As source.toml says: the file describes the end of 2019.
        coalesce(try_cast(ends AS DATE) > DATE '2019-12-31', false) AS ends_later
    FROM dated
)

SELECT
    s.process AS exchange_id,
    'home:' || s.home AS vo_id,
    coalesce(c.country_code, s.host_country) || ':' || s.host AS ho_id,
    'BR' AS vo_country,
    mapped(c.country_code, s.host_country) AS ho_country,
    s.starts AS actual_start,
    CASE WHEN NOT s.ends_later THEN s.ends END AS actual_end,
    CASE WHEN s.ends_later THEN s.ends END AS planned_end,
    s._file,
    s._line
FROM stay AS s
LEFT JOIN country_name_map AS c ON c.name = fold_name(s.host_country)
ORDER BY s._line
