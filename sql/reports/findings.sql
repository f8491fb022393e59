-- title: Findings, the worst first
-- theme: security
-- core: level, finding, actor, outcome, calls, last_at
-- not shown: levels below min_level, and calls that no trail logged
-- question: What should be looked at first: which calls of attackers were made, by whom, how often and with what success?
-- note: One row per detection, caller, account, outcome and day. A finding says that a call was made, not that it was wrong: administrators make the same calls. The table detections has the rules, why each matters and the command that shows more. A call that was denied or failed is one level lower, unless the attempt itself tells. Many reads, deletions or failures within minutes are one finding; of a caller that makes as many in more than six hours of the log, it is two levels lower, as its daily work. Calls of AWS services are left out where they are daily work. What no trail logged is in no report.
-- parameter min_level VARCHAR = 'medium': The lowest level to show: critical, high, medium, low or informational.
-- column level: critical, high, medium, low or informational.
-- column finding: What happened.
-- column actor: Caller: root, a user, a service, or role/session; of several sessions, the role.
-- column outcome: success, denied or failed.
-- column calls: Number of calls.
-- column first_at: Time of the first call of the day, in UTC.
-- column last_at: Time of the last call of the day, in UTC.
-- column actions: Actions, as service:action, the most frequent first.
-- column targets: Targets, the most frequent first.
-- column details: More of the request, by theme: its parameters, what was issued, who it is shared with, or whether it can be recovered.
-- column errors: Error codes, or messages where there is no code, the most frequent first.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column regions: Regions of the calls, the most frequent first.
-- column account_id: Account that the log belongs to.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column tactic: Tactic of MITRE ATT&CK.
-- column technique: Technique of MITRE ATT&CK.
-- column detection: Name of the detection, as in the table detections.
-- column event_id: Event ID of the first call.
SELECT * EXCLUDE (severity)
FROM findings_of(NULL, coalesce(getvariable('min_level'), 'medium'), false)
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome
