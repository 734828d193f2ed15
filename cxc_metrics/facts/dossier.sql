-- fact:       dossier
-- grain:      one row of the exchange table, with what hangs on it: papers, persons, meetings, answers, agreements
-- tables:     exchange
-- inputs:     exchange; document, participation, meeting, survey_invitation, outcome, service and organisation where the
--             register has them
-- guarantees: exactly as many rows as the exchange table. Papers, persons, meetings, answers and agreements are folded to
--             one row per exchange before they are joined, so no join fans out.
--             funded: a lump sum above zero was agreed or paid (definitions 1). paid_undated: completed and paid, and
--             nobody recorded when.
--             papers_complete: Commitment to Quality with four signatures and the visitor's closing report; where funded
--             also the Financial Agreement signed by visitor and partnership, and, unless virtual, evidence of travel or
--             accommodation. agreements: achieved ones, each counted once, at the exchange of its first report;
--             agreements_183 and _548: those within so many days of the last day; ..._validated: at the first report of
--             an exchange closed and validated. answered_t2, _t3: at least one side
--             answered that survey round. visitor_first, host_first: no countable exchange of that organisation began on
--             an earlier day, on either side; pair_first: none between these two countries, in either direction. Of a
--             group that begins on one day all are first.
--             outcome_reports: reports of outcomes of any kind as achieved or verified; of both sides, so they are no
--             count of outcomes. exchanges_before: how many countable exchanges of the register began on an earlier day.
--             first_visit_on: first day of the visitor's first held exchange, whichever this one is (none without one); the
--             other three are of the visitor too and the same in all its rows. service_ever: it used a service of a support network.
--             service_before: one that began before that day (not told where days are missing and it may have);
--             service_since_on: first day of the first one that began on that day or later.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   exchange_id: exchange.exchange_id
--   visitor_id: exchange.vo_id
--   host_id: exchange.ho_id
--   {dimensions}
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   period_date: exchange.actual_start | exchange.planned_start
--   year, quarter, month: exchange.actual_start | exchange.planned_start
--   ended_on: exchange.actual_end
--   funded: exchange.lump_sum_agreed_eur | exchange.lump_sum_paid_eur
--   lump_sum_paid_eur: exchange.lump_sum_paid_eur
--   paid_on: exchange.paid_on
--   paid_undated: exchange.status | exchange.lump_sum_paid_eur | exchange.paid_on
--   papers_complete: exchange.mode, document.doc_type, document.signed_vo_on, document.signed_ho_on, document.signed_vop_on, document.signed_hop_on, document.submitted_on
--   report_on: document.doc_type, document.submitted_on
--   report_validated_on: document.doc_type, document.validated_on
--   persons: exchange.participants | participation.exchange_id
--   women: exchange.women_participants
--   meetings: meeting.exchange_id
--   visitor_first: exchange.vo_id, exchange.ho_id
--   host_first: exchange.vo_id, exchange.ho_id
--   pair_first: exchange.vo_country, exchange.ho_country, exchange.actual_start | exchange.planned_start
--   exchanges_before: exchange.vo_country, exchange.ho_country, exchange.actual_start | exchange.planned_start
--   answered_t2: survey_invitation.exchange_id, survey_invitation.survey_round, survey_invitation.responded_on
--   answered_t3: survey_invitation.exchange_id, survey_invitation.survey_round, survey_invitation.responded_on
--   agreements: outcome.exchange_id, outcome.outcome_type, outcome.status, outcome.partner_id
--   agreements_validated: outcome.exchange_id, outcome.outcome_type, outcome.status, outcome.partner_id
--   agreements_183: outcome.exchange_id, outcome.outcome_type, outcome.status, outcome.partner_id, exchange.actual_end, outcome.occurred_on | outcome.reported_on
--   agreements_183_validated: outcome.exchange_id, outcome.outcome_type, outcome.status, outcome.partner_id, exchange.actual_end, outcome.occurred_on | outcome.reported_on
--   agreements_548: outcome.exchange_id, outcome.outcome_type, outcome.status, outcome.partner_id, exchange.actual_end, outcome.occurred_on | outcome.reported_on
--   agreements_548_validated: outcome.exchange_id, outcome.outcome_type, outcome.status, outcome.partner_id, exchange.actual_end, outcome.occurred_on | outcome.reported_on
--   outcome_reports: outcome.exchange_id, outcome.status
--   first_visit_on: exchange.vo_id, exchange.actual_start | exchange.planned_start
--   service_ever: exchange.vo_id, service.organisation_id
--   service_before: exchange.vo_id, service.organisation_id, service.started_on, exchange.actual_start | exchange.planned_start
--   service_since_on: exchange.vo_id, service.organisation_id, service.started_on, exchange.actual_start | exchange.planned_start
WITH papers AS (
    SELECT
        exchange_id,
        max(CASE WHEN doc_type = 'commitment_to_quality' AND signed_vo_on IS NOT NULL AND signed_ho_on IS NOT NULL
            AND signed_vop_on IS NOT NULL AND signed_hop_on IS NOT NULL THEN 1 END) = 1 AS commitment,
        max(CASE WHEN doc_type = 'financial_agreement' AND signed_vo_on IS NOT NULL AND signed_vop_on IS NOT NULL THEN 1 END) = 1
            AS financial,
        max(CASE WHEN doc_type IN ('travel_evidence', 'accommodation_evidence') THEN 1 END) = 1 AS evidence,
        min(CASE WHEN doc_type = 'closing_report_vo' THEN submitted_on END) AS report_on,
        min(CASE WHEN doc_type = 'closing_report_vo' THEN validated_on END) AS report_validated_on
    FROM document GROUP BY exchange_id
),

