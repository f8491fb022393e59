-- Coverage by events: the accounts, Regions and hours with events, and the unusual silences. The table
-- silences has the rows of the report coverage.

CREATE OR REPLACE TEMP TABLE active_hours AS
SELECT
    recipient_account_id AS account_id,
    region,
    date_trunc('hour', event_time) AS event_hour,
    count(*) AS events,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    count(*) FILTER (WHERE addendum_reason IS NOT NULL OR addendum IS NOT NULL) AS addenda
FROM activity
WHERE event_time IS NOT NULL
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY account_id, region, event_hour;

CREATE OR REPLACE TEMP TABLE event_regions AS
SELECT
    account_id,
    region,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    sum(events)::BIGINT AS events,
    sum(addenda)::BIGINT AS addenda,
    count(*) AS active_hours,
    -- Up to the end of the logs, so that a Region with one call a year does not count as always active.
    date_diff('hour', min(event_hour), (SELECT max(event_hour) FROM active_hours)) + 1 AS hours
FROM active_hours
GROUP BY account_id, region;

-- The probability of events in an hour of the day, on weekdays and on weekends. Two hours with the average
-- probability of the Region are added, so that few observations do not give an extreme value.
CREATE OR REPLACE TEMP TABLE hourly_activity AS
SELECT
    account_id,
    region,
    hour_of_day,
    is_weekend,
    least(1, (active + 2 * active_hours / hours) / (greatest(active, hours / 24 * CASE WHEN is_weekend THEN 2 ELSE 5 END / 7) + 2)) AS probability
FROM (
    SELECT
        event_regions.account_id,
        event_regions.region,
        event_regions.active_hours,
        event_regions.hours,
        times.hour_of_day,
        times.is_weekend,
        count(active_hours.event_hour) AS active
    FROM event_regions
    CROSS JOIN (SELECT hour_of_day, is_weekend FROM range(24) AS hours (hour_of_day) CROSS JOIN (VALUES (false), (true)) AS days (is_weekend)) AS times
    LEFT JOIN active_hours
        ON active_hours.account_id IS NOT DISTINCT FROM event_regions.account_id
        AND active_hours.region IS NOT DISTINCT FROM event_regions.region
        AND hour(active_hours.event_hour) = times.hour_of_day
        AND (isodow(active_hours.event_hour) >= 6) = times.is_weekend
    GROUP BY ALL
) AS counted;

-- A silence is unusual if events were expected in at least five of its hours, or in three quarters of a
-- shorter one. All whole weeks have the same hours, so only the remainder is computed hour by hour.
CREATE OR REPLACE TEMP TABLE gaps AS
SELECT *
FROM (
    SELECT
        silences.account_id,
        silences.region,
        silences.gap_from,
        silences.gap_to,
        silences.silent_hours,
        silences.kind,
        round(sum(hourly_activity.probability * (weeks.whole * CASE WHEN hourly_activity.is_weekend THEN 2 ELSE 5 END + weeks.rest)), 1) AS busy_hours
    FROM silences
    JOIN hourly_activity
        ON hourly_activity.account_id IS NOT DISTINCT FROM silences.account_id
        AND hourly_activity.region IS NOT DISTINCT FROM silences.region
    CROSS JOIN LATERAL (
        SELECT
            silences.silent_hours // 168 AS whole,
            len(list_filter(
                range(silences.silent_hours % 168),
                lambda nth: hour(silences.gap_from + to_hours(nth)) = hourly_activity.hour_of_day
                    AND (isodow(silences.gap_from + to_hours(nth)) >= 6) = hourly_activity.is_weekend)) AS rest
    ) AS weeks
    GROUP BY ALL
) AS measured
WHERE busy_hours >= least(5, 0.75 * silent_hours);
