-- One row per organisation and programme, as in the file: PIC and programme tell rows apart.
SELECT
    regexp_extract(p."Participant Identification Code", '(\d+)/?$', 1) || ':' || p."Funding programme" AS participant_id,
    regexp_extract(p."Participant Identification Code", '(\d+)/?$', 1) AS organisation_id,
    mapped(c.country_code, p."Country/Territory") AS country_code,
    p."Participant Type" AS activity_type,
    p."Funding programme" AS programme,
    p."Participations" AS participations,
    p."NET EU financial contribution (euro)" AS eu_contribution_eur,
    p._file,
    p._line
FROM participant AS p
LEFT JOIN country_name_map AS c ON c.name = fold_name(p."Country/Territory")
ORDER BY p._line
