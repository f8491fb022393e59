-- title: Reconnaissance
-- theme: security
-- core: level, finding, actor, calls, outcome, last_at
-- not shown: single calls that only read (--set min_level=informational)
-- question: Who looked around: which callers asked for many kinds of things within minutes, or were denied many?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Inventory tools and auditors look the same; the address and the program tell them apart. A caller that does so in more than six hours of the log does so as daily work, and is two levels lower.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Always empty: what is read has no details.
SELECT * EXCLUDE (severity)
FROM findings_of(['discovery'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
