-- title: Resources shared publicly or with other accounts
-- theme: security
-- core: level, finding, actor, targets, outcome, calls
-- not shown: open security groups (see public_security_groups); trust policies of roles (see new_credentials)
-- question: Which snapshots, images, functions, keys, buckets and other resources were shared with another account or with everyone?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. A policy that allows everyone under a condition that limits callers has the level medium, one without is high; statements that deny are left out. The log does not say whether an account is foreign: compare it with your own. A denied call may be logged without its parameters; it is then shown at the level low.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Recipients: accounts other than the owner, and everyone.
SELECT * EXCLUDE (severity)
FROM findings_of(['public_sharing'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