attendance AS (
    SELECT exchange_id, CAST(count(*) AS INTEGER) AS persons
    FROM participation WHERE side = 'visitor' AND attended GROUP BY exchange_id
),

met AS (
    SELECT exchange_id, CAST(count(*) AS INTEGER) AS meetings
    FROM meeting WHERE exchange_id IS NOT NULL GROUP BY exchange_id
),

begun AS (
    SELECT
        coalesce(vo_id, '') AS visitor,
        coalesce(ho_id, '') AS host,
        coalesce(actual_start, planned_start) AS started_on,
        least(vo_country, ho_country) AS one_country,
        greatest(vo_country, ho_country) AS other_country
    FROM counted_exchange WHERE countable
),

-- Firsts are looked up by day and not ranked: a window holds all its rows in memory at once, and so many exchanges may not
-- fit. One without a day is first where none has a day; organisations that nobody named are one.
organisation_first AS (
    SELECT
        organisation,
        min(started_on) AS first_on,
        max(CASE WHEN visits THEN 1 END) = 1 AS visited,
        min(CASE WHEN visits THEN started_on END) AS first_visit_on
    FROM (
        SELECT visitor AS organisation, visitor <> '' AS visits, started_on FROM begun
        UNION ALL
        SELECT host, false, started_on FROM begun
    ) AS taken_part
    GROUP BY organisation
),

pair_first AS (
    SELECT one_country, other_country, min(started_on) AS first_on FROM begun GROUP BY one_country, other_country
),

by_day AS (
    SELECT started_on, CAST(sum(exchanges) OVER (ORDER BY started_on) - exchanges AS INTEGER) AS exchanges_before
    FROM (SELECT started_on, count(*) AS exchanges FROM begun WHERE started_on IS NOT NULL GROUP BY started_on) AS counted
),

dated AS (SELECT CAST(count(started_on) AS INTEGER) AS exchanges FROM begun),

answered AS (
    SELECT
        exchange_id,
        max(CASE WHEN survey_round = 'T2' THEN 1 END) = 1 AS t2,
        max(CASE WHEN survey_round = 'T3' THEN 1 END) = 1 AS t3
    FROM survey_invitation WHERE responded_on IS NOT NULL AND exchange_id IS NOT NULL GROUP BY exchange_id
),

reported AS (
    SELECT
        exchange_id,
        CAST(count(CASE WHEN agreed THEN 1 END) AS INTEGER) AS held,
        CAST(count(CASE WHEN agreed AND happened_on <= ended_on + 183 THEN 1 END) AS INTEGER) AS held_183,
        CAST(count(CASE WHEN agreed AND happened_on <= ended_on + 548 THEN 1 END) AS INTEGER) AS held_548,
        CAST(count(CASE WHEN agreed_validated THEN 1 END) AS INTEGER) AS validated,
        CAST(count(CASE WHEN agreed_validated AND happened_on <= ended_on + 183 THEN 1 END) AS INTEGER) AS validated_183,
        CAST(count(CASE WHEN agreed_validated AND happened_on <= ended_on + 548 THEN 1 END) AS INTEGER) AS validated_548,
        CAST(count(*) AS INTEGER) AS outcome_reports
    FROM (
        SELECT
            exchange_id, ended_on, happened_on,
            agreement AND first_report AS agreed, agreement AND first_report_validated AS agreed_validated
        FROM reported_outcome WHERE achieved AND exchange_id IS NOT NULL
    ) AS told
    GROUP BY exchange_id
),

