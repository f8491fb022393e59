-- title: Code execution and access to machines
-- theme: security
-- core: level, finding, actor, targets, outcome, calls
-- not shown: launches by AWS services; what was run, which Systems Manager hides; routine launches, containers and calls of models (--set min_level=informational)
-- question: Who ran commands or code on machines and functions, opened sessions on them, launched instances or enabled access to models?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Launches by AWS services, such as Auto Scaling, are left out. The log does not say what was run: Systems Manager hides the parameters. A change to a function is shown only if it affects code, layers, handler, role or environment.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- column level: critical, high, medium, low or informational.
-- column finding: What happened.
-- column actor: Caller: root, a user, a service, or role/session; of several sessions, the role.
-- column outcome: success, denied or failed.
-- column calls: Number of calls.
-- column first_at: Time of the first call of the day, in UTC.
-- column last_at: Time of the last call of the day, in UTC.
-- column actions: Actions, as service:action, the most frequent first.
-- column targets: Targets, the most frequent first.
-- column details: Number and type of instances, document, layers, task definition, model or role.
-- column errors: Error codes, or messages where there is no code, the most frequent first.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column regions: Regions of the calls, the most frequent first.
-- column account_id: Account that the log belongs to.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column technique: Technique of MITRE ATT&CK.
-- column detection: Name of the detection, as in the table detections.
-- column event_id: Event ID of the first call.
SELECT
    level,
    finding,
    actor,
    outcome,
    calls,
    first_at,
    last_at,
    actions,
    targets,
    details,
    errors,
    source_ip_addresses,
    regions,
    account_id,
    actor_class,
    actor_arn,
    technique,
    detection,
    event_id
FROM findings_of(['execution'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
