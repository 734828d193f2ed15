-- fact:       meeting_party
-- grain:      one of the two organisations of one meeting, seen with the other
-- key:        meeting_id, party
-- tables:     meeting
-- inputs:     meeting; organisation, exchange, event and partnership where the register has them
-- guarantees: two rows for each row of the meeting table, one for either side, whether or not an organisation is known;
--             organisation, exchange and event are joined by their keys.
--             participant_country, participant_sector and participant_size are of the row's organisation, met_country and
--             met_sector of the other one. both_known: both organisations are on record. crosses_border: their countries
--             differ, empty where one is not known.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   meeting_id: meeting.meeting_id
--   party: meeting.meeting_id
--   organisation_id: meeting.org_a, meeting.org_b
--   both_known: meeting.org_a, meeting.org_b
--   meeting_kind: meeting.kind
--   held_on: meeting.held_on
--   follow_up: meeting.follow_up
--   participant_country: meeting.org_a, meeting.org_b, organisation.country_code
--   participant_sector: meeting.org_a, meeting.org_b, organisation.ecosystem_id
--   participant_size: meeting.org_a, meeting.org_b, organisation.size_class
--   met_country: meeting.org_a, meeting.org_b, organisation.country_code
--   met_sector: meeting.org_a, meeting.org_b, organisation.ecosystem_id
--   crosses_border: meeting.org_a, meeting.org_b, organisation.country_code
--   wave: exchange.wave | partnership.wave
--   {dimensions}
--   partnership: exchange.vop_id | event.organised_by
--   mode: exchange.mode | event.mode
--   year, quarter, month: meeting.held_on
WITH side AS (
    SELECT meeting_id, 'a' AS party, org_a AS own_id, org_b AS other_id FROM meeting
    UNION ALL
    SELECT meeting_id, 'b' AS party, org_b AS own_id, org_a AS other_id FROM meeting
)

SELECT
    s.meeting_id,
    s.party,
    o.organisation_key AS organisation_id,
    s.own_id IS NOT NULL AND s.other_id IS NOT NULL AS both_known,
    coded(m.kind, meeting_kind) AS meeting_kind,
    m.held_on,
    m.follow_up,
    o.country AS participant_country,
    o.sector AS participant_sector,
    o.size AS participant_size,
    x.country AS met_country,
    x.sector AS met_sector,
    o.country <> x.country AS crosses_border,
    coalesce(e.wave, p.wave) AS wave,
    {dimensions: exchange_dimension e; without status},
    coalesce(e.partnership, coded(v.organised_by, partnership)) AS partnership,
    coalesce(e.mode, coded(v.mode, mode)) AS mode,
    {periods: m.held_on}
FROM side AS s
JOIN meeting AS m ON m.meeting_id = s.meeting_id
LEFT JOIN organisation_dimension AS o ON o.organisation_id = s.own_id
LEFT JOIN organisation_dimension AS x ON x.organisation_id = s.other_id
LEFT JOIN exchange_dimension AS e ON e.exchange_id = m.exchange_id
LEFT JOIN event AS v ON v.event_id = m.event_id
LEFT JOIN partnership AS p ON p.partnership_id = v.organised_by
