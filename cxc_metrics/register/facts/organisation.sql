-- fact:       organisation
-- grain:      one row of the organisation table
-- tables:     organisation
-- inputs:     organisation
-- guarantees: organisation_key is dense from 1 in the order of organisation_id; it is what the other facts hold as
--             visitor_id, host_id and organisation_id.
--             A column whose contract columns nobody delivered is null in every row.
-- columns:    what each is made of (comma: all needed; |: any of them; [rule]: under that rule for countable)
--   organisation_key: organisation.organisation_id
--   organisation_id: organisation.organisation_id
--   name: organisation.name
--   country: organisation.country_code
--   sector: organisation.ecosystem_id
--   type: organisation.org_type
--   size: organisation.size_class
SELECT organisation_key, organisation_id, name, country, sector, type, size
FROM organisation_dimension
ORDER BY organisation_key
