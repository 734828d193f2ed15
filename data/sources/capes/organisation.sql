-- The home and host institutions that the exchanges name, by role: the contract takes an exchange of an
-- organisation with itself for an error, and 6 706 processes stay in Brazil, most of them at home. Only those,
-- which do not count, make a Brazilian institution appear in both roles.
WITH process AS (
    SELECT
        min(nullif(trim(NM_IES_ORIGEM_PRINCIPAL_DA), '')) AS home,
        min(nullif(trim(NM_IES_ESTUDO_PRINCIPAL_DA), '')) AS host,
        arg_min(NM_PAIS_IES_ESTUDO, _line) AS host_country,
        arg_min(_file, _line) AS _file,
        min(_line) AS _line
    FROM payment GROUP BY ID_PROCESSO
),

institution AS (
    SELECT 'home:' || home AS organisation_id, home AS name, 'BR' AS country_code, _file, _line
    FROM process WHERE home IS NOT NULL
    UNION ALL
    SELECT
        coalesce(c.country_code, p.host_country) || ':' || p.host,
        p.host,
        mapped(c.country_code, p.host_country),
        p._file,
        p._line
    FROM process AS p
    LEFT JOIN country_name_map AS c ON c.name = fold_name(p.host_country)
    WHERE p.host IS NOT NULL
)

SELECT
    organisation_id,
    any_value(name) AS name,
    any_value(country_code) AS country_code,
    arg_min(_file, _line) AS _file,
    min(_line) AS _line
FROM institution GROUP BY organisation_id
ORDER BY min(_line)
