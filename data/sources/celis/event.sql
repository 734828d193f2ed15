-- The virtual events at which they met.
SELECT
    event_no AS event_id,
    event AS name,
    'matchmaking' AS kind,
    'virtual' AS mode,
    first_day AS start_date,
    last_day AS end_date,
    _file,
    _line
FROM day
ORDER BY _line
