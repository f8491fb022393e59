-- The findings, the worst first, each with the command that shows its events.
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
    source_ip_addresses,
    places_of(source_ip_addresses) AS places,
    regions,
    account_id,
    actor_class,
    tactic,
    technique,
    detection,
    why,
    command,
    event_id
FROM ranked_findings
LEFT JOIN finding_commands USING (number)
ORDER BY number
