-- title: Logging and detection disabled
-- theme: security
-- core: level, finding, actor, targets, outcome, calls
-- not shown: what a stopped trail did not log; levels below min_level
-- question: Who stopped, deleted or weakened logging, detection or a protection, and did it succeed?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Some of these calls can also strengthen logging: UpdateTrail and PutEventSelectors set what is logged, so read the parameters. A stopped trail logs nothing, and no report can show what it missed.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Request parameters, as logged.
SELECT * EXCLUDE (severity)
FROM findings_of(['evasion'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
