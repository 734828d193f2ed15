-- fact:       journey
-- grain:      one visitor's registration that was submitted (not a draft), and what became of it
-- tables:     registration
-- inputs:     registration; match, exchange, survey_invitation, survey_answer, service, organisation and partnership where
--             the register has them
-- guarantees: one row per registration of role VO that is no draft. Matches, exchanges and answers are folded to one row
--             per registration before they are joined, so no join fans out.
--             accepted: accepted, also where it expired or was withdrawn afterwards (it has a day of decision).
--             matched: a match that both sides validated, dated or not. matched_on: the first of them; prior_agreement tells that this one was agreed before.
--             travelled_on: first day of the first countable exchange that came of it (exchange_registration in
--             _dimensions.sql). withdrew_on: the day a withdrawn or expired one ended, travelled or not: the end of its
--             availability, else the decision, else the submission. left_on: the day it ended without travel: rejected,
--             withdrawn or expired, or the planned day of a cancelled exchange.
--             is_first: the organisation's first; organisation_travelled_on: whichever registration it came from, the
--             first on or after this one's submission. organisation_...: of the organisation as a visitor, whichever
--             registration or exchange it came from: the first day of its first held exchange, and of its first visit
--             of any kind (held or not, but begun and not cancelled), whether and when it was first matched, the planned day of its first exchange cancelled for external reasons.
--             export_questions: each time the organisation was asked for its share of turnover from abroad as a visitor:
--             the round (T0, T3), whether it was asked while waiting (not because of an exchange that was not cancelled),
--             the day of the answer, the invitation and the share (both empty without an answer).
--             support_before: the organisation used a service before it was first accepted (visitor_support there); none
--             where it never was.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   registration_id: registration.registration_id
--   organisation_id: registration.organisation_id
--   registration_status: registration.status
--   {dimensions}
--   country_group: registration.organisation_id, organisation.country_code
--   support_before: registration.organisation_id, registration.status, registration.decided_on, service.organisation_id, service.started_on
--   exported_before: registration.organisation_id, organisation.exported_before
--   is_first: registration.organisation_id
--   accepted: registration.status, registration.decided_on
--   submitted_on: registration.submitted_on
--   decided_on: registration.decided_on
--   matched: match.vo_registration_id, match.status
--   matched_on: match.vo_registration_id, match.status, match.vo_validated_on | match.ho_validated_on
--   prior_agreement: match.vo_registration_id, match.status, match.origin
--   travelled_on: exchange.actual_start | exchange.planned_start
--   organisation_travelled_on: registration.submitted_on, exchange.actual_start | exchange.planned_start
--   withdrew_on: registration.status
--   left_on: registration.status
--   available_to: registration.available_to
--   first_held_on: exchange.vo_id, exchange.actual_start | exchange.planned_start
--   first_visit_on: exchange.vo_id, exchange.actual_start | exchange.planned_start
--   organisation_matched: match.vo_registration_id, match.status
--   organisation_matched_on: match.vo_registration_id, match.status, match.vo_validated_on | match.ho_validated_on
--   called_off_on: exchange.vo_id, exchange.status, exchange.cancel_reason, exchange.planned_start
--   export_questions: survey_invitation.organisation_id, survey_invitation.exchange_id, survey_invitation.survey_round, survey_answer.item, survey_answer.value_num
--   year, quarter, month: registration.submitted_on
WITH visitor AS (
    SELECT
        r.*,
        row_number() OVER (PARTITION BY organisation_id ORDER BY submitted_on NULLS LAST, registration_id) AS turn,
        CASE WHEN status IN ('withdrawn', 'expired') THEN coalesce(available_to, decided_on, submitted_on) END
            AS withdrew_on
    FROM registration AS r WHERE role = 'VO' AND status <> 'draft'
),

agreed AS (
    SELECT vo_registration_id, match_id, origin, greatest(vo_validated_on, ho_validated_on) AS matched_on
    FROM match WHERE status = 'validated'
),

matched AS (
    SELECT
        vo_registration_id,
        min(matched_on) AS matched_on,
        -- Where no day was recorded: agreed before if all of them were.
        coalesce(
            max(CASE WHEN dated AND place = 1 THEN origin END) = 'prior_agreement',
            min(CASE WHEN origin = 'prior_agreement' THEN 1 WHEN origin IS NOT NULL THEN 0 END) = 1, false)
            AS prior_agreement
    FROM (
        SELECT
            vo_registration_id,
            origin,
            matched_on,
            matched_on IS NOT NULL AND origin IS NOT NULL AS dated,
            row_number() OVER (
                PARTITION BY vo_registration_id, matched_on IS NOT NULL AND origin IS NOT NULL
                ORDER BY matched_on NULLS LAST, match_id
            ) AS place
        FROM agreed
    ) AS placed
    GROUP BY vo_registration_id
),

