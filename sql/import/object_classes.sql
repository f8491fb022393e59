-- The objects of S3 that an import reads, by bucket and storage class, with one of each.
SELECT storage_class, count(*)::UBIGINT, sum(size)::UBIGINT, min(name)
FROM planned
WHERE etag IS NOT NULL AND NOT is_unchanged AND may_match
GROUP BY storage_class, split_part(name, '/', 3)
ORDER BY min(name)
