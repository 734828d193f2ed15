-- fact:       met_pair
-- grain:      two different organisations that met at least once, whichever of them is named first
-- key:        one_party, other_party
-- tables:     meeting
-- inputs:     meeting; organisation, exchange, outcome, event and partnership where the register has them
-- guarantees: one row for each unordered pair of organisations with a meeting that names both and its day. Meetings,
--             exchanges and agreements are folded to one row per pair before they are joined, so no join fans out.
--             first_met_on, meeting_kind, partnership, wave and mode are of the first meeting (among equals the smallest
--             key). exchanged_on: first day of the pair's first countable exchange, whoever visited whom; agreed_on: day
--             of its first agreement reported as achieved by either of the two with the other as partner.
--             acquainted: that exchange began on or before the day of the first meeting, so that no meeting led to it.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   one_party, other_party: meeting.org_a, meeting.org_b
--   meetings: meeting.org_a, meeting.org_b
--   first_met_on: meeting.held_on
--   meeting_kind: meeting.kind
--   wave: exchange.wave | partnership.wave
--   partnership: exchange.vop_id | event.organised_by
--   mode: exchange.mode | event.mode
--   exchanged_on [cxc]: exchange.vo_id, exchange.ho_id, exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id, exchange.actual_start | exchange.planned_start
--   exchanged_on [cross_border]: exchange.vo_id, exchange.ho_id, exchange.vo_country, exchange.ho_country, exchange.actual_start | exchange.planned_start
--   acquainted [cxc]: exchange.vo_id, exchange.ho_id, exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id, exchange.actual_start | exchange.planned_start
--   acquainted [cross_border]: exchange.vo_id, exchange.ho_id, exchange.vo_country, exchange.ho_country, exchange.actual_start | exchange.planned_start
--   agreed_on: outcome.organisation_id, outcome.partner_id, outcome.outcome_type, outcome.status, outcome.occurred_on | outcome.reported_on
--   year, quarter, month: meeting.held_on
WITH named AS (
    SELECT
        m.*,
        least(org_a, org_b) AS one_party,
        greatest(org_a, org_b) AS other_party
    FROM meeting AS m
    WHERE org_a IS NOT NULL AND org_b IS NOT NULL AND org_a <> org_b AND held_on IS NOT NULL
),

placed AS (
    SELECT
        n.*,
        CAST(count(*) OVER (PARTITION BY one_party, other_party) AS INTEGER) AS meetings,
        row_number() OVER (PARTITION BY one_party, other_party ORDER BY held_on, meeting_id) AS place
    FROM named AS n
),

exchanged AS (
    SELECT
        least(x.vo_id, x.ho_id) AS one_party,
        greatest(x.vo_id, x.ho_id) AS other_party,
        min(d.started_on) AS exchanged_on
    FROM exchange AS x
    JOIN exchange_dimension AS d ON d.exchange_id = x.exchange_id AND d.countable
    WHERE x.vo_id IS NOT NULL AND x.ho_id IS NOT NULL
    GROUP BY least(x.vo_id, x.ho_id), greatest(x.vo_id, x.ho_id)
),

agreed AS (
    SELECT
        least(organisation_id, partner_id) AS one_party,
        greatest(organisation_id, partner_id) AS other_party,
        min(happened_on) AS agreed_on
    FROM reported_outcome
    WHERE achieved AND agreement AND organisation_id IS NOT NULL AND partner_id IS NOT NULL
    GROUP BY least(organisation_id, partner_id), greatest(organisation_id, partner_id)
)

SELECT
    m.one_party,
    m.other_party,
    m.meetings,
    m.held_on AS first_met_on,
    coded(m.kind, meeting_kind) AS meeting_kind,
    coalesce(d.wave, p.wave) AS wave,
    coalesce(d.partnership, coded(v.organised_by, partnership)) AS partnership,
    coalesce(d.mode, coded(v.mode, mode)) AS mode,
    e.exchanged_on,
    coalesce(e.exchanged_on <= m.held_on, false) AS acquainted,
    a.agreed_on,
    {periods: m.held_on}
FROM placed AS m
LEFT JOIN exchanged AS e ON e.one_party = m.one_party AND e.other_party = m.other_party
LEFT JOIN agreed AS a ON a.one_party = m.one_party AND a.other_party = m.other_party
LEFT JOIN exchange_dimension AS d ON d.exchange_id = m.exchange_id
LEFT JOIN event AS v ON v.event_id = m.event_id
LEFT JOIN partnership AS p ON p.partnership_id = v.organised_by
WHERE m.place = 1
