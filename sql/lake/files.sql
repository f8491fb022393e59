-- The files that the shares of a lake have read, each once: several shares read the files at their edges. Each
-- share takes other records of such a file, and filters out those of the others. Shares of other days, from
-- before, may have taken the same records, so the sums are limited by the records of the file.
DROP TABLE files;
CREATE VIEW files AS
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
    usable - records_inserted - records_insight - records_aggregated - records_duplicate - records_undecided AS records_filtered,
    records_insight,
    records_aggregated,
    import_id,
    records_undecided
FROM (
    SELECT
        *,
        records_read - records_rejected AS usable,
        least(inserted, usable)::BIGINT AS records_inserted,
        least(insight, usable - records_inserted)::BIGINT AS records_insight,
        least(aggregated, usable - records_inserted - records_insight)::BIGINT AS records_aggregated,
        least(duplicate, usable - records_inserted - records_insight - records_aggregated)::BIGINT AS records_duplicate,
        least(undecided, usable - records_inserted - records_insight - records_aggregated - records_duplicate) AS records_undecided
    FROM (
        SELECT
            sha256,
            min(path) AS path,
            arg_min(size, path) AS size,
            arg_min(modified, path) AS modified,
            arg_min(content_bytes, path) AS content_bytes,
            arg_min(compression, path) AS compression,
            arg_min(form, path) AS form,
            arg_min_null(account_id, path) AS account_id,
            arg_min_null(region, path) AS region,
            arg_min_null(delivered_at, path) AS delivered_at,
            max(records_read) AS records_read,
            max(records_rejected) AS records_rejected,
            sum(records_inserted) AS inserted,
            sum(records_duplicate) AS duplicate,
            sum(records_insight) AS insight,
            sum(records_aggregated) AS aggregated,
            min(records_undecided) AS undecided,
            max(lake_shares.number) AS import_id
        FROM read_parquet(files_of_table, filename = true, hive_partitioning = false) AS books
        LEFT JOIN lake_shares ON share = regexp_extract(books.filename, 'share=([^/]*)/[^/]*$', 1)
        GROUP BY sha256
    ) AS summed
) AS limited;
