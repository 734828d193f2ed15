-- fact:       event_attendance
-- grain:      one row of the event_attendance table: one person at one event
-- tables:     event_attendance
-- inputs:     event_attendance; event and organisation where the register has them
-- guarantees: exactly as many rows as the event_attendance table; event and organisation are joined by their keys.
--             visitor_country is the country the person comes from, host_country that of the event: as the row says,
--             else as the event does. visitor_sector, visitor_type and visitor_size are of the person's organisation.
--             person is a random pseudonym, never a name; where none was given, nobody can be told apart.
--             period_date is the event's first day, else the row's own.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   attendance_id: event_attendance.attendance_id
--   event: event_attendance.event_id
--   person: event_attendance.person_ref
--   {dimensions}
--   period_date: event.start_date | event_attendance.started_on
--   year, quarter, month: event.start_date | event_attendance.started_on
--   days: event_attendance.days
--   amount_eur: event_attendance.amount_eur
WITH dated AS (
    SELECT
        s.*,
        coalesce(e.start_date, s.started_on) AS period_date
    FROM event_attendance AS s
    LEFT JOIN event AS e ON e.event_id = s.event_id
)

SELECT
    a.attendance_id,
    a.event_id AS event,
    a.person_ref AS person,
    {dimensions: attendance},
    a.period_date,
    {periods: a.period_date},
    a.days,
    a.amount_eur
FROM dated AS a
LEFT JOIN event AS w ON w.event_id = a.event_id
LEFT JOIN organisation_dimension AS o ON o.organisation_id = a.organisation_id