-- An organisation served twice is one: its services are folded before they are joined.
supported AS (
    SELECT
        s.organisation_id AS organisation_id,
        max(CASE WHEN s.started_on < v.first_visit_on THEN 1 END) = 1 AS is_before,
        count(CASE WHEN s.started_on IS NULL OR v.first_visit_on IS NULL THEN 1 END) > 0 AS is_open,
        min(CASE WHEN s.started_on >= v.first_visit_on THEN s.started_on END) AS since_on
    FROM service AS s
    JOIN organisation_first AS v ON v.organisation = s.organisation_id AND v.visited
    GROUP BY s.organisation_id
)

SELECT
    e.exchange_id,
    v.organisation_key AS visitor_id,
    h.organisation_key AS host_id,
    {dimensions: exchange},
    e.actual_end AS ended_on,
    e.countable,
    e.validated,
    e.started_on AS period_date,
    {periods: e.started_on},
    coalesce(e.lump_sum_agreed_eur > 0, false) OR coalesce(e.lump_sum_paid_eur > 0, false) AS funded,
    e.lump_sum_paid_eur,
    e.paid_on,
    coalesce(e.status = 'completed' AND e.lump_sum_paid_eur > 0 AND e.paid_on IS NULL, false) AS paid_undated,
    coalesce(d.commitment AND d.report_on IS NOT NULL, false)
        AND (NOT (coalesce(e.lump_sum_agreed_eur > 0, false) OR coalesce(e.lump_sum_paid_eur > 0, false))
            OR (coalesce(d.financial, false) AND (e.mode = 'virtual' OR coalesce(d.evidence, false))))
        AS papers_complete,
    d.report_on,
    d.report_validated_on,
    coalesce(e.participants, a.persons, 0) AS persons,
    e.women_participants AS women,
    coalesce(m.meetings, 0) AS meetings,
    e.countable AND (coalesce(e.started_on = y.first_on, false) OR y.first_on IS NULL) AS visitor_first,
    e.countable AND (coalesce(e.started_on = f.first_on, false) OR f.first_on IS NULL) AS host_first,
    e.countable AND (coalesce(e.started_on = p.first_on, false) OR p.first_on IS NULL) AS pair_first,
    CASE WHEN e.countable THEN coalesce(b.exchanges_before, n.exchanges) END AS exchanges_before,
    coalesce(s.t2, false) AS answered_t2,
    coalesce(s.t3, false) AS answered_t3,
    coalesce(r.held, 0) AS agreements,
    coalesce(r.held_183, 0) AS agreements_183,
    coalesce(r.held_548, 0) AS agreements_548,
    coalesce(r.validated, 0) AS agreements_validated,
    coalesce(r.validated_183, 0) AS agreements_183_validated,
    coalesce(r.validated_548, 0) AS agreements_548_validated,
    coalesce(r.outcome_reports, 0) AS outcome_reports,
    y.first_visit_on,
    CASE WHEN y.visited THEN k.organisation_id IS NOT NULL END AS service_ever,
    CASE
        WHEN NOT coalesce(y.visited, false) THEN NULL
        WHEN k.organisation_id IS NULL THEN false
        WHEN k.is_before THEN true
        WHEN NOT k.is_open THEN false
    END AS service_before,
    k.since_on AS service_since_on
FROM (SELECT c.*, coalesce(c.actual_start, c.planned_start) AS started_on FROM counted_exchange AS c) AS e
LEFT JOIN organisation_dimension AS v ON v.organisation_id = e.vo_id
LEFT JOIN organisation_dimension AS h ON h.organisation_id = e.ho_id
LEFT JOIN papers AS d ON d.exchange_id = e.exchange_id
LEFT JOIN attendance AS a ON a.exchange_id = e.exchange_id
LEFT JOIN met AS m ON m.exchange_id = e.exchange_id
LEFT JOIN organisation_first AS y ON y.organisation = coalesce(e.vo_id, '')
LEFT JOIN organisation_first AS f ON f.organisation = coalesce(e.ho_id, '')
LEFT JOIN pair_first AS p ON p.one_country = least(e.vo_country, e.ho_country) AND p.other_country = greatest(e.vo_country, e.ho_country)
LEFT JOIN by_day AS b ON b.started_on = e.started_on
CROSS JOIN dated AS n
LEFT JOIN answered AS s ON s.exchange_id = e.exchange_id
LEFT JOIN reported AS r ON r.exchange_id = e.exchange_id
LEFT JOIN supported AS k ON k.organisation_id = e.vo_id
