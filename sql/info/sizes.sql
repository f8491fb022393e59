-- The estimated size of each column of event_rows and callers in the file, in bytes. A segment extends to the next
-- segment in its block, and fills its additional blocks. The end of the last segment of a block is not known:
-- the estimate is the rest of the block, but at most the size of the longest other segment in it.
SELECT column_name, sum(coalesce(bytes, least(rest, longest), rest) + additional_bytes)::BIGINT AS bytes
FROM (
    SELECT *, max(bytes) OVER (PARTITION BY block_id) AS longest
    FROM (
        SELECT
            column_name,
            block_id,
            lead(block_offset) OVER (PARTITION BY block_id ORDER BY block_offset) - block_offset AS bytes,
            block_size - block_offset AS rest,
            len(additional_block_ids) * block_size AS additional_bytes
        FROM (FROM pragma_storage_info('event_rows') UNION ALL FROM pragma_storage_info('callers')) AS segments_of_tables
        CROSS JOIN (SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()) AS database
        WHERE persistent AND block_id >= 0
    ) AS segments
) AS measured
GROUP BY column_name
ORDER BY bytes DESC, column_name
