-- title: Code execution and access to machines
-- theme: security
-- core: level, finding, actor, targets, outcome, calls
-- not shown: launches by AWS services; what was run, which Systems Manager hides; routine launches, containers and calls of models (--set min_level=informational)
-- question: Who ran commands or code on machines and functions, opened sessions on them, launched instances or enabled access to models?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Launches by AWS services, such as Auto Scaling, are left out. The log does not say what was run: Systems Manager hides the parameters. A change to a function is shown only if it affects code, layers, handler, role or environment.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- columns of: findings
-- column details: Number and type of instances, document, layers, task definition, model or role.
SELECT * EXCLUDE (severity)
FROM findings_of(['execution'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, event_id