visit AS (
    SELECT
        r.registration_id AS registration_id,
        d.visitor_id,
        d.countable,
        d.started_on,
        x.status AS status
    FROM exchange AS x
    JOIN exchange_dimension AS d ON d.exchange_id = x.exchange_id
    LEFT JOIN exchange_registration AS r ON r.exchange_id = x.exchange_id
),

travelled AS (
    SELECT
        registration_id,
        min(CASE WHEN countable THEN started_on END) AS travelled_on,
        min(CASE WHEN status = 'cancelled' THEN started_on END) AS cancelled_on
    FROM visit GROUP BY registration_id
),

-- A visit before the registration did not come of it.
visiting AS (
    SELECT v.registration_id AS registration_id, min(x.started_on) AS travelled_on
    FROM visitor AS v
    JOIN registration_dimension AS r ON r.registration_id = v.registration_id
    JOIN visit AS x ON x.visitor_id = r.organisation_key AND x.countable AND x.started_on >= v.submitted_on
    GROUP BY v.registration_id
),

-- What is true of the organisation, whichever registration led to it.
visited AS (
    SELECT
        d.visitor_id,
        min(CASE WHEN d.countable THEN d.started_on END) AS held_on,
        min(
            CASE WHEN d.countable OR {began: x} THEN d.started_on END
        ) AS visited_on,
        min(
            CASE WHEN x.status = 'cancelled' AND x.cancel_reason IN {external_cancel_reasons} THEN x.planned_start END
        ) AS called_off_on
    FROM exchange AS x
    JOIN exchange_dimension AS d ON d.exchange_id = x.exchange_id
    GROUP BY d.visitor_id
),

paired AS (
    SELECT v.organisation_id, min(m.matched_on) AS matched_on
    FROM matched AS m
    JOIN visitor AS v ON v.registration_id = m.vo_registration_id
    GROUP BY v.organisation_id
),

exporting AS (
    SELECT
        i.organisation_id,
        sorted_records(
            i.invitation_id,
            survey_round, i.survey_round,
            waiting, e.exchange_id IS NULL,
            answered_on, CASE WHEN a.value_num IS NOT NULL THEN i.responded_on END,
            key, i.invitation_id,
            value, CASE WHEN i.responded_on IS NOT NULL THEN a.value_num END
        ) AS questions
    FROM survey_invitation AS i
    LEFT JOIN exchange AS e ON e.exchange_id = i.exchange_id AND e.status <> 'cancelled'
    LEFT JOIN survey_answer AS a
        ON a.invitation_id = i.invitation_id AND a.item = 'export_share' AND a.value_num BETWEEN 0 AND 100
    WHERE i.survey_round IN ('T0', 'T3') AND i.side = 'visitor'
    GROUP BY i.organisation_id
)

SELECT
    v.registration_id,
    r.organisation_key AS organisation_id,
    coded(v.status, registration_status) AS registration_status,
    {dimensions: registration_dimension r visitor},
    r.country_group,
    k.support_before,
    o.exported_before,
    v.turn = 1 AS is_first,
    coalesce(v.status = 'accepted' OR (v.status IN ('expired', 'withdrawn') AND v.decided_on IS NOT NULL), false)
        AS accepted,
    v.submitted_on,
    v.decided_on,
    m.vo_registration_id IS NOT NULL AS matched,
    m.matched_on,
    m.prior_agreement,
    t.travelled_on,
    w.travelled_on AS organisation_travelled_on,
    v.withdrew_on,
    CASE
        WHEN t.travelled_on IS NOT NULL THEN NULL
        WHEN v.status = 'rejected' THEN coalesce(v.decided_on, v.submitted_on)
        ELSE coalesce(v.withdrew_on, t.cancelled_on)
    END AS left_on,
    v.available_to,
    z.held_on AS first_held_on,
    z.visited_on AS first_visit_on,
    p.organisation_id IS NOT NULL AS organisation_matched,
    p.matched_on AS organisation_matched_on,
    z.called_off_on,
    x.questions AS export_questions,
    {periods: v.submitted_on}
FROM visitor AS v
JOIN registration_dimension AS r ON r.registration_id = v.registration_id
LEFT JOIN organisation AS o ON o.organisation_id = v.organisation_id
LEFT JOIN matched AS m ON m.vo_registration_id = v.registration_id
LEFT JOIN travelled AS t ON t.registration_id = v.registration_id
LEFT JOIN visiting AS w ON w.registration_id = v.registration_id
LEFT JOIN visited AS z ON z.visitor_id = r.organisation_key
LEFT JOIN paired AS p ON p.organisation_id = v.organisation_id
LEFT JOIN exporting AS x ON x.organisation_id = v.organisation_id
LEFT JOIN visitor_support AS k ON k.organisation_id = v.organisation_id
