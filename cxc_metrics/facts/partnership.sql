-- fact:       partnership
-- grain:      one row of the partnership table
-- tables:     partnership, exchange
-- inputs:     partnership; exchange
-- guarantees: exactly as many rows as the partnership table. Exchanges are counted for the visitor's partnership (VOP)
--             before they are joined, so no join fans out; a partnership without exchanges has 0.
--             countable and validated are numbers of exchanges over the whole register: there is no date here,
--             because a target is set for the whole life of a partnership.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   partnership: partnership.partnership_id
--   wave: partnership.wave
--   start_date: partnership.start_date
--   end_date: partnership.end_date | partnership.extended_to
--   target_exchanges: partnership.target_exchanges
--   target_unit: partnership.target_unit
--   eu_grant_eur: partnership.eu_grant_eur
--   lump_sum_budget_eur: partnership.lump_sum_budget_eur
--   lump_sum_paid_eur: exchange.vop_id, exchange.lump_sum_paid_eur
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
WITH held AS (
    SELECT
        e.vop_id,
        CAST(count(*) AS INTEGER) AS countable,
        CAST(count(CASE WHEN e.validated THEN 1 END) AS INTEGER) AS validated
    FROM counted_exchange AS e
    WHERE e.vop_id IS NOT NULL AND e.countable
    GROUP BY e.vop_id
),

paid AS (
    SELECT vop_id, sum(lump_sum_paid_eur) AS lump_sum_paid_eur FROM exchange WHERE vop_id IS NOT NULL GROUP BY vop_id
)

SELECT
    coded(p.partnership_id, partnership) AS partnership,
    p.wave,
    p.start_date,
    coalesce(p.extended_to, p.end_date) AS end_date,
    p.target_exchanges,
    p.target_unit,
    p.eu_grant_eur,
    p.lump_sum_budget_eur,
    coalesce(m.lump_sum_paid_eur, 0) AS lump_sum_paid_eur,
    coalesce(h.countable, 0) AS countable,
    coalesce(h.validated, 0) AS validated
FROM partnership AS p
LEFT JOIN held AS h ON h.vop_id = p.partnership_id
LEFT JOIN paid AS m ON m.vop_id = p.partnership_id
