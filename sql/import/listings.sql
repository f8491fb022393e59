-- Remembers how far each prefix that was listed to its end was also read: up to the first object that was not, or
-- of which records were left out. `listed_ranges` has these prefixes with the index that their objects have.
CREATE OR REPLACE TEMP TABLE new_listings AS
WITH complete AS (
    SELECT paths.path, paths.size, etag
    FROM paths
    JOIN files ON files.sha256 = paths.sha256
    WHERE records_filtered + records_undecided = 0
),
compared AS (
    SELECT
        range,
        delivered,
        EXISTS (
            SELECT 1
            FROM complete
            WHERE complete.path = name AND complete.size = planned.size AND complete.etag = planned.etag
        ) AS is_complete
    FROM planned
    WHERE range IS NOT NULL
)
SELECT
    prefix,
    least(max(delivered), min(coalesce(delivered, -1)) FILTER (WHERE NOT is_complete)) AS listed_to
FROM listed_ranges
JOIN compared ON compared.range = listed_ranges.index
GROUP BY prefix;
DELETE FROM listings WHERE prefix IN (SELECT prefix FROM new_listings);
INSERT INTO listings SELECT prefix, make_timestamp(listed_to), $import FROM new_listings WHERE listed_to >= 0;
DROP TABLE new_listings;
