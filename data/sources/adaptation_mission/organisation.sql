-- The different organisations of the participants, by PIC; what differs between their rows is taken from the first.
SELECT
    regexp_extract("Participant Identification Code", '(\d+)/?$', 1) AS organisation_id,
    regexp_extract("Participant Identification Code", '(\d+)/?$', 1) AS pic,
    arg_min("Legal Name", _line) AS name,
    arg_min(mapped(c.country_code, p."Country/Territory"), _line) AS country_code,
    arg_min("CITY", _line) AS city,
    arg_min(_file, _line) AS _file,
    min(_line) AS _line
FROM participant AS p
LEFT JOIN country_name_map AS c ON c.name = fold_name(p."Country/Territory")
GROUP BY 1
ORDER BY min(_line)
