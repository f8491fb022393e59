-- title: Gaps in the logs
-- theme: archive
-- core: kind, account_id, region, from_time, to_time, hours
-- not shown: Regions that never had an event
-- question: In which accounts and Regions are the logs silent for hours in which they usually have events?
-- note: The same gaps as in `ducktrail coverage`, which also examines files. A gap can mean that nothing happened, that logs were not imported, or that they were not written; the events alone do not say which. Regions that never had an event are not shown. The logs end with the last event of any account. Of the scope, only the times, accounts and Regions count: a gap that overlaps the times is shown whole, although none of its events is among them.
-- parameter gap_hours INTEGER = 6: Length of the shortest gap to show, in hours without an event.
-- parameter usual BOOLEAN = false: Include gaps in hours that usually have no events, such as nights and weekends.
-- column kind: gap, between two events, or silent since, after the last event.
-- column account_id: Account.
-- column region: Region.
-- column from_time: Start of the gap, in UTC: the end of the last hour with events.
-- column to_time: End of the gap, in UTC: the next hour with events, or the end of the logs.
-- column hours: Number of full hours without an event.
-- column number: Number of these hours in which events were expected, by the other weeks of the account and Region.
-- column detail: The same in words.
SELECT
    CASE WHEN next_hour IS NULL THEN 'silent since' ELSE 'gap' END AS kind,
    account_id,
    region,
    from_time,
    to_time,
    hours,
    round(busy_hours)::BIGINT AS number,
    busy_hours || ' of these hours usually have events' AS detail
FROM (
    WITH active_hours AS MATERIALIZED (
        SELECT DISTINCT
            recipient_account_id AS account_id,
            region_of(aws_region, service) AS region,
            date_trunc('hour', event_time) AS event_hour
        FROM events
        JOIN actions ON events.action_id = actions.id
        WHERE event_time IS NOT NULL
            AND event_category IS DISTINCT FROM 'NetworkActivity'
            AND is_in_scope(coalesce(recipient_account_id, identity_account_id), 'accounts', 'accounts_pattern')
            AND is_in_scope(region_of(aws_region, service), 'regions', 'regions_pattern')
    ),
    logs AS (
        SELECT date_trunc('hour', max(event_time)) AS end_hour
        FROM event_rows
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    ),
    silences AS (
        SELECT
            account_id,
            region,
            next_hour,
            event_hour + INTERVAL 1 HOUR AS from_time,
            coalesce(next_hour, end_hour) AS to_time,
            date_diff('hour', from_time, to_time) AS hours
        FROM (
            SELECT *, lead(event_hour) OVER (PARTITION BY account_id, region ORDER BY event_hour) AS next_hour
            FROM active_hours
        ) AS with_next
        CROSS JOIN logs
    ),
    -- The probability of events in each hour of two weeks, from Monday on. It depends on the hour of the day,
    -- on weekdays and on weekends. Two hours with the average probability of the Region are added, so that
    -- few observations do not give an extreme value. The hours of a Region are those up to the end of the
    -- logs, so that a Region with one call a year does not count as always active.
    regions AS (
        SELECT
            account_id,
            region,
            list_transform(
                range(336),
                lambda nth: least(1, (coalesce(active[slot_of(nth)], 0) + 2 * active_hours / hours)
                    / (greatest(coalesce(active[slot_of(nth)], 0), hours / 24 * CASE WHEN slot_of(nth) < 24 THEN 5 ELSE 2 END / 7) + 2))) AS week
        FROM (
            SELECT
                account_id,
                region,
                count(*) AS active_hours,
                date_diff('hour', min(event_hour), any_value(end_hour)) + 1 AS hours,
                histogram(slot_of(hour_of_week(event_hour))) AS active
            FROM active_hours
            CROSS JOIN logs
            GROUP BY account_id, region
        ) AS counted
    )
    -- All whole weeks have the same hours.
    SELECT
        silences.*,
        round(hours // 168 * list_sum(week[1:168])
            + coalesce(list_sum(week[hour_of_week(from_time) + 1:hour_of_week(from_time) + hours % 168]), 0), 1) AS busy_hours
    FROM silences
    JOIN regions
        ON regions.account_id IS NOT DISTINCT FROM silences.account_id
        AND regions.region IS NOT DISTINCT FROM silences.region
    WHERE hours >= coalesce(getvariable('gap_hours'), 6)
        AND overlaps_scope(from_time, to_time)
) AS gaps
-- Events were expected in at least five of the hours, or in three quarters of a shorter gap.
WHERE busy_hours >= least(5, 0.75 * hours)
    OR coalesce(getvariable('usual'), false)
ORDER BY hours DESC, from_time, account_id, region
