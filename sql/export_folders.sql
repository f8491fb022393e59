-- The events of the scope with the values that name the folders of a partitioned export. The Region
-- names a folder, so that a reader gets it back from there.
SELECT
    * EXCLUDE (region),
    coalesce(recipient_account_id, identity_account_id) AS account,
    region,
    strftime(event_time, '%Y-%m-%d') AS day
FROM activity
