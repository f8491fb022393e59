-- Macros of the project in words that Spark and Trino have too. They have the results of the macros of the same
-- names in sql/, which are written as DuckDB computes them fastest.

-- The list of one element in sql/targets.sql keeps DuckDB from computing the text twice.
CREATE OR REPLACE MACRO text_if_any(text) AS nullif(text, '');
CREATE OR REPLACE MACRO list_if_any(items) AS CASE WHEN len(items) > 0 THEN items END;

-- A program that prints SQL knows the values as people type them alone.
CREATE OR REPLACE MACRO is_in_scope(value, names, pattern) AS
    (getvariable(pattern) IS NULL OR regexp_full_match(value, getvariable(pattern)));

CREATE OR REPLACE MACRO first_names(names, most) AS
    list_transform(
        [names],
        lambda them: array_to_string(them[1:most], ', ') || CASE WHEN len(them) > most THEN ', … and ' || (len(them) - most)::VARCHAR || ' more' ELSE '' END)[1];

-- The ranked names of a histogram are a function of each dialect.
CREATE OR REPLACE MACRO most_frequent(counts, most) AS first_names(ranked_names(counts), most);

-- The detections are rows here, and the level of each is a number.
CREATE OR REPLACE MACRO wanted_calls(wanted, min_level) AS TABLE
    SELECT detection, theme, title, tactic, technique, unnest(calls) AS call, [succeeded, not_succeeded] AS severities,
        level_number(min_level) AS lowest, condition_number, measure, at_least, minutes
    FROM detection_values(wanted) AS detections
    WHERE greatest(succeeded, not_succeeded) >= level_number(min_level);

-- Without a struct.
CREATE OR REPLACE MACRO flat_parameters(request) AS
    text_if_any(list_aggregate(
        list_transform(
            list_filter(
                regexp_extract_all(request::VARCHAR, '"[^"\\]+"\s*:\s*(?:"[^"\\]*"|-?[0-9.]+|true|false)'),
                lambda pair: regexp_extract(pair, '^"([^"]+)"\s*:\s*"?([^"]*)"?$', 2) <> '' AND regexp_extract(pair, '^"([^"]+)"\s*:\s*"?([^"]*)"?$', 1) <> 'tag'),
            lambda pair: regexp_extract(pair, '^"([^"]+)"\s*:\s*"?([^"]*)"?$', 1) || '=' || regexp_extract(pair, '^"([^"]+)"\s*:\s*"?([^"]*)"?$', 2)),
        'string_agg', ', '));

-- The list of calls in sql/iam_actions.sql is a map here, from service:call to actions.
CREATE OR REPLACE MACRO iam_actions_of(service, action) AS
    coalesce(
        iam_action_map()[service || ':' || action],
        CASE WHEN service = 'apigateway' THEN ['apigateway:' || CASE
            WHEN text_matches(action, '^(Get|List|Test|Export)') THEN 'GET'
            WHEN text_matches(action, '^(Create|Import|Flush|Generate)') THEN 'POST'
            WHEN starts_with(action, 'Update') THEN 'PATCH'
            WHEN starts_with(action, 'Delete') THEN 'DELETE'
            ELSE 'PUT' END] END,
        [coalesce(iam_prefixes()[service], service) || ':' || action]);

-- With the days, so that only the files of these are read.
CREATE OR REPLACE MACRO events_between(start_time, end_time) AS TABLE
    SELECT * FROM events
    WHERE (start_time IS NULL OR (event_time >= start_time AND day >= start_time::DATE))
        AND (end_time IS NULL OR (event_time < end_time AND day <= end_time::DATE));
