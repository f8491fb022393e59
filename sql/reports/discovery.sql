-- title: Bursts of reconnaissance
-- theme: security
-- core: event_hour, actor_arn, calls, different_actions, denied
-- not shown: hours with fewer than 12 different read-only actions in 3 services and fewer than 10 denied calls
-- question: Which callers made many different read-only calls, or were denied many, within one hour?
-- note: Inventory tools, the console and auditors look the same; the address, the user agent and the denied calls tell them apart. An hour is shown if it has at least 12 different read-only actions in 3 services, or 10 denied calls. Calls by AWS services are left out.
-- column event_hour: Hour, in UTC.
-- column first_at: Time of the first call in the hour, in UTC.
-- column last_at: Time of the last call in the hour, in UTC.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column calls: Number of read-only calls.
-- column different_actions: Number of distinct actions.
-- column services: Number of services.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column regions: Number of Regions.
-- column asked: Actions, the most frequent first; after 30, how many more.
-- column source_ip_address: Source IP address.
-- column user_agent: User agent: the client, as it identifies itself.
-- column account_id: Account that the log belongs to.
-- column event_id: ID of one of the events.
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
        most_frequent(histogram(service || ':' || action), 30) AS asked,
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
