-- fact:       meeting
-- grain:      one row of the meeting table: one meeting of two organisations
-- tables:     meeting
-- inputs:     meeting; exchange, event and partnership where the register has them
-- guarantees: exactly as many rows as the meeting table; exchange and event are joined by their keys.
--             A meeting at an event without an exchange has the event's mode, its partnership and that one's wave, and no
--             visitor or host.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   meeting_id: meeting.meeting_id
--   exchange_id: meeting.exchange_id
--   meeting_kind: meeting.kind
--   held_on: meeting.held_on
--   follow_up: meeting.follow_up
--   at_exchange: meeting.exchange_id
--   wave: exchange.wave | partnership.wave
--   {dimensions}
--   partnership: exchange.vop_id | event.organised_by
--   mode: exchange.mode | event.mode
--   year, quarter, month: meeting.held_on
SELECT
    m.meeting_id,
    m.exchange_id,
    coded(m.kind, meeting_kind) AS meeting_kind,
    m.held_on,
    m.follow_up,
    m.exchange_id IS NOT NULL AS at_exchange,
    coalesce(e.wave, p.wave) AS wave,
    {dimensions: exchange_dimension e; without status},
    coalesce(e.partnership, coded(v.organised_by, partnership)) AS partnership,
    coalesce(e.mode, coded(v.mode, mode)) AS mode,
    {periods: m.held_on}
FROM meeting AS m
LEFT JOIN exchange_dimension AS e ON e.exchange_id = m.exchange_id
LEFT JOIN event AS v ON v.event_id = m.event_id
LEFT JOIN partnership AS p ON p.partnership_id = v.organised_by
