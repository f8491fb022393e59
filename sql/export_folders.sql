-- A SELECT without its FROM clause, which the program adds: events with the values that name the folders of a partitioned export. The column
-- region is in the folder name only, from which readers restore it.
--
-- A value from a log can be any text. If it contains other characters or is longer than 64, which file
-- systems may not accept, it names no folder. It remains in recipient_account_id, identity_account_id
-- and aws_region.
SELECT
    * EXCLUDE (region),
    CASE
        WHEN regexp_full_match(coalesce(recipient_account_id, identity_account_id), '[A-Za-z0-9._-]{1,64}')
        THEN coalesce(recipient_account_id, identity_account_id)
    END AS account,
    CASE WHEN regexp_full_match(region, '[A-Za-z0-9._-]{1,64}') THEN region END AS region,
    strftime(event_time, '%Y-%m-%d') AS day
