-- The functions of DuckDB's extension icu that queries about the last days need. The extension is not
-- part of Ducktrail. All times are TIMESTAMP in UTC here, and so are these, so that
-- event_time > now() - INTERVAL 7 DAY compares like with like.
--
-- They belong to one connection: a database keeps no copy that another program would find.
CREATE TEMP MACRO now() AS transaction_timestamp()::TIMESTAMP;
CREATE TEMP MACRO get_current_timestamp() AS transaction_timestamp()::TIMESTAMP;
CREATE TEMP MACRO current_localtimestamp() AS transaction_timestamp()::TIMESTAMP;
CREATE TEMP MACRO current_date() AS transaction_timestamp()::TIMESTAMP::DATE;
CREATE TEMP MACRO today() AS transaction_timestamp()::TIMESTAMP::DATE;
CREATE TEMP MACRO get_current_time() AS transaction_timestamp()::TIMESTAMP::TIME;
CREATE TEMP MACRO to_timestamp(seconds) AS make_timestamp((seconds * 1000000)::BIGINT);

-- A time AT TIME ZONE 'UTC' calls this. A TIMESTAMP WITH TIME ZONE is always stored in UTC.
CREATE TEMP MACRO timezone(zone, moment) AS CASE
    WHEN lower(zone) IN ('utc', 'z', 'gmt', 'etc/utc', 'etc/gmt') THEN moment::TIMESTAMP
    ELSE error('times are in UTC here, and only UTC is known as a time zone; --local prints them in yours')
END;
