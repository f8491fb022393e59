-- The days of the events, NULL for those without a time, each with its number of events and the size of their texts in bytes.
SELECT
    event_time::DATE::VARCHAR AS day,
    count(*) AS events,
    sum(
        300
        + coalesce(strlen(request_parameters::VARCHAR), 0)
        + coalesce(strlen(response_elements::VARCHAR), 0)
        + coalesce(strlen(additional_event_data::VARCHAR), 0)
        + coalesce(strlen(resources::VARCHAR), 0)
        + coalesce(strlen(service_event_details::VARCHAR), 0)
        + coalesce(strlen(extra::VARCHAR), 0))::UBIGINT AS bytes
FROM event_rows
GROUP BY day
ORDER BY day NULLS LAST
