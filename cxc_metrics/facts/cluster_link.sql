-- fact:       cluster_link
-- grain:      one exchange between one cluster of the visitor and one of the host
-- key:        exchange_id, visitor_cluster, host_cluster
-- tables:     exchange, organisation, cluster_membership
-- inputs:     exchange, organisation, cluster_membership; partnership where the register has it
-- guarantees: An exchange has a row for each pair of clusters it links: several where a side belongs to several
--             clusters, none where a side belongs to none. So rows are links, and exchanges must not be counted here.
--             An organisation belongs to the clusters it is a member of on the first day of the exchange (an open end,
--             or an exchange without a day, leaves nobody out); a cluster organisation belongs to itself.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   exchange_id: exchange.exchange_id
--   visitor_cluster: exchange.vo_id, cluster_membership.member_id, cluster_membership.cluster_id
--   host_cluster: exchange.ho_id, cluster_membership.member_id, cluster_membership.cluster_id
--   {dimensions}
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   period_date: exchange.actual_start | exchange.planned_start
--   year, quarter, month: exchange.actual_start | exchange.planned_start
WITH belonging AS (
    SELECT member_id, cluster_id, valid_from, valid_to FROM cluster_membership
    UNION ALL
    SELECT organisation_id, organisation_id, NULL, NULL FROM organisation WHERE org_type = 'cluster'
)

SELECT
    e.exchange_id,
    v.cluster_id AS visitor_cluster,
    h.cluster_id AS host_cluster,
    {dimensions: exchange_dimension e},
    e.countable,
    e.validated,
    e.started_on AS period_date,
    {periods: e.started_on}
FROM exchange_dimension AS e
JOIN exchange AS x ON x.exchange_id = e.exchange_id
JOIN belonging AS v
    ON v.member_id = x.vo_id
    AND coalesce(e.started_on >= v.valid_from, true) AND coalesce(e.started_on <= v.valid_to, true)
JOIN belonging AS h
    ON h.member_id = x.ho_id
    AND coalesce(e.started_on >= h.valid_from, true) AND coalesce(e.started_on <= h.valid_to, true)
