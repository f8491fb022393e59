-- The findings of the page as texts, the worst first.
SELECT
    number,
    level,
    finding,
    coalesce(actor, '(unknown)'),
    coalesce(outcome, ''),
    calls,
    coalesce(strftime(first_at, '%Y-%m-%d %H:%M:%S'), ''),
    coalesce(strftime(last_at, '%Y-%m-%d %H:%M:%S'), ''),
    coalesce(why, ''),
    concat_ws(' · ', tactic, technique),
    coalesce(actions, ''),
    coalesce(targets, ''),
    coalesce(source_ip_addresses, ''),
    coalesce(places_of(source_ip_addresses), ''),
    coalesce(regions, ''),
    coalesce(account_id, ''),
    concat_ws(' · ', actor_class, actor_arn),
    coalesce(command, '')
FROM ranked_findings
LEFT JOIN finding_commands USING (number)
ORDER BY number
