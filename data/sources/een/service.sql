-- One row a service, with what was achieved.
SELECT
    g.service_no AS service_id,
    g.client_no AS organisation_id,
    g.partner_no AS provider_id,
    mapped(k.code, g.service) AS kind,
    g.first_day AS started_on,
    g.last_day AS ended_on,
    mapped(a.code, g.achievement) AS achievement_type,
    g.achieved_on,
    g.value_eur AS achievement_value_eur,
    mapped(c.country_code, g.partner_country) AS partner_country,
    g._file,
    g._line
FROM given AS g
LEFT JOIN map_kind AS k ON k.value = fold_name(g.service)
LEFT JOIN map_achievement AS a ON a.value = fold_name(g.achievement)
LEFT JOIN country_name_map AS c ON c.name = fold_name(g.partner_country)
ORDER BY g._line
