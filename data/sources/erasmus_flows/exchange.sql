-- One row per ordered pair of countries with its participants, as in the file.
-- Domestic mobility (AT to AT) stays in the table; it is not countable, because the countries do not differ.
-- The node rW, everything outside the 34 named countries, is XX. GB and GR are UK and EL.
WITH node AS (
    SELECT iso2 AS node, country_code FROM ref_country WHERE iso2 IS NOT NULL
    UNION ALL SELECT 'rW', 'XX'
)

SELECT
    f.o_iso || '-' || f.d_iso AS exchange_id,
    mapped(origin.country_code, f.o_iso) AS vo_country,
    mapped(destination.country_code, f.d_iso) AS ho_country,
    f.participants AS participants,
    f._file,
    f._line
FROM flow AS f
LEFT JOIN node AS origin ON origin.node = f.o_iso
LEFT JOIN node AS destination ON destination.node = f.d_iso
ORDER BY f._file, f._line
