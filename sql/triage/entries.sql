-- The findings as text, the worst first; times are without fractions of a second.
SELECT
    level,
    finding,
    coalesce(actor, '(unknown)'),
    coalesce(outcome, ''),
    calls,
    coalesce(strftime(first_at, '%Y-%m-%d %H:%M:%S'), ''),
    coalesce(strftime(last_at, '%Y-%m-%d %H:%M:%S'), ''),
    coalesce(actions, ''),
    coalesce(targets, ''),
    coalesce(source_ip_addresses, ''),
    coalesce(places_of(source_ip_addresses), ''),
    coalesce(account_id, ''),
    coalesce(command, '')
FROM ranked_findings
LEFT JOIN finding_commands USING (number)
ORDER BY number
