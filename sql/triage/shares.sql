-- The most frequent services, Regions, callers and addresses, each with its events by outcome, the number of
-- findings and the highest level of them. The variable most is the number of each.
SELECT kind, name, success, denied, failed, coalesce(findings.findings, 0) AS findings, level_name(findings.highest) AS level, kinds, CASE WHEN kind = 'address' THEN places_of(name) END AS place
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY kind ORDER BY success + denied + failed DESC, name) AS position,
        count(*) OVER (PARTITION BY kind) AS kinds
    FROM (
        SELECT
            CASE
                WHEN grouping(service) = 0 THEN 'service'
                WHEN grouping(region) = 0 THEN 'region'
                WHEN grouping(actor) = 0 THEN 'caller'
                ELSE 'address'
            END AS kind,
            coalesce(service, region, actor, source_ip_address, '(none)') AS name,
            count(*) FILTER (WHERE outcome = 'success') AS success,
            count(*) FILTER (WHERE outcome = 'denied') AS denied,
            count(*) FILTER (WHERE outcome = 'failed') AS failed
        FROM activity
        GROUP BY GROUPING SETS ((service), (region), (actor), (source_ip_address))
    ) AS counted
) AS shares
LEFT JOIN (
    SELECT kind, name, count(*) AS findings, max(level_number(level)) AS highest
    FROM (
        SELECT 'caller' AS kind, actor AS name, level FROM ranked_findings
        UNION ALL
        SELECT 'address', unnest(string_split(source_ip_addresses, ', ')), level FROM ranked_findings
        UNION ALL
        SELECT 'region', unnest(string_split(regions, ', ')), level FROM ranked_findings
        UNION ALL
        SELECT DISTINCT ON (number, name) 'service', split_part(call, ':', 1) AS name, level
        FROM (SELECT number, level, unnest(string_split(actions, ', ')) AS call FROM ranked_findings) AS calls
    ) AS named
    GROUP BY kind, name
) AS findings USING (kind, name)
WHERE position <= getvariable('most')
ORDER BY kind, position
