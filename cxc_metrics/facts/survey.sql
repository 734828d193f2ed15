-- fact:       survey
-- grain:      one row of the survey_invitation table: one organisation asked in one survey round
-- tables:     survey_invitation
-- inputs:     survey_invitation; survey_answer, outcome, exchange, registration, service, organisation and partnership
--             where the register has them
-- guarantees: exactly as many rows as the survey_invitation table. Answers are folded to one row per invitation, outcomes
--             to one row per organisation (or organisation and exchange) before they are joined, so no join fans out.
--             An answer counts where the invitation has a day of answer and the value lies on the item's scale; "does not
--             know" is an answer that is not yes. Those who never travelled have the dimensions of their registration, and
--             are not countable. Baseline answers (t0_...) are those of the same registration.
--             cluster: the group event (below zero), else the host; none for those who never travelled. host_id: the
--             host of the exchange, event or not.
--             agreed: the organisation is a party to an achieved agreement of some exchange, whoever reported it.
--             support_before: of a visitor that answers, whether it used a service before it was first accepted
--             (visitor_support in _dimensions.sql); none of hosts.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   invitation_id: survey_invitation.invitation_id
--   exchange_id: survey_invitation.exchange_id
--   registration_id: survey_invitation.registration_id
--   organisation_id: survey_invitation.organisation_id
--   side: survey_invitation.side
--   survey_round: survey_invitation.survey_round
--   {dimensions}
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   organisation_type: organisation.org_type
--   organisation_sector: organisation.ecosystem_id
--   country_group: organisation.country_code
--   support_before: survey_invitation.organisation_id, survey_invitation.side, registration.status, registration.decided_on, service.organisation_id, service.started_on
--   cluster: survey_invitation.exchange_id, exchange.ho_id
--   host_id: survey_invitation.exchange_id, exchange.ho_id
--   invited_on: survey_invitation.invited_on
--   responded_on: survey_invitation.responded_on
--   responded: survey_invitation.responded_on
--   year, quarter, month: survey_invitation.responded_on
--   sat_overall: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   sat_match: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   sat_support_vop: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   sat_it_tool: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   skill_new: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   recommend: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   contacts_n: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   followup_planned: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   still_contact: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   expect_xborder: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   expect_newprod: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   export_share: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   turnover_chg: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   share_chg: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   jobs_chg: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   innov: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   attribution: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   without_cxc: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num | survey_answer.value_code
--   t0_export_share: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num
--   t0_export_status: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num
--   anticipated: survey_invitation.responded_on, survey_answer.item, survey_answer.value_num
--   came_true: outcome.exchange_id, outcome.outcome_type, outcome.status
--   agreed: outcome.exchange_id, outcome.outcome_type, outcome.status
--   first_export: outcome.registration_id, outcome.outcome_type, outcome.status
--   new_markets: outcome.registration_id, outcome.outcome_type, outcome.status, outcome.partner_country
WITH item AS (
    SELECT
        a.invitation_id,
        max(CASE WHEN a.item = 'sat_overall' AND a.value_num BETWEEN 1 AND 5 THEN a.value_num END) AS sat_overall,
        max(CASE WHEN a.item = 'sat_match' AND a.value_num BETWEEN 1 AND 5 THEN a.value_num END) AS sat_match,
        max(CASE WHEN a.item = 'sat_support_vop' AND a.value_num BETWEEN 1 AND 5 THEN a.value_num END) AS sat_support_vop,
        max(CASE WHEN a.item = 'sat_it_tool' AND a.value_num BETWEEN 1 AND 5 THEN a.value_num END) AS sat_it_tool,
        max(CASE WHEN a.item = 'skill_new' AND a.value_num BETWEEN 1 AND 5 THEN a.value_num END) AS skill_new,
        max(CASE WHEN a.item = 'recommend' AND a.value_num BETWEEN 0 AND 10 THEN a.value_num END) AS recommend,
        max(CASE WHEN a.item = 'contacts_n' AND a.value_num >= 0 THEN a.value_num END) AS contacts_n,
        max(CASE WHEN a.item = 'followup_planned' AND a.value_num IN (0, 1) THEN a.value_num END) AS followup_planned,
        max(CASE WHEN a.item = 'still_contact' AND a.value_num IN (0, 1) THEN a.value_num END) AS still_contact,
        max(CASE WHEN a.item = 'expect_xborder' AND (a.value_num IN (0, 1) OR a.value_code = 'dk') THEN coalesce(a.value_num, 0) END) AS expect_xborder,
        max(CASE WHEN a.item = 'expect_newprod' AND (a.value_num IN (0, 1) OR a.value_code = 'dk') THEN coalesce(a.value_num, 0) END) AS expect_newprod,
        max(CASE WHEN a.item = 'export_share' AND a.value_num BETWEEN 0 AND 100 THEN a.value_num END) AS export_share,
        max(CASE WHEN a.item = 'export_status' AND a.value_num IN (0, 1) THEN a.value_num END) AS export_status,
        max(CASE WHEN a.item = 'turnover_chg' AND a.value_num IN (-1, 0, 1) THEN a.value_num END) AS turnover_chg,
        max(CASE WHEN a.item = 'share_chg' AND a.value_num IN (-1, 0, 1) THEN a.value_num END) AS share_chg,
        max(CASE WHEN a.item = 'jobs_chg' AND a.value_num IN (-1, 0, 1) THEN a.value_num END) AS jobs_chg,
        max(CASE WHEN a.item = 'innov' AND a.value_num IN (-1, 0, 1) THEN a.value_num END) AS innov,
        max(CASE WHEN a.item = 'attribution' AND a.value_code IN ('none', 'partly', 'mainly', 'entirely') THEN a.value_code END) AS attribution,
        max(CASE WHEN a.item = 'without_cxc' AND a.value_code IN ('yes_same', 'later', 'smaller', 'no') THEN a.value_code END) AS without_cxc
    FROM survey_answer AS a
    JOIN survey_invitation AS i ON i.invitation_id = a.invitation_id AND i.responded_on IS NOT NULL
    GROUP BY a.invitation_id
),

