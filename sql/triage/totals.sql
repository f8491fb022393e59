-- One row: the number of events in the scope, their first and last time, and their accounts, callers and
-- addresses.
SELECT
    count(*) AS events,
    epoch_us(min(event_time)) AS first_at,
    epoch_us(max(event_time)) AS last_at,
    count(DISTINCT recipient_account_id) AS accounts,
    count(DISTINCT actor) AS callers,
    count(DISTINCT source_ip_address) AS addresses
FROM activity
