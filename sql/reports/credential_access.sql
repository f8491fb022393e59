-- title: Secrets and credentials read
-- theme: security
-- core: level, finding, actor, targets, calls, outcome
-- not shown: KMS Decrypt and S3 GetObject; routine reads of few secrets (--set min_level=informational)
-- question: Who read secrets, passwords, keys, tokens or user data, or used the credentials of an instance from elsewhere, how often, and from where?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Applications read secrets all day; the default shows those that read many within minutes, and what applications do not read. The first public address of a key counts as that of the instance. A key used from two public addresses in turns, or from inside and outside of the network for one service, is at the level high; one whose address changed, or that is used from the address of a caller with a long-term key, at medium. An address of three instances or more is a NAT gateway. A scope hides the other addresses, too.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Always empty: the targets name what was read.
SELECT * EXCLUDE (severity)
FROM findings_of(['credential_access'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
