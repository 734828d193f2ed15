-- Every stay came of a match, validated by both companies on the day they were matched.
SELECT
    s.exchange_no AS match_id,
    s.sending_company || ':VO' AS vo_registration_id,
    s.host_company || ':HO' AS ho_registration_id,
    s.matched AS vo_validated_on,
    s.matched AS ho_validated_on,
    'validated' AS status,
    s._file,
    s._line
FROM stay AS s
WHERE s.matched IS NOT NULL
ORDER BY s._line
