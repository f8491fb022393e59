-- title: Bursts of looking around
-- question: Which callers asked many different questions, or were refused many, within one hour?
-- note: Inventory tools, the console and auditors look the same; the address, the program and the refused calls tell them apart. An hour counts from 12 different reading calls over 3 services, or from 10 refused ones. Calls by AWS services are left out.
-- column event_hour: The hour, in UTC.
-- column first_at: The first call in it.
-- column last_at: The last call in it.
-- column actor_arn: The ARN of the caller; for a role session that of the role.
-- column actor_class: What kind of caller that is.
-- column calls: How many reading calls.
-- column different_actions: How many different ones.
-- column services: How many services.
-- column denied: How many of them were denied.
-- column failed: How many failed otherwise.
-- column regions: How many Regions.
-- column asked: The calls, the first 30 by name.
-- column source_ip_address: From where.
-- column user_agent: The program, as it named itself.
-- column account_id: The account whose log this is.
-- column event_id: One of the events, to look it up.
SELECT
    event_hour,
    first_at,
    last_at,
    actor_arn,
    actor_class,
    calls,
    different_actions,
    services,
    denied,
    failed,
    regions,
    asked,
    source_ip_address,
    user_agent,
    account_id AS account_id,
    event_id
FROM (
    SELECT
        date_trunc('hour', event_time) AS event_hour,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        actor_arn,
        actor_class,
        count(*) AS calls,
        count(DISTINCT service || ':' || action) AS different_actions,
        count(DISTINCT service) AS services,
        count(*) FILTER (WHERE outcome = 'denied') AS denied,
        count(*) FILTER (WHERE outcome = 'failed') AS failed,
        count(DISTINCT region) AS regions,
        array_to_string(list_sort(list(DISTINCT service || ':' || action))[1:30], ', ') AS asked,
        source_ip_address,
        min(user_agent) AS user_agent,
        recipient_account_id AS account_id,
        min(event_id) AS event_id
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        AND event_category IS DISTINCT FROM 'Data'
        AND is_read
        AND NOT via_service
        AND actor_class <> 'aws_service'
        AND service NOT IN ('kms', 'signin')
        AND action NOT LIKE 'AssumeRole%'
    GROUP BY date_trunc('hour', event_time), actor_arn, actor_class, source_ip_address, recipient_account_id
) AS hours
WHERE different_actions >= 12 AND services >= 3
    OR denied >= 10
ORDER BY event_hour DESC, actor_arn, actor_class, source_ip_address, account_id
