-- The number of events of the busiest services in the busiest Regions, the busiest first,
-- with zeros.
WITH counted AS MATERIALIZED (
    SELECT coalesce(service, '(none)') AS service, coalesce(region, '(none)') AS region, count(*) AS events
    FROM activity
    GROUP BY service, region
),
services AS (SELECT service, sum(events) AS of_service FROM counted GROUP BY service ORDER BY of_service DESC, service LIMIT 14),
regions AS (SELECT region, sum(events) AS of_region FROM counted GROUP BY region ORDER BY of_region DESC, region LIMIT 14)
SELECT service, region, coalesce(events, 0) AS events
FROM services
CROSS JOIN regions
LEFT JOIN counted USING (service, region)
ORDER BY of_service DESC, service, of_region DESC, region
