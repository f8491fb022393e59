-- The number of events of each account, Region, service, version and category, largest first.
SELECT kind, name, events
FROM (
    SELECT 'accounts' AS kind, recipient_account_id AS name, count(*) AS events FROM event_rows GROUP BY name
    UNION ALL
    SELECT 'regions', aws_region, count(*) FROM event_rows GROUP BY aws_region
    UNION ALL
    SELECT 'services', actions.service, sum(by_name.events)::BIGINT
    FROM (SELECT event_source, event_name, count(*) AS events FROM event_rows GROUP BY event_source, event_name) AS by_name
    LEFT JOIN actions
        ON by_name.event_source IS NOT DISTINCT FROM actions.event_source
        AND by_name.event_name IS NOT DISTINCT FROM actions.event_name
    GROUP BY actions.service
    UNION ALL
    SELECT 'event_versions', event_version, count(*) FROM event_rows GROUP BY event_version
    UNION ALL
    SELECT 'event_categories', event_category, count(*) FROM event_rows GROUP BY event_category
) AS shares
ORDER BY kind, events DESC, name NULLS LAST
