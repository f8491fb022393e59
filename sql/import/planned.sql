-- The listed files by number: those to read come first, ordered by delivery time and then by name. Events of the
-- same time are then close together, so duplicates meet and DuckDB can prune by time. A file is unchanged if its
-- path, size and time are in the ledger; for an object of S3 the ETag stands for the time, which changes when it is
-- copied. One of which records were left out, or whose trailing bytes are unknown, is read once more.
CREATE OR REPLACE TEMP TABLE planned AS
WITH complete AS (
    SELECT paths.path, paths.size, epoch_us(paths.modified) AS modified, etag
    FROM paths
    JOIN files ON files.sha256 = paths.sha256
    WHERE records_filtered + records_undecided = 0 AND trailing_bytes IS NOT NULL
),
compared AS (
    SELECT
        *,
        EXISTS (
            SELECT 1
            FROM complete
            WHERE complete.path = listed.name
                AND complete.size = listed.size
                AND CASE
                    WHEN listed.etag IS NULL THEN complete.modified = listed.modified
                    ELSE complete.etag = listed.etag
                END
        ) AS is_unchanged
    FROM listed
)
SELECT
    row_number() OVER (
        ORDER BY is_unchanged OR NOT may_match OR is_listed_only, delivered NULLS LAST, name
    ) AS number,
    *
FROM compared;
DROP TABLE listed;
