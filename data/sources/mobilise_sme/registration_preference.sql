-- Skills and languages, one row each, in every role of the company.
WITH named AS (
    SELECT company_no, role, 'skill' AS kind, unnest(string_split(skills, ';')) AS value, _file, _line FROM company
    UNION ALL
    SELECT company_no, role, 'language', unnest(string_split(languages, ';')), _file, _line FROM company
)

SELECT DISTINCT
    n.company_no || ':' || r.role AS registration_id,
    n.kind,
    trim(n.value) AS value,
    n._file,
    n._line
FROM named AS n
JOIN (VALUES ('VO', 'send'), ('HO', 'host')) AS r (role, said) ON lower(n.role) IN (r.said, 'both')
WHERE trim(n.value) <> ''
ORDER BY n._line, 1, 2, 3
