-- Coverage by events, beside the gaps of the report coverage: the events of the scope by account, Region
-- and hour, and the accounts and Regions that have events at any time. The last also has the range of the
-- logs, so that a scope cannot hide that a Region is silent.

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

CREATE OR REPLACE TEMP TABLE logged_regions AS
SELECT
    recipient_account_id AS account_id,
    region_of(aws_region, service) AS region,
    min(event_time) AS first_at,
    (SELECT max(event_time) FROM event_rows WHERE event_category IS DISTINCT FROM 'NetworkActivity') AS logs_end_at
FROM events
JOIN actions ON events.action_id = actions.id
WHERE event_time IS NOT NULL
    AND event_category IS DISTINCT FROM 'NetworkActivity'
    AND is_in_scope(coalesce(recipient_account_id, identity_account_id), 'accounts', 'accounts_pattern')
    AND is_in_scope(region_of(aws_region, service), 'regions', 'regions_pattern')
GROUP BY account_id, region;
