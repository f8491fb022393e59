-- One row: the totals of a verification.
SELECT
    count(*) FILTER (kind = 'digest' AND verdict = 'valid') AS digests_valid,
    count(*) FILTER (kind = 'log_file' AND verdict = 'valid') AS log_files_valid,
    count(DISTINCT chain) FILTER (kind = 'digest') AS chains,
    count(*) FILTER (kind = 'digest' AND proof = 'hash') AS digests_by_hash,
    count(*) FILTER (is_open_end AND kind = 'digest') AS open_digests,
    count(*) FILTER (is_open_end AND kind = 'log_file') AS open_log_files,
    count(*) FILTER (verdict <> 'valid' AND NOT is_open_end) AS not_valid,
    count(*) AS files
FROM verified;
