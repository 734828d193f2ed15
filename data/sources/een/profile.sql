-- Offers and requests; the country is the client's.
SELECT
    o.profile_no AS profile_id,
    o.client_no AS organisation_id,
    mapped(p.code, o.profile) AS kind,
    mapped(e.code, o.sector) AS ecosystem_id,
    o.published AS published_on,
    o.expires AS expires_on,
    o._file,
    o._line
FROM offer AS o
LEFT JOIN map_profile AS p ON p.value = fold_name(o.profile)
LEFT JOIN map_ecosystem AS e ON e.value = fold_name(o.sector)
ORDER BY o._line
