-- title: Imports and their problems
-- theme: archive
-- core: started_at, outcome, path, records_read, reasons
-- not shown: files without a problem, which are counted in the row of their import
-- question: Did each import complete, do its records add up, and which input cannot be used now, and why?
-- note: One row per import, and one per file with input that could not be used. Files without a problem are counted only in the row of their import, and so are those that were completed, replaced or deleted since; the table `rejects` keeps what was wrong with them. The scope of the events does not apply to imports.
-- column started_at: Start of the import, in UTC.
-- column import_id: Number of the import.
-- column subject: import or file.
-- column outcome: For an import: complete, interrupted or running; for a file: partly used or not used.
-- column path: Path of the file.
-- column form: Form of the content.
-- column files_found: Number of files found.
-- column files_imported: Number of files with CloudTrail records.
-- column files_unreadable: Number of files of which nothing could be used.
-- column records_read: Number of records read.
-- column records_inserted: Number of records that became events.
-- column records_duplicate: Number of copies of stored events.
-- column records_rejected: Number of records that could not be used.
-- column records_filtered: Number of records that the filter of the import left out, also for lack of the value that it asked about.
-- column records_elsewhere: Number of records that went to the tables insights and aggregated_events.
-- column adds_up: True if the other five add up to the records read.
-- column reasons: Reasons why records could not be used.
SELECT
    started_at,
    import_id,
    subject,
    outcome,
    path,
    form,
    files_found,
    files_imported,
    files_unreadable,
    records_read,
    records_inserted,
    records_duplicate,
    records_rejected,
    records_filtered,
    records_elsewhere,
    records_read = records_inserted + records_duplicate + records_rejected + records_filtered + records_elsewhere AS adds_up,
    reasons
FROM (
    SELECT
        imports.started_at,
        imports.id AS import_id,
        'import' AS subject,
        imports.outcome,
        NULL::VARCHAR AS path,
        NULL::VARCHAR AS form,
        imports.files_found,
        imports.files_imported,
        imports.files_unreadable,
        imports.records_read,
        imports.records_inserted,
        imports.records_duplicate,
        imports.records_rejected,
        imports.records_filtered + imports.records_undecided AS records_filtered,
        imports.records_insight + imports.records_aggregated AS records_elsewhere,
        NULL::VARCHAR AS sha256,
        NULL::VARCHAR AS reasons
    FROM imports
    UNION ALL
    SELECT
        imports.started_at,
        bad_files.import_id,
        'file' AS subject,
        CASE
            WHEN coalesce(files.records_inserted + files.records_duplicate + files.records_filtered + files.records_undecided + files.records_insight + files.records_aggregated, 0) > 0
                THEN 'partly used'
            ELSE 'not used'
        END AS outcome,
        bad_files.path,
        files.form,
        NULL::BIGINT AS files_found,
        NULL::BIGINT AS files_imported,
        NULL::BIGINT AS files_unreadable,
        files.records_read,
        files.records_inserted,
        files.records_duplicate,
        files.records_rejected,
        files.records_filtered + files.records_undecided AS records_filtered,
        files.records_insight + files.records_aggregated AS records_elsewhere,
        bad_files.sha256,
        bad_files.reasons
    FROM (
        SELECT
            import_id,
            path,
            sha256,
            string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons
        FROM current_rejects
        GROUP BY import_id, path, sha256
    ) AS bad_files
    LEFT JOIN imports ON imports.id = bad_files.import_id
    LEFT JOIN files ON files.sha256 = bad_files.sha256
) AS rows_of_imports
ORDER BY import_id DESC, subject DESC, path, sha256, started_at, outcome, form, files_found, files_imported, files_unreadable, records_read, records_inserted, records_duplicate, records_rejected, records_filtered, records_elsewhere, adds_up, reasons
