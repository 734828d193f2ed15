-- One row per report of a meeting: intake takes the report of the other side for the same meeting.
SELECT
    meeting_no AS meeting_id,
    event_no AS event_id,
    'one_to_one' AS kind,
    reported_by AS org_a,
    met AS org_b,
    day AS held_on,
    follow_up,
    _file,
    _line
FROM talk
ORDER BY _line
