-- Records the problems of S3 that went away without a new content to read: the import $import has listed objects in a
-- folder that could not be listed; an object that could not be read is there unchanged, as another import has read it;
-- an object with a problem is gone from where its key was listed.
--
-- The folders are compared by hash, once for each length: there can be millions of objects.
CREATE OR REPLACE TEMP TABLE resolved_objects AS
WITH problems AS (
    SELECT path, bool_or(sha256 IS NULL) AS is_unreadable, ends_with(path, '/') AS is_folder
    FROM current_rejects
    WHERE starts_with(path, 's3://') AND (sha256 IS NOT NULL OR import_id <> $import)
    GROUP BY path
),
lengths AS (
    SELECT DISTINCT length(path) AS folder_length FROM problems WHERE is_folder
),
folders AS (
    SELECT DISTINCT left(name, folder_length) AS path FROM planned, lengths
)
SELECT path, FALSE AS is_gone FROM problems JOIN folders USING (path) WHERE is_folder
UNION ALL
SELECT path, FALSE FROM problems JOIN planned ON name = path WHERE is_unreadable AND is_unchanged
UNION ALL
SELECT path, TRUE
FROM problems
ANTI JOIN planned ON name = path
WHERE NOT is_folder AND EXISTS (
    SELECT 1
    FROM listed_ranges
    WHERE starts_with(path, prefix)
        AND path > coalesce(starts_after, '')
        AND (ends_before IS NULL OR path < ends_before)
);
INSERT INTO resolved_paths SELECT path, $import FROM resolved_objects;
DELETE FROM paths WHERE path IN (SELECT path FROM resolved_objects WHERE is_gone);
DROP TABLE resolved_objects;
