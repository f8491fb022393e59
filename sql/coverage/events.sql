-- What the events say: where there are some and in which hours, and which silences are unusual. The
-- silences are in the table silences, made from the report coverage.

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

CREATE OR REPLACE TEMP TABLE event_places AS
SELECT
    account_id,
    region,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    sum(events)::BIGINT AS events,
    sum(addenda)::BIGINT AS addenda,
    count(*) AS active_hours,
    -- Until the end of the logs: a Region with one call a year is not busy at the hour of that call.
    date_diff('hour', min(event_hour), (SELECT max(event_hour) FROM active_hours)) + 1 AS hours
FROM active_hours
GROUP BY account_id, region;

-- How likely an hour of the day, of a weekday or a weekend, is to have events. Where there are few
-- such hours their share is drawn towards that of all hours, as if there were two more.
CREATE OR REPLACE TEMP TABLE rhythm AS
SELECT
    account_id,
    region,
    hour_of_day,
    is_weekend,
    least(1, (active + 2 * active_hours / hours) / (greatest(active, hours / 24 * CASE WHEN is_weekend THEN 2 ELSE 5 END / 7) + 2)) AS usual
FROM (
    SELECT
        places.account_id,
        places.region,
        places.active_hours,
        places.hours,
        times.hour_of_day,
        times.is_weekend,
        count(active_hours.event_hour) AS active
    FROM event_places AS places
    CROSS JOIN (SELECT hour_of_day, is_weekend FROM range(24) AS hours (hour_of_day) CROSS JOIN (VALUES (false), (true)) AS days (is_weekend)) AS times
    LEFT JOIN active_hours
        ON active_hours.account_id IS NOT DISTINCT FROM places.account_id
        AND active_hours.region IS NOT DISTINCT FROM places.region
        AND hour(active_hours.event_hour) = times.hour_of_day
        AND (isodow(active_hours.event_hour) >= 6) = times.is_weekend
    GROUP BY ALL
) AS counted;

-- A silence is unusual where five of its hours would have had events, or three quarters of them where
-- it is shorter. Whole weeks have the same hours, so that only the rest is taken hour by hour.
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
        round(sum(rhythm.usual * (weeks.whole * CASE WHEN rhythm.is_weekend THEN 2 ELSE 5 END + weeks.rest)), 1) AS busy_hours
    FROM silences
    JOIN rhythm
        ON rhythm.account_id IS NOT DISTINCT FROM silences.account_id
        AND rhythm.region IS NOT DISTINCT FROM silences.region
    CROSS JOIN LATERAL (
        SELECT
            silences.silent_hours // 168 AS whole,
            len(list_filter(
                range(silences.silent_hours % 168),
                lambda nth: hour(silences.gap_from + to_hours(nth)) = rhythm.hour_of_day
                    AND (isodow(silences.gap_from + to_hours(nth)) >= 6) = rhythm.is_weekend)) AS rest
    ) AS weeks
    GROUP BY ALL
) AS measured
WHERE busy_hours >= least(5, 0.75 * silent_hours);
