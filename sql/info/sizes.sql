-- How many bytes of the file each column of events takes: a segment reaches to the next one in its
-- block, and what it has in blocks of its own fills them. Where the last segment of a block ends is
-- not known: it is taken to fill the block, or to be as long as the longest of those before it.
SELECT column_name, sum(coalesce(bytes, least(rest, longest), rest) + bytes_elsewhere)::BIGINT AS bytes
FROM (
    SELECT *, max(bytes) OVER (PARTITION BY block_id) AS longest
    FROM (
        SELECT
            column_name,
            block_id,
            lead(block_offset) OVER (PARTITION BY block_id ORDER BY block_offset) - block_offset AS bytes,
            block_size - block_offset AS rest,
            len(additional_block_ids) * block_size AS bytes_elsewhere
        FROM pragma_storage_info('events')
        CROSS JOIN (SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()) AS database
        WHERE persistent AND block_id >= 0
    ) AS segments
) AS measured
GROUP BY column_name
ORDER BY bytes DESC, column_name
