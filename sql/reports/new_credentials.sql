-- title: Credentials and permissions created
-- theme: security
-- core: level, finding, actor, targets, outcome, calls
-- not shown: changes by AWS services; levels below min_level
-- question: Who created users, keys, passwords, trust or permissions by which somebody can come back?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. A key works until somebody deletes it; access_keys shows what a new key was used for.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Policy, group or status in the request, and the ID or ARN of what was issued.
SELECT * EXCLUDE (severity)
FROM findings_of(['new_credentials'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
