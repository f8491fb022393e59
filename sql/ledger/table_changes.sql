-- One row: for each table its rows, and how many more (or, if negative, fewer) they are than the last
-- import left. Databases of versions that did not count them have the sums of the table files instead.
SELECT
    events,
    insights,
    aggregated,
    events - coalesce(events_left, by_files.inserted),
    insights - coalesce(insights_left, by_files.insight),
    aggregated - coalesce(aggregated_left, by_files.aggregated_records)
FROM (SELECT count(*) AS events FROM event_rows) AS counted_events
CROSS JOIN (SELECT count(*) AS insights FROM insights) AS insight_rows
CROSS JOIN (SELECT count(*) AS aggregated FROM aggregated_events) AS aggregated_rows
CROSS JOIN (
    SELECT
        coalesce(sum(records_inserted), 0)::BIGINT AS inserted,
        coalesce(sum(records_insight), 0)::BIGINT AS insight,
        coalesce(sum(records_aggregated), 0)::BIGINT AS aggregated_records
    FROM files
) AS by_files
LEFT JOIN (
    SELECT
        events_before + records_inserted AS events_left,
        insights_before + records_insight AS insights_left,
        aggregated_before + records_aggregated AS aggregated_left
    FROM imports
    ORDER BY id DESC
    LIMIT 1
) AS last_import ON TRUE
