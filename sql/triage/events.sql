-- The first events of each of the first findings: the calls of the same actions by the same caller, with the
-- same outcome, between its first call and its last. most_findings and most_events are variables.
SELECT number, strftime(event_time, '%Y-%m-%d %H:%M:%S') AS event_time, service || ':' || action AS action, target, source_ip_address, coalesce(error_code, error_message) AS error, event_id
FROM (
    SELECT
        wanted.number,
        activity.event_time,
        activity.service,
        activity.action,
        activity.target,
        activity.source_ip_address,
        activity.error_code,
        activity.error_message,
        activity.event_id,
        row_number() OVER (PARTITION BY wanted.number ORDER BY activity.event_time, activity.event_id, activity.action, activity.target) AS position
    FROM activity
    JOIN (
        SELECT
            number,
            actor,
            actor_arn,
            account_id,
            outcome,
            first_at,
            last_at,
            split_part(call, ':', 1) AS service,
            split_part(call, ':', 2) AS action
        FROM (SELECT *, unnest(string_split(actions, ', ')) AS call FROM ranked_findings) AS calls
        WHERE number <= getvariable('most_findings')
    ) AS wanted
        ON wanted.service = activity.service
        AND wanted.action = activity.action
        -- A finding of several sessions names their role.
        AND (wanted.actor = activity.actor OR wanted.actor = split_part(activity.actor, '/', 1))
        AND wanted.actor_arn IS NOT DISTINCT FROM activity.actor_arn
        AND wanted.outcome = activity.outcome
        AND wanted.account_id IS NOT DISTINCT FROM activity.recipient_account_id
        AND activity.event_time BETWEEN wanted.first_at AND wanted.last_at
    WHERE activity.event_category IS DISTINCT FROM 'NetworkActivity'
) AS events
WHERE position <= getvariable('most_events')
ORDER BY number, position
