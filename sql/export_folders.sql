-- The events of the scope with the values that name the folders of a partitioned export. The Region
-- names a folder, so that a reader gets it back from there.
--
-- A log can say anything: what is no plain name, or longer than one, names no folder, as it may be
-- longer than a file system takes. It stays in recipient_account_id, identity_account_id and aws_region.
SELECT
    * EXCLUDE (region),
    CASE
        WHEN regexp_full_match(coalesce(recipient_account_id, identity_account_id), '[A-Za-z0-9._-]{1,64}')
        THEN coalesce(recipient_account_id, identity_account_id)
    END AS account,
    CASE WHEN regexp_full_match(region, '[A-Za-z0-9._-]{1,64}') THEN region END AS region,
    strftime(event_time, '%Y-%m-%d') AS day
FROM activity
