-- The needs that were published.
SELECT
    challenge_no AS challenge_id,
    owner_no AS owner_id,
    need AS title,
    published AS published_on,
    _file,
    _line
FROM need
ORDER BY _line