-- An invitation is unique by exchange, organisation and round; of several baselines the latest answered stands,
-- of those of one day the one with the smallest key.
baseline AS (
    SELECT
        registration_id,
        max(CASE WHEN share_place = 1 THEN export_share END) AS t0_export_share,
        max(CASE WHEN status_place = 1 THEN export_status END) AS t0_export_status
    FROM (
        SELECT
            i.registration_id,
            t.export_share,
            t.export_status,
            row_number() OVER (
                PARTITION BY i.registration_id, t.export_share IS NULL ORDER BY i.responded_on DESC, i.invitation_id
            ) AS share_place,
            row_number() OVER (
                PARTITION BY i.registration_id, t.export_status IS NULL ORDER BY i.responded_on DESC, i.invitation_id
            ) AS status_place
        FROM survey_invitation AS i
        JOIN item AS t ON t.invitation_id = i.invitation_id
        WHERE i.survey_round = 'T0'
    ) AS placed
    GROUP BY registration_id
),

closing AS (
    SELECT i.exchange_id, i.organisation_id, max(t.expect_xborder) = 1 AS anticipated
    FROM survey_invitation AS i
    JOIN item AS t ON t.invitation_id = i.invitation_id
    WHERE i.survey_round = 'T1'
    GROUP BY i.exchange_id, i.organisation_id
),

-- Both parties have an outcome, whoever reported it.
party AS (
    SELECT exchange_id, organisation_id, outcome_type FROM reported_outcome WHERE achieved AND exchange_id IS NOT NULL
    UNION DISTINCT
    SELECT exchange_id, partner_id, outcome_type FROM reported_outcome
    WHERE achieved AND exchange_id IS NOT NULL AND partner_id IS NOT NULL
),

agreeing AS (
    SELECT DISTINCT organisation_id FROM party
    WHERE outcome_type IN ('commercial_agreement', 'technology_agreement', 'rdi_agreement')
),

business AS (
    SELECT DISTINCT exchange_id, organisation_id FROM party
    WHERE outcome_type IN ('commercial_agreement', 'new_market', 'first_export')
),

exporting AS (
    SELECT
        registration_id,
        max(CASE WHEN outcome_type = 'first_export' THEN 1 END) = 1 AS first_export,
        count(DISTINCT CASE WHEN outcome_type = 'new_market' THEN coalesce(partner_country, '?') END) AS new_markets
    FROM outcome WHERE status IN ('achieved', 'verified')
    GROUP BY registration_id
)

SELECT
    i.invitation_id,
    i.exchange_id,
    i.registration_id,
    o.organisation_key AS organisation_id,
    coded(i.side, side) AS side,
    coded(i.survey_round, survey_round) AS survey_round,
    {dimensions: exchange_dimension e, registration_dimension r; without status},
    coalesce(e.countable, false) AS countable,
    coalesce(e.validated, false) AS validated,
    o.type AS organisation_type,
    o.sector AS organisation_sector,
    o.country_group,
    k.support_before,
    CAST(e.cluster AS INTEGER) AS cluster,
    e.host_id,
    i.invited_on,
    i.responded_on,
    i.responded_on IS NOT NULL AS responded,
    {periods: i.responded_on},
    t.sat_overall,
    t.sat_match,
    t.sat_support_vop,
    t.sat_it_tool,
    t.skill_new,
    t.recommend,
    t.contacts_n,
    t.followup_planned,
    t.still_contact,
    t.expect_xborder,
    t.expect_newprod,
    t.export_share,
    t.turnover_chg,
    t.share_chg,
    t.jobs_chg,
    t.innov,
    t.attribution,
    t.without_cxc,
    b.t0_export_share,
    b.t0_export_status,
    c.anticipated,
    x.exchange_id IS NOT NULL AS came_true,
    g.organisation_id IS NOT NULL AS agreed,
    coalesce(n.first_export, false) AS first_export,
    coalesce(n.new_markets, 0) AS new_markets
FROM survey_invitation AS i
LEFT JOIN item AS t ON t.invitation_id = i.invitation_id
LEFT JOIN baseline AS b ON b.registration_id = i.registration_id
LEFT JOIN closing AS c ON c.exchange_id = i.exchange_id AND c.organisation_id = i.organisation_id
LEFT JOIN business AS x ON x.exchange_id = i.exchange_id AND x.organisation_id = i.organisation_id
LEFT JOIN agreeing AS g ON g.organisation_id = i.organisation_id
LEFT JOIN exporting AS n ON n.registration_id = i.registration_id
LEFT JOIN exchange_dimension AS e ON e.exchange_id = i.exchange_id
LEFT JOIN registration_dimension AS r ON r.registration_id = i.registration_id
LEFT JOIN compared_organisation AS o ON o.organisation_id = i.organisation_id
LEFT JOIN visitor_support AS k ON k.organisation_id = i.organisation_id AND i.side = 'visitor'
