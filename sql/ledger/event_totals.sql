-- One row: the number of events, their time range, and the number of accounts and Regions.
SELECT
    count(*),
    epoch_us(min(event_time)),
    epoch_us(max(event_time)),
    count(DISTINCT recipient_account_id),
    count(DISTINCT aws_region)
FROM event_rows
