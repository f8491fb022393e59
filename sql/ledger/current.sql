-- The current state of the ledger. A content is superseded if no path has it any more and a later import
-- found something else, or nothing, at the path where it was read. Standard input has no path, so it is
-- never superseded. The superseded rows stay in files and rejects as evidence.

CREATE OR REPLACE VIEW current_files AS
SELECT
    sha256,
    path,
    size,
    modified,
    content_bytes,
    compression,
    form,
    account_id,
    region,
    delivered_at,
    records_read,
    records_inserted,
    records_duplicate,
    records_rejected,
    records_filtered,
    records_insight,
    records_aggregated,
    import_id,
    records_undecided
FROM files
LEFT JOIN (
    SELECT path AS last_path, max(import_id) AS last_import_id
    FROM (SELECT path, import_id FROM paths UNION ALL SELECT path, import_id FROM resolved_paths) AS known_paths
    GROUP BY path
) AS last ON last_path = path
WHERE last_import_id IS NULL
    OR last_import_id <= import_id
    OR sha256 IN (SELECT sha256 FROM paths);

-- A file or folder that could not be read also counts as superseded by a later attempt to read it.
CREATE OR REPLACE VIEW current_rejects AS
SELECT import_id, path, sha256, position, reason, text
FROM rejects
LEFT JOIN (
    SELECT
        path AS last_path,
        max(import_id) FILTER (WHERE NOT is_reject) AS last_import_id,
        max(import_id) AS last_attempt_id
    FROM (
        SELECT path, import_id, FALSE AS is_reject FROM paths
        UNION ALL
        SELECT path, import_id, FALSE FROM resolved_paths
        UNION ALL
        SELECT path, import_id, TRUE FROM rejects
    ) AS known_paths
    WHERE path IN (SELECT path FROM rejects)
    GROUP BY path
) AS last ON last_path = path
WHERE CASE
    WHEN path = '-' THEN TRUE
    WHEN sha256 IS NULL THEN last_attempt_id <= import_id
    ELSE last_import_id IS NULL OR last_import_id <= import_id
        OR sha256 IN (SELECT sha256 FROM paths WHERE sha256 IN (SELECT sha256 FROM rejects))
END;

COMMENT ON VIEW current_files IS 'The rows of files without those superseded: a content that is at no path any more since its path has another one, or none.';
COMMENT ON VIEW current_rejects IS 'The rows of rejects without those superseded: of a file that was completed, replaced, deleted, or that can be read now.';

COMMENT ON COLUMN current_files.sha256 IS 'As in files.';
COMMENT ON COLUMN current_files.path IS 'As in files.';
COMMENT ON COLUMN current_files.size IS 'As in files.';
COMMENT ON COLUMN current_files.modified IS 'As in files.';
COMMENT ON COLUMN current_files.content_bytes IS 'As in files.';
COMMENT ON COLUMN current_files.compression IS 'As in files.';
COMMENT ON COLUMN current_files.form IS 'As in files.';
COMMENT ON COLUMN current_files.account_id IS 'As in files.';
COMMENT ON COLUMN current_files.region IS 'As in files.';
COMMENT ON COLUMN current_files.delivered_at IS 'As in files.';
COMMENT ON COLUMN current_files.records_read IS 'As in files.';
COMMENT ON COLUMN current_files.records_inserted IS 'As in files.';
COMMENT ON COLUMN current_files.records_duplicate IS 'As in files.';
COMMENT ON COLUMN current_files.records_rejected IS 'As in files.';
COMMENT ON COLUMN current_files.records_filtered IS 'As in files.';
COMMENT ON COLUMN current_files.records_insight IS 'As in files.';
COMMENT ON COLUMN current_files.records_aggregated IS 'As in files.';
COMMENT ON COLUMN current_files.import_id IS 'As in files.';
COMMENT ON COLUMN current_files.records_undecided IS 'As in files.';
COMMENT ON COLUMN current_rejects.import_id IS 'As in rejects.';
COMMENT ON COLUMN current_rejects.path IS 'As in rejects.';
COMMENT ON COLUMN current_rejects.sha256 IS 'As in rejects.';
COMMENT ON COLUMN current_rejects.position IS 'As in rejects.';
COMMENT ON COLUMN current_rejects.reason IS 'As in rejects.';
COMMENT ON COLUMN current_rejects.text IS 'As in rejects.';
