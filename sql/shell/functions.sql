-- The functions and macros for expressions and FROM, those of this database first.
SELECT function_name, coalesce(any_value(description), '')
FROM duckdb_functions()
WHERE function_type <> 'pragma' AND regexp_full_match(function_name, '[a-z_][a-z0-9_]*')
    AND NOT starts_with(function_name, '__')
GROUP BY function_name
ORDER BY bool_and(internal), function_name
