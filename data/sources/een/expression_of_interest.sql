-- Interest of one client in the profile of another, with the day of each state.
SELECT
    i.expression_no AS expression_id,
    i.profile_no AS profile_id,
    i.interested_no AS organisation_id,
    i.status,
    i.received AS received_on,
    i.forwarded AS forwarded_on,
    i.confirmed AS confirmed_on,
    i.declined AS declined_on,
    i.contact AS contact_on,
    i.negotiation AS negotiation_on,
    i.agreement AS agreed_on,
    i._file,
    i._line
FROM interest AS i
ORDER BY i._line
