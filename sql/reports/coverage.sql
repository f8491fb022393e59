-- title: Gaps in the logs
-- theme: archive
-- core: gap_from, account_id, region, silent_hours
-- not shown: Regions that never had an event
-- question: In which accounts and Regions do the logs have several hours without any event?
-- note: A gap can mean that nothing happened, that logs were not imported, or that they were not written; the events alone do not say which. Regions that never had an event are not shown. The logs end with the last event of any account. The command `ducktrail coverage` also says which gaps are unusual.
-- parameter gap_hours INTEGER = 6: Length of the shortest gap to show, in hours without an event.
-- column gap_from: Start of the gap, in UTC: the end of the last hour with events.
-- column gap_to: End of the gap, in UTC: the next hour with events, or the end of the logs.
-- column account_id: Account.
-- column region: Region.
-- column silent_hours: Number of full hours without an event.
-- column kind: between events, or after the last event.
-- column calls: Number of events in the account and Region.
-- column last_at: Time of the last event in the account and Region, in UTC.
SELECT
    gap_from,
    gap_to,
    account_id,
    region,
    date_diff('hour', gap_from, gap_to) AS silent_hours,
    CASE WHEN next_hour IS NULL THEN 'after the last event' ELSE 'between events' END AS kind,
    calls,
    last_at
FROM (
    SELECT
        account_id,
        region,
        next_hour,
        event_hour + INTERVAL 1 HOUR AS gap_from,
        coalesce(next_hour, max(event_hour) OVER ()) AS gap_to,
        sum(hour_calls) OVER (PARTITION BY account_id, region)::BIGINT AS calls,
        max(hour_last_at) OVER (PARTITION BY account_id, region) AS last_at
    FROM (
        SELECT
            *,
            lead(event_hour) OVER (PARTITION BY account_id, region ORDER BY event_hour) AS next_hour
        FROM (
            SELECT
                recipient_account_id AS account_id,
                region,
                date_trunc('hour', event_time) AS event_hour,
                count(*) AS hour_calls,
                max(event_time) AS hour_last_at
            FROM activity
            WHERE event_time IS NOT NULL
                AND event_category IS DISTINCT FROM 'NetworkActivity'
            GROUP BY recipient_account_id, region, event_hour
        ) AS hours
    ) AS with_next
) AS gaps
WHERE date_diff('hour', gap_from, gap_to) >= coalesce(getvariable('gap_hours'), 6)
ORDER BY silent_hours DESC, gap_from, account_id, region
