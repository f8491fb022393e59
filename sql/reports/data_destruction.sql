-- title: Data destroyed or made unreadable
-- theme: security
-- core: level, finding, actor, targets, outcome, calls
-- not shown: few S3 objects and log groups (see deletes); objects that a lifecycle rule expires
-- question: Who destroyed keys, databases, snapshots, backups, buckets or other data, or removed their protection, and can it be recovered?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Few deleted objects are in deletes. Instances terminated by a service role of AWS, such as that of Auto Scaling, are left out. CloudTrail does not log objects that a lifecycle rule expires; the call that sets the rule is in evasion.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Recovery that the call allows: a final snapshot, a waiting period, or none.
SELECT * EXCLUDE (severity)
FROM findings_of(['data_destruction'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
