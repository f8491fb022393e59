-- The listed files in the order in which they are read, which is that of their `rowid`: those to read come first,
-- ordered by delivery time and then by name. Events of the same time are then close together, so duplicates meet and
-- DuckDB can prune by time. It is a sort, which is twice as fast as a window function.
--
-- A file is unchanged if its path, size and time are in the ledger; for an object of S3 the ETag stands for the time,
-- which changes when it is copied. One of which records were left out, or whose trailing bytes are unknown, is read
-- once more.
--
-- `archives` are the archives with a member in which records were found, and the archives around them. All joins are
-- of equal values: the ledger can have millions of files.
--   form  of an unchanged file in which no record was found, nor in a member of an archive; NULL for others
CREATE OR REPLACE TEMP TABLE planned AS
WITH members AS (
    SELECT string_split(paths.path, '!/') AS parts
    FROM paths
    JOIN files ON files.sha256 = paths.sha256
    WHERE contains(paths.path, '!/') AND records_read > 0
),
archives AS (
    SELECT DISTINCT unnest([array_to_string(parts[:depth], '!/') FOR depth IN range(1, len(parts))]) AS path
    FROM members
),
complete AS (
    SELECT
        paths.path, paths.size, epoch_us(paths.modified) AS modified, etag,
        CASE WHEN records_read = 0 AND archives.path IS NULL THEN form END AS form
    FROM paths
    JOIN files ON files.sha256 = paths.sha256
    LEFT JOIN archives ON archives.path = paths.path
    WHERE records_filtered + records_undecided = 0 AND trailing_bytes IS NOT NULL
),
compared AS (
    SELECT
        listed.*,
        coalesce(complete.size = listed.size AND CASE
            WHEN listed.etag IS NULL THEN complete.modified = listed.modified
            ELSE complete.etag = listed.etag
        END, false) AS is_unchanged,
        form
    FROM listed
    LEFT JOIN complete ON complete.path = listed.name
)
SELECT *
FROM compared
ORDER BY is_unchanged OR NOT may_match OR is_listed_only, delivered NULLS LAST, name;
DROP TABLE listed;
