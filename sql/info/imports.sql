-- One row: the imports and the counts of all their records. A file that was only partly imported is
-- counted each time it was read.
SELECT
    count(*),
    count(*) FILTER (WHERE outcome <> 'complete'),
    epoch_us(min(started_at)),
    epoch_us(max(coalesce(finished_at, started_at))),
    arg_max(version, id),
    coalesce(sum(records_read), 0)::BIGINT,
    coalesce(sum(records_inserted), 0)::BIGINT,
    coalesce(sum(records_duplicate), 0)::BIGINT,
    coalesce(sum(records_rejected), 0)::BIGINT,
    coalesce(sum(records_filtered + records_undecided), 0)::BIGINT
FROM imports
