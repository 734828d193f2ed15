-- fact:       document
-- grain:      one row of the document table: one paper of one exchange
-- tables:     document, exchange
-- inputs:     document; exchange, organisation
-- guarantees: exactly as many rows as the document table; the exchange is joined by its key.
--             four_signatures: dated by visitor, host and both partnerships.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   document_id: document.document_id
--   exchange_id: document.exchange_id
--   document_type: document.doc_type
--   {dimensions}
--   countable [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   countable [cross_border]: exchange.vo_country, exchange.ho_country
--   validated [cxc]: exchange.status, exchange.working_days, exchange.vo_country, exchange.ho_country, exchange.vop_id
--   validated [cross_border]: exchange.status, exchange.vo_country, exchange.ho_country
--   four_signatures: document.signed_vo_on, document.signed_ho_on, document.signed_vop_on, document.signed_hop_on
--   submitted_on: document.submitted_on
--   validated_on: document.validated_on
--   year, quarter, month: document.validated_on
SELECT
    d.document_id,
    d.exchange_id,
    coded(d.doc_type, document_type) AS document_type,
    {dimensions: exchange_dimension e},
    e.countable,
    e.validated,
    d.signed_vo_on IS NOT NULL AND d.signed_ho_on IS NOT NULL AND d.signed_vop_on IS NOT NULL
        AND d.signed_hop_on IS NOT NULL AS four_signatures,
    d.submitted_on,
    d.validated_on,
    {periods: d.validated_on}
FROM document AS d
LEFT JOIN exchange_dimension AS e ON e.exchange_id = d.exchange_id
