-- The first events of each of the first findings: those that its detection, rule or indicator matched.
-- most_findings and most_events are variables.
SELECT number, strftime(event_time, '%Y-%m-%d %H:%M:%S') AS event_time, service || ':' || action AS action, target, source_ip_address, error, event_id
FROM (
    SELECT
        wanted.number,
        events.*,
        row_number() OVER (PARTITION BY wanted.number ORDER BY events.event_time, events.event_id, events.action, events.target) AS position
    FROM (
        SELECT
            level_name(severity) AS level,
            title AS finding,
            NULL::VARCHAR AS why,
            detection,
            actor,
            actor_class,
            actor_arn,
            recipient_account_id AS account_id,
            outcome,
            event_time,
            service,
            action,
            target,
            source_ip_address,
            coalesce(error_code, error_message) AS error,
            event_id
        FROM detected_events(NULL, getvariable('min_level'))
        UNION ALL BY NAME
        FROM other_finding_events
    ) AS events
    JOIN (FROM ranked_findings WHERE number <= getvariable('most_findings')) AS wanted
        ON wanted.detection = events.detection
        AND wanted.level = events.level
        AND wanted.finding = events.finding
        AND wanted.why = coalesce(events.why, wanted.why)
        AND wanted.outcome IS NOT DISTINCT FROM events.outcome
        AND wanted.actor_class IS NOT DISTINCT FROM events.actor_class
        AND wanted.actor_arn IS NOT DISTINCT FROM events.actor_arn
        AND wanted.account_id IS NOT DISTINCT FROM events.account_id
        AND date_trunc('day', wanted.first_at) IS NOT DISTINCT FROM date_trunc('day', events.event_time)
        -- A finding of several sessions names their role.
        AND (wanted.actor IS NOT DISTINCT FROM events.actor OR wanted.actor = split_part(events.actor, '/', 1))
) AS matched
WHERE position <= getvariable('most_events')
ORDER BY number, position
