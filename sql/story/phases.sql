-- The findings of a story by phase: the tactics of MITRE ATT&CK in the order in which attacks use them.
SELECT tactic AS phase, first_at, last_at, level, finding, actor, outcome, calls, actions, targets, source_ip_addresses, command
FROM ranked_findings
LEFT JOIN finding_commands USING (number)
ORDER BY
    list_position([
        'Initial Access', 'Discovery', 'Execution', 'Persistence', 'Privilege Escalation', 'Defense Evasion', 'Credential Access',
        'Lateral Movement', 'Collection', 'Command and Control', 'Exfiltration', 'Impact'
    ], tactic) NULLS LAST,
    tactic,
    first_at,
    number
