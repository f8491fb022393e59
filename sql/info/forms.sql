-- The number of files read, by the form of their content.
SELECT form, count(*) AS files, sum(content_bytes)::BIGINT AS bytes, sum(records_read)::BIGINT AS records
FROM current_files
GROUP BY form
ORDER BY files DESC, form
